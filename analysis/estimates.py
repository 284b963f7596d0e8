"""Estimates: an indicator in every domain of a partition, each with its precision and what it may be used for."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.columns import Numbers, holds
from analysis.domains import Partition
from analysis.indicator import Indicator
from analysis.measures import effective, represented, respondents
from analysis.precision import Flag, PrecisionPolicy, Reason
from analysis.statistics import Distribution, Share, Total
from analysis.variance import Linearised, VarianceRoad
from weighting.sample import WeightedSample

DEFAULT_ROAD = Linearised()
DEFAULT_POLICY = PrecisionPolicy()
_FIXED_CV = 1e-6  # a total whose relative error is smaller is one that the calibration fixes
_FIXED_EFFECT = 1e-9  # so is a figure whose answers vary though its estimate does not


@dataclass(frozen=True)
class Cell:
    """What an estimate is of."""

    indicator: str
    category: str | None
    partition: str
    level: str


@dataclass(frozen=True)
class Estimate:
    """One figure, not yet protected. Shares run from 0 to 1; None where a value does not exist."""

    cell: Cell
    estimate: float | None
    se: float | None
    low: float | None
    high: float | None
    cv: float | None
    deff: float | None
    df: float
    n: int
    weighted_n: float
    flag: Flag
    note: Reason | None = None


def estimate(
    indicator: Indicator,
    sample: WeightedSample,
    partition: Partition,
    road: VarianceRoad = DEFAULT_ROAD,
    policy: PrecisionPolicy = DEFAULT_POLICY,
) -> tuple[Estimate, ...]:
    """An indicator in each domain of a partition, empty ones included.

    Raises UnknownVariable, WrongColumn, UnknownLevel, and UnusableDesign where the design gives no variance.
    """
    return estimates(indicator, sample, (partition,), road, policy)


def estimates(
    indicator: Indicator,
    sample: WeightedSample,
    partitions: Sequence[Partition],
    road: VarianceRoad = DEFAULT_ROAD,
    policy: PrecisionPolicy = DEFAULT_POLICY,
) -> tuple[Estimate, ...]:
    """An indicator in each domain of several partitions, computed together. Raises as ``estimate`` does."""
    universe = holds(sample, indicator.universe)
    domains = np.hstack([partition.masks(sample) for partition in partitions]) & universe[:, None]
    measure = indicator.statistic.measure(sample, domains)
    points = measure.points(sample.weights)
    points[respondents(measure.among, sample.weights) == 0] = np.nan
    precision = road.precision(measure, sample, points)
    numbers = np.column_stack((points, precision.se, precision.low, precision.high, precision.deff, precision.df))
    n, n_effective = respondents(measure.among, sample.weights), effective(measure.among, sample.weights)
    counts = zip(n, represented(measure.among, sample.weights), n / np.maximum(n_effective, 1), strict=True)
    return tuple(
        _judged(_figure(cell, row, int(number), float(persons)), float(unequal), indicator, policy)
        for cell, row, (number, persons, unequal) in zip(_cells(indicator, partitions), numbers, counts, strict=True)
    )


def _figure(cell: Cell, row: Numbers, n: int, persons: float) -> Estimate:
    *values, df = row.tolist()
    point, se, low, high, deff = (value if math.isfinite(value) else None for value in values)
    cv = se / abs(point) if se is not None and point else None
    return Estimate(cell, point, se, low, high, cv, deff, df, n, persons, Flag.RELIABLE)


def _cells(indicator: Indicator, partitions: Sequence[Partition]) -> Iterator[Cell]:
    for category in indicator.statistic.categories:
        for partition in partitions:
            for level in partition.levels:
                yield Cell(indicator.name, category, partition.name, level)


def _judged(figure: Estimate, unequal: float, indicator: Indicator, policy: PrecisionPolicy) -> Estimate:
    """The figure with its flag. ``unequal`` is the design effect of the weights: shares of 0 or 1 have no other."""
    if figure.n == 0:
        return replace(figure, estimate=None, se=None, low=None, high=None, cv=None, deff=None, flag=Flag.NO_CASE)
    if _fixed(figure, indicator):
        return replace(figure, se=None, low=None, high=None, cv=None, deff=None, note=Reason.FIXED_BY_MARGIN)
    if isinstance(indicator.statistic, Share | Distribution):
        width = (figure.high or 1.0) - (figure.low or 0.0)
        flag, note = policy.judge_share(figure.n, figure.deff or unequal, width, figure.cv)
    else:
        flag, note = policy.judge_other(figure.n, None if figure.low is None else figure.cv)
    return replace(figure, flag=flag, note=note)


def _fixed(figure: Estimate, indicator: Indicator) -> bool:
    """Whether a margin of the calibration, not the sample, determines the figure."""
    total = isinstance(indicator.statistic, Total) and figure.cv is not None and figure.cv < _FIXED_CV
    return total or (figure.deff is not None and figure.deff < _FIXED_EFFECT)
