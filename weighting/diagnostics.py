"""Diagnostics of weights, as values: their page is rendered in the reports."""

from dataclasses import dataclass

import numpy as np

from weighting.factors import RedistributionFactor, ReplicateFactor, Role
from weighting.sample import WeightedSample
from weighting.trace import Spread, spread


@dataclass(frozen=True)
class AfterStep:
    """The spread of the weights after one factor."""

    step: str
    weights: Spread


@dataclass(frozen=True)
class Link:
    """One factor in the chain of a unit."""

    step: str
    cell: str
    factor: float
    weight: float  # after the factor
    role: Role | None = None


@dataclass(frozen=True)
class ExtremeWeight:
    """A unit whose weight is far from the others, with the chain that explains it."""

    row_id: str
    weight: float
    times_median: float
    chain: tuple[Link, ...]


def weights_by_step(sample: WeightedSample) -> tuple[AfterStep, ...]:
    """How unequal the weights are after each factor (Kish's design effect)."""
    return tuple(
        AfterStep(factor.step, spread(weights))
        for factor, weights in zip(sample.factors, sample.history[1:], strict=True)
    )


def chains(sample: WeightedSample, rows: list[int]) -> list[tuple[Link, ...]]:
    """The factors of some units: their product is the weight."""
    found: list[list[Link]] = [[] for _ in rows]
    for factor, before, after in zip(sample.factors, sample.history[:-1], sample.history[1:], strict=True):
        if isinstance(factor, ReplicateFactor):  # one for everybody in the full sample
            continue
        values, cells = factor.of(before), factor.cells
        roles = factor.roles if isinstance(factor, RedistributionFactor) else [None] * sample.n
        for links, row in zip(found, rows, strict=True):
            links.append(Link(factor.step, cells[row], float(values[row]), float(after[row]), roles[row]))
    return [tuple(links) for links in found]


def extreme_weights(sample: WeightedSample, count: int = 10) -> tuple[ExtremeWeight, ...]:
    """The units with the largest weights, the heaviest first."""
    weights = sample.weights
    carried = np.flatnonzero(weights > 0)
    heaviest = carried[np.lexsort((carried, -weights[carried]))][:count].tolist()
    median = float(np.median(weights[carried])) if carried.size else 1.0
    return tuple(
        ExtremeWeight(sample.ids[row], float(weights[row]), float(weights[row]) / median, chain)
        for row, chain in zip(heaviest, chains(sample, heaviest), strict=True)
    )
