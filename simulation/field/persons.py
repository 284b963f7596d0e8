"""A drawn person and the visits to them, as forms take them: values of the full road."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from simulation.field.listing import ListedUnit, Member
from simulation.field.results import Reason, Result

AT_THE_DOOR = 2.0  # minutes


@dataclass(frozen=True)
class Case:
    """A drawn person and what the listing knows of them."""

    unit: ListedUnit
    member: Member
    origin: str
    urban: bool
    team: int


@dataclass(frozen=True)
class Visit:
    """One attempt to reach a case."""

    case: Case
    visit_no: int
    at: datetime
    interviewer: str
    device: str
    result: Result
    who: str  # was met: 1 the person, 2 another member, 4 a neighbour, "" nobody
    reason: Reason | None
    appointment_in: timedelta  # until the appointment, where one was made
    minutes: float  # at the door and, where there is one, in the interview
    until: str = ""  # last block gone through in an interview that ended early

    @property
    def interviewed(self) -> bool:
        """Whether an interview was begun: there is a record of it, whole or not."""
        return self.result is Result.INTERVIEW or self.until != ""
