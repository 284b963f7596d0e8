"""The marks of a fieldwork: counts, rates and the bias of one estimate, beside those with which it was calibrated."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.field.draw import Draw
from simulation.field.listed import NOBODY_FOREIGN, OCCUPIED, SEASONAL, VACANT
from simulation.field.selection import members
from simulation.population.arrays import Amounts, Numbers, Texts, Truths

LISTED_WITHOUT_EMPTY, OCCUPIED_UNITS, SCREENED = "listed, empty dwellings apart", "occupied dwellings", "screened"
SCREENER_RATE, VISITS = "screener rate", "visits to an occupied dwelling"
ELIGIBLE, COMPLETE, INTERVIEW_RATE, OVERALL = "eligible, drawn", "complete", "interview rate", "overall rate"
E_SCREENED, E_UNSCREENED = "eligible dwellings among screened", "eligible dwellings among unscreened"
TRUTH, UNADJUSTED, BY_ORIGIN, BY_STATUS, LEFT = (
    "informal employment, truth",
    "unadjusted, less everybody drawn",
    "adjusted by origin, less everybody drawn",
    "adjusted by origin and status, less everybody drawn",
    "adjusted by origin and status, less by origin",
)


@dataclass(frozen=True)
class Mark:
    """An expected value, how far the mean over many draws may lie from it, and what to know about it."""

    expected: float
    within: float
    note: str = ""


EXPECTED: Mapping[str, Mark] = {
    LISTED_WITHOUT_EMPTY: Mark(
        54_000,
        1_600,
        "the frame counts households: the shares of vacant and seasonal dwellings come on top, as in the census",
    ),
    OCCUPIED_UNITS: Mark(51_200, 1_400, "PSUs where many foreigners live are larger than others"),
    SCREENED: Mark(43_200, 1_500),
    SCREENER_RATE: Mark(0.845, 0.01),
    VISITS: Mark(1.9, 0.06),
    ELIGIBLE: Mark(
        2_861, 100, "persons: one a dwelling up to five eligible, two up to 14; eligible are those of 18 and over"
    ),
    COMPLETE: Mark(1_996, 80),
    INTERVIEW_RATE: Mark(0.70, 0.012),
    OVERALL: Mark(0.589, 0.012),
    E_SCREENED: Mark(0.066, 0.004),
    E_UNSCREENED: Mark(0.088, 0.006, "those who are harder to reach are more often eligible"),
    TRUTH: Mark(0.4871, 0.02, "informal by the answers to the questionnaire, not by a coefficient"),
    UNADJUSTED: Mark(0.4774 - 0.4871, 0.005),
    BY_ORIGIN: Mark(0.4806 - 0.4871, 0.005, "the listing does not see status: a part of the bias stays"),
    BY_STATUS: Mark(0.4879 - 0.4871, 0.004, "what nobody can do in practice, as status is not known of all"),
    LEFT: Mark(0.4879 - 0.4806, 0.002, "within one draw, so that the luck of the sample is out of it"),
}


def marks(draw: Draw) -> Mapping[str, float]:
    """What one draw gives."""
    listed, screened = draw.listed, draw.screening.screened
    occupied = listed.state == OCCUPIED
    empty = np.isin(listed.state, (VACANT, SEASONAL))
    rate, interviewed = screened.sum() / occupied.sum(), draw.complete.mean()
    eligible = _has_eligible(draw)
    return {
        LISTED_WITHOUT_EMPTY: float((~empty).sum()),
        OCCUPIED_UNITS: float(occupied.sum()),
        SCREENED: float(screened.sum()),
        SCREENER_RATE: float(rate),
        VISITS: float(draw.screening.visits[occupied].mean()),
        ELIGIBLE: float(len(draw.cases)),
        COMPLETE: float(draw.complete.sum()),
        INTERVIEW_RATE: float(interviewed),
        OVERALL: float(rate * interviewed),
        E_SCREENED: float(eligible[screened].mean()),
        E_UNSCREENED: float(eligible[occupied & ~screened].mean()),
        **_informality(draw),
    }


def _has_eligible(draw: Draw) -> Truths:
    world, household = draw.world, draw.listed.household
    n = np.bincount(world.people.household[world.eligible], minlength=len(world.households))
    return np.asarray((household != NOBODY_FOREIGN) & (n[household] > 0))


def _informality(draw: Draw) -> Mapping[str, float]:
    """Informal employment among respondents beside all eligible persons of the drawn PSUs.

    Weights of the PSUs are left out on both sides: they would add their variance and change no bias.
    """
    world = draw.world
    complete = draw.complete
    person, weight = draw.cases.person[complete], 1 / draw.cases.p[complete]
    everybody = _eligible_listed(draw)
    full = _share(draw, everybody, np.ones(len(everybody)))
    origin = world.people.origin
    status = np.char.add(origin.astype("U3"), np.where(world.traits.irregular, "-", "+"))
    found = {
        UNADJUSTED: weight,
        BY_ORIGIN: weight * _factor(origin, everybody, person, weight),
        BY_STATUS: weight * _factor(status, everybody, person, weight),
    }
    shares = {name: _share(draw, person, weights) - full for name, weights in found.items()}
    truth = float(world.traits.informal[world.eligible & world.traits.employed].mean())
    return {TRUTH: truth, **shares, LEFT: shares[BY_STATUS] - shares[BY_ORIGIN]}


def _factor(classes: Texts, everybody: Numbers, person: Numbers, weight: Amounts) -> Amounts:
    """What brings the respondents of each class to all eligible persons, screened or not."""
    factor = np.ones(len(person))
    for code in np.unique(classes[person]):
        here = classes[person] == code
        factor[here] = (classes[everybody] == code).sum() / weight[here].sum()
    return factor


def _eligible_listed(draw: Draw) -> Numbers:
    """Eligible persons of all listed dwellings."""
    units = np.flatnonzero(draw.listed.household != NOBODY_FOREIGN)
    _, person = members(draw.world, units, draw.listed.household[units])
    return np.asarray(person[draw.world.eligible[person]])


def _share(draw: Draw, person: Numbers, weight: Amounts) -> float:
    employed, informal = draw.world.traits.employed[person], draw.world.traits.informal[person]
    return float(weight[informal & employed].sum() / weight[employed].sum())
