"""A listed unit and the members of its household, as the listing form takes them: values of the full road."""

from dataclasses import dataclass
from datetime import datetime

from questionnaires.codes import Eligibility
from simulation.field.results import Reason, Result

SCREENED = "1"  # ``unitstat`` of the listing form


@dataclass(frozen=True)
class Member:
    """One foreign member of a screened household, as the household describes them."""

    person: int  # row of the world's people
    line_no: int
    sex: str
    age: int
    relation: str
    citizenship: str
    months: int
    intends: str  # "" where not asked
    works: str  # "" where not asked
    eligibility: Eligibility
    selected: bool
    p: float | None
    case_id: str  # "" unless selected


@dataclass(frozen=True)
class Door:
    """One visit to a unit, before anybody there is a case."""

    visit_no: int
    at: datetime
    result: Result
    reason: Reason | None


@dataclass(frozen=True)
class ListedUnit:
    """One unit of a drawn PSU, as its last visit left it; ``members`` is empty where no screening took place.

    ``doors`` are the visits to it where somebody should live.
    """

    unit_id: str
    psu_id: str
    psu: int  # row of the frame
    serial: int
    status: str
    start: float  # of the selection within the dwelling
    n_persons: int
    n_foreign: int
    members: tuple[Member, ...]
    doors: tuple[Door, ...]
    interviewer: str
    device: str
    at: datetime

    @property
    def screened(self) -> bool:
        """Whether the household told who lives there."""
        return self.status == SCREENED

    @property
    def n_eligible(self) -> int:
        """Members known to be eligible."""
        return sum(member.eligibility is Eligibility.ELIGIBLE for member in self.members)

    @property
    def n_selected(self) -> int:
        """Members to be interviewed."""
        return sum(member.selected for member in self.members)
