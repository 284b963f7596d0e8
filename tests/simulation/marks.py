"""The marks of a fieldwork: counts, rates and the bias of one estimate, beside those with which it was calibrated."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.arrays import Amounts, Numbers, Texts, Truths
from simulation.draw import Draw
from simulation.listed import NOBODY_FOREIGN, OCCUPIED, SEASONAL, VACANT
from simulation.selection import members


@dataclass(frozen=True)
class Mark:
    """An expected value, how far the mean of a few draws may lie from it, and what to know about it."""

    expected: float
    within: float
    note: str = ""


LISTED_WITHOUT_EMPTY, OCCUPIED_UNITS, SCREENED = "listed, empty dwellings apart", "occupied dwellings", "screened"
SCREENER_RATE, VISITS = "screener rate", "visits to an occupied dwelling"
ELIGIBLE, COMPLETE, INTERVIEW_RATE, OVERALL = "eligible, drawn", "complete", "interview rate", "overall rate"
E_SCREENED, E_UNSCREENED = "eligible dwellings among screened", "eligible dwellings among unscreened"
TRUTH, UNADJUSTED, BY_ORIGIN, BY_STATUS = (
    "informal employment, truth",
    "unadjusted, less full response",
    "adjusted by origin, less full response",
    "adjusted by origin and status, less full response",
)


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
    """The estimate beside what the same sample would give if everybody answered: the sampling error is common."""
    world = draw.world
    employed, informal = world.traits.employed, world.traits.informal
    complete = draw.complete
    person, weight = draw.cases.person[complete], _weights(draw)[complete]
    status = np.char.add(world.people.origin.astype("U3"), np.where(world.traits.irregular, "-", "+"))
    everybody, without_loss = _eligible_listed(draw)
    full = _share(informal, employed, everybody, without_loss)
    found = {
        UNADJUSTED: weight,
        BY_ORIGIN: weight * _factor(draw, world.people.origin, person, weight),
        BY_STATUS: weight * _factor(draw, status, person, weight),
    }
    shares = {name: _share(informal, employed, person, weights) - full for name, weights in found.items()}
    return {TRUTH: float(informal[world.eligible & employed].mean()), **shares}


def _weights(draw: Draw) -> Amounts:
    unit = draw.cases.unit
    p_psu = draw.psus.p[draw.listed.place[unit]]
    return np.asarray(1 / (p_psu * draw.listed.p[unit] * draw.cases.p))


def _factor(draw: Draw, classes: Texts, person: Numbers, weight: Amounts) -> Amounts:
    """What brings the respondents of each class to the eligible persons listed, screened or not."""
    everybody, target = _eligible_listed(draw)
    factor = np.ones(len(person))
    for code in np.unique(classes[person]):
        here = classes[person] == code
        factor[here] = target[classes[everybody] == code].sum() / weight[here].sum()
    return factor


def _eligible_listed(draw: Draw) -> tuple[Numbers, Amounts]:
    """Eligible persons of all listed dwellings, and the weight of their dwelling."""
    listed = draw.listed
    units = np.flatnonzero(listed.household != NOBODY_FOREIGN)
    unit, person = members(draw.world, units, listed.household[units])
    among = draw.world.eligible[person]
    unit = unit[among]
    return person[among], 1 / (draw.psus.p[listed.place[unit]] * listed.p[unit])


def _share(informal: Truths, employed: Truths, person: Numbers, weight: Amounts) -> float:
    return float(weight[informal[person] & employed[person]].sum() / weight[employed[person]].sum())
