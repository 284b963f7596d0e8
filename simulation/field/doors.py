"""Every visit of the listing to a door, as the contact form tells it: of a unit, before anybody there is a case."""

from dataclasses import dataclass

import numpy as np

from simulation.field.draw import Draw
from simulation.field.protocol import Reasons
from simulation.field.results import Reason, Result
from simulation.field.screening import NOBODY, NOT_FOUND, REFUSED, SCREENED
from simulation.population.arrays import Numbers
from simulation.streams import uniform

LAST_RESULT = {
    SCREENED: Result.SCREENED,
    NOBODY: Result.NOBODY,
    REFUSED: Result.REFUSAL,
    NOT_FOUND: Result.NOT_FOUND,
}
"""Of the last visit, by the status of the unit. Nobody knocks where nobody lives: the listing form alone tells it."""


@dataclass(frozen=True)
class Doors:
    """Visits sorted by unit and number; arrays of one length. Codes are those of the contact form."""

    unit: Numbers  # row of the listed units
    visit_no: Numbers
    at: Numbers  # seconds since the epoch
    interviewer: Numbers
    result: Numbers
    reason: Numbers  # of a refusal, 0 none

    def __len__(self) -> int:
        return len(self.unit)


def doors(draw: Draw) -> Doors:
    """The visits that led to what the listing says of each unit where somebody should live."""
    screening = draw.screening
    last = np.flatnonzero(np.isin(screening.status, list(LAST_RESULT)))
    by_status = np.zeros(max(LAST_RESULT) + 1, dtype=np.int64)
    by_status[list(LAST_RESULT)] = [int(result) for result in LAST_RESULT.values()]
    made = screening.earlier
    before = np.flatnonzero(made.visit_no < screening.visits[made.unit])  # as it is told: perhaps fewer than were made
    unit = np.concatenate([last, made.unit[before]])
    visit_no = np.concatenate([screening.visits[last], made.visit_no[before]])
    at = np.concatenate([screening.at[last], made.at[before]])
    result = np.concatenate([by_status[screening.status[last]], np.full(len(before), int(Result.NOBODY))])
    order = np.lexsort((visit_no, unit))
    unit, result = unit[order], result[order]
    return Doors(
        unit=unit,
        visit_no=visit_no[order],
        at=at[order],
        interviewer=screening.interviewer[unit],
        result=result,
        reason=_reasons(draw, unit, result),
    )


def _reasons(draw: Draw, unit: Numbers, result: Numbers) -> Numbers:
    """Why a household did not say who lives there; drawn for the unit, so that no other number moves."""
    reasons, key = draw.protocol.reasons["others"], f"{draw.seed}/{draw.number}/door".encode()
    found = np.zeros(len(unit), dtype=np.int64)
    for row in np.flatnonzero(result == int(Result.REFUSAL)).tolist():
        found[row] = _reason(reasons, uniform(key, str(unit[row])))
    return found


def _reason(reasons: Reasons, luck: float) -> int:
    for reason in (Reason.NO_TIME, Reason.AUTHORITIES, Reason.EMPLOYER, Reason.NO_INTEREST):
        luck -= getattr(reasons, reason.name.lower())
        if luck < 0:
            return int(reason)
    return int(Reason.HOUSEHOLD)
