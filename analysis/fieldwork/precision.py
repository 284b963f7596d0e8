"""The standard error of weighted rates: each is a ratio of two weighted sums, linearised over the PSUs.

The eligible shares are taken as given, as R's ``svyratio`` takes them; the band shows what they are worth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analysis.columns import Numbers
from analysis.fieldwork.eligibility import EligibleShares
from analysis.fieldwork.outcomes import UNKNOWN, OutcomeClass
from analysis.fieldwork.rates import FORMULAS, Formula, Unknown
from analysis.fieldwork.units import Row
from analysis.intervals import Plain
from analysis.measures import Sums
from analysis.variance import Linearised, Precision
from weighting.design import Singleton
from weighting.sample import WeightedSample


@dataclass(frozen=True)
class Error:
    """What is known of the error of a rate; None where nothing is. The interval is symmetric, with Student's t."""

    se: float | None
    low: float | None
    high: float | None
    df: float


def errors(
    rows: Sequence[Row],
    levels: Sequence[tuple[Sequence[bool], EligibleShares]],
    names: Sequence[str],
    singleton: Singleton = Singleton.CENTRE_ON_GRAND_MEAN,
) -> tuple[Mapping[str, Error], ...]:
    """The errors of the named rates, weighted, in each of several groups of the same rows.

    A group is a truth a row and its eligible shares. The whole sample stays in the variance: groups are masks. Raises
    UnusableDesign where there is only one PSU.
    """
    sample = sample_of(rows, singleton)
    place = {outcome: at for at, outcome in enumerate(OutcomeClass)}
    outcomes = np.array([place[row.outcome] for row in rows])
    among = np.array([mask for mask, _ in levels], bool).reshape(len(levels), len(rows)).T
    found = {}
    for name in names:
        above, below = _worths(FORMULAS[name], [shares for _, shares in levels])
        measure = Sums(among * above[outcomes], among * below[outcomes], among, Plain())
        found[name] = Linearised().precision(measure, sample, measure.points(sample.weights))
    return tuple({name: _error(found[name], group) for name in names} for group in range(len(levels)))


def sample_of(rows: Sequence[Row], singleton: Singleton) -> WeightedSample:
    """The rows under their design with their base weights. Raises UnusableRows, UnusableDesign."""
    columns = {
        name: [getattr(row, name) for row in rows] for name in ("row_id", "weight", "variance_stratum", "variance_psu")
    }
    return WeightedSample.from_frame(
        pa.table(columns),
        weight="weight",
        strata="variance_stratum",
        psu="variance_psu",
        ids="row_id",
        singleton=singleton,
    )


def _worths(formula: Formula, shares: Sequence[EligibleShares]) -> tuple[Numbers, Numbers]:
    """What a case of each class counts in the numerator (classes, 1) and in each group's denominator (classes, K)."""
    above = np.array([[float(outcome in formula.above)] for outcome in OutcomeClass])
    below = np.array([[_worth(outcome, formula, one) for one in shares] for outcome in OutcomeClass])
    return above, below


def _worth(outcome: OutcomeClass, formula: Formula, shares: EligibleShares) -> float:
    if outcome not in UNKNOWN:
        return float(outcome in formula.below)
    match formula.unknown:
        case Unknown.LEFT_OUT:
            return 0.0
        case Unknown.ALL:
            return 1.0
        case Unknown.EXPECTED:
            share = shares.of(outcome)
            return float("nan") if share is None else float(share)


def _error(precision: Precision, place: int) -> Error:
    se, low, high = (_known(value[place]) for value in (precision.se, precision.low, precision.high))
    return Error(se, low, high, float(precision.df[place]))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
