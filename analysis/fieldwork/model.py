"""A model of eligibility: a logistic regression on what the listing knows of every unit, screened or not.

Fitted on the screened households (eligible person found or not) and read for those that were not screened, by stratum,
size of the PSU on the frame and number of visits to the door, so that a screened household that took four visits
stands for one still closed after four. It supposes that, stratum, size and visits being equal, the unscreened are as
often eligible as the screened; that the log odds are linear in the visits, also beyond those at which somebody was
screened; and that a household with eligible persons holds as many of them wherever it is. A refusal because of
eligibility itself is beyond it: the band says how far.

One observation in all, spread over the screened households at their mean share (Clogg et al. 1991), is added for each
coefficient, so that a stratum where nobody or everybody is eligible has a finite one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray

from analysis.fieldwork.counts import Number
from analysis.fieldwork.eligibility import Basis, EligibleShares, ratio
from analysis.fieldwork.groups import Group
from analysis.fieldwork.stages import Stages
from analysis.fieldwork.units import Household, Screened

Floats = NDArray[np.float64]
IntArray = NDArray[np.int64]
OPEN = (Screened.NOT_FOUND, Screened.UNSCREENED, Screened.UNCLEAR)
SCREENED = (Screened.WITH_ELIGIBLE, Screened.WITHOUT_ELIGIBLE)


@dataclass(frozen=True)
class ExpectedPersons:
    """The eligible persons expected in each household that was not screened, were it in use; None without a model."""

    by_unit: Mapping[str, float] | None

    def shares(self, stages: Stages, households: Iterable[Household], *, weighted: bool) -> EligibleShares:
        """The shares of a group: the mean over its unscreened households of each class."""
        found = list(households)
        uh, ur, uo = (self._mean(found, state, weighted) for state in OPEN)
        return stages.shares_with(uh, ur, uo, Basis.MODEL)

    def _mean(self, households: Sequence[Household], state: Screened, weighted: bool) -> float | None:
        if self.by_unit is None:
            return None
        units = [household for household in households if household.screened is state]
        weights = [household.weight if weighted else 1.0 for household in units]
        expected = [self.by_unit[household.unit_id] for household in units]
        return float(np.average(expected, weights=weights)) if sum(weights) else None


def expected_persons(whole: Group, *, weighted: bool) -> ExpectedPersons:
    """Fit the model on the screened households of a group of places and read it for the others.

    No model where nobody was screened; where all or none of the screened are eligible it is the share found.
    """
    stages, households = whole.stages(weighted=weighted), whole.households or ()
    among = [household for household in households if household.screened in SCREENED and household.weight > 0]
    others = [household for household in households if household.screened in OPEN]
    persons = None if stages is None else ratio(stages.expected_persons, stages.with_eligible)
    if not among:
        return ExpectedPersons(None)
    eligible = np.array([household.screened is Screened.WITH_ELIGIBLE for household in among], float)
    weights = np.array([household.weight for household in among]) if weighted else np.ones(len(among))
    if not 0 < eligible.sum() < len(among):
        chances = np.full(len(others), eligible[0])
    else:
        columns = _columns(among)
        chances = _predicted(_design(among, columns), eligible, weights / weights.mean(), _design(others, columns))
    return ExpectedPersons(_scaled(others, chances, persons))


def _scaled(others: Sequence[Household], chances: Floats, persons: Number | None) -> Mapping[str, float]:
    size = float(persons or 0)
    return {household.unit_id: float(chance) * size for household, chance in zip(others, chances, strict=True)}


def _columns(among: Sequence[Household]) -> tuple[tuple[str, ...], bool, bool]:
    """The strata that get a coefficient, and whether size and visits vary among the screened."""
    strata = tuple(sorted({household.levels["stratum"] for household in among}))[1:]
    sizes = {household.dwellings for household in among}
    return strata, len(sizes) > 1, len({household.attempts for household in among}) > 1


def _design(households: Sequence[Household], columns: tuple[tuple[str, ...], bool, bool]) -> Floats:
    strata, sizes, visits = columns
    rows = [
        [1.0]
        + [float(household.levels["stratum"] == stratum) for stratum in strata]
        + [float(np.log(max(household.dwellings, 1)))] * sizes
        + [float(household.attempts)] * visits
        for household in households
    ]
    return np.array(rows, float).reshape(len(households), 1 + len(strata) + sizes + visits)


def _predicted(design: Floats, eligible: Floats, weights: Floats, at: Floats) -> Floats:
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    told = _independent(design)
    added = told.size / len(eligible)
    share = float(np.average(eligible, weights=weights))
    patterns, pattern = np.unique(design[:, told], axis=0, return_inverse=True)
    number = np.bincount(pattern.reshape(-1), weights + added)
    mixed = np.bincount(pattern.reshape(-1), weights * eligible + added * share) / number
    with catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        # as many patterns as coefficients meet the mixed shares exactly: finite, without a residual variance to tell
        simplefilter("ignore", PerfectSeparationWarning)
        fitted = GLM(mixed, patterns, family=Binomial(), freq_weights=number).fit()
    return np.asarray(fitted.predict(at[:, told]), float) if len(at) else np.zeros(0)


def _independent(design: Floats) -> IntArray:
    """The columns that the columns before them do not tell already: what is confounded with a stratum is left to it."""
    upper = np.abs(np.diag(np.linalg.qr(design, mode="r")))
    return np.flatnonzero(upper > 1e-9 * np.linalg.norm(design, axis=0)[: upper.size])
