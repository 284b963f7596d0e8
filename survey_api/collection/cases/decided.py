"""What people decided about a case, of its decisions what the state is made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from survey_api.collection.cases.history import Closure, Why
from survey_api.store.decisions import Decision

KIND = "case"
LEASE = "lease"  # what is released where a tablet has given a case back


class Action(StrEnum):
    """What a person can decide about a case: the names under which decisions are kept."""

    ASSIGN = "assign"
    TRANSFER = "transfer"
    RELEASE = "release"
    INTERPRETER = "interpreter"
    HOLD = "hold"
    CONFIRM = "confirm"
    CONTEST = "contest"
    NOT_ATTEMPTED = "not_attempted"
    REFUSED = "refused_for_good"  # told to the supervisor, without a visit


class Hold(StrEnum):
    """Why nobody goes to a case for now."""

    SAFETY = "safety_hold"
    DISTRESS = "distress"
    MINOR = "minor"


@dataclass(frozen=True)
class Assigned:
    """Who works the case: a team, and where it was said one interviewer, one tablet."""

    team: str
    interviewer: str | None
    device: str | None
    at: datetime
    action: Action
    version: int


@dataclass(frozen=True)
class Decided:
    """The decisions about one case, the oldest first, and what they come to."""

    decisions: Sequence[Decision] = ()

    @property
    def version(self) -> int:
        """How many decisions there are."""
        return len(self.decisions)

    @property
    def closures(self) -> tuple[Closure, ...]:
        """Refusals for good that somebody wrote down."""
        refused = (one for one in self.decisions if one.action == Action.REFUSED)
        return tuple(Closure(one.at, Why.DECIDED, one.by) for one in refused)

    @property
    def evidence(self) -> bool:
        """Whether the last confirmation rests on evidence that the case is outside the survey."""
        last = self.last(Action.CONFIRM)
        return last is not None and bool(last.details.get("evidence"))

    @property
    def assignments(self) -> tuple[Assigned, ...]:
        """Every assignment, transfer and interpreter, the last of them standing."""
        found: list[Assigned] = []
        for one in self.decisions:
            if one.action in (Action.ASSIGN, Action.TRANSFER, Action.INTERPRETER):
                team = one.details.get("team") or (found[-1].team if found else "")
                interviewer, device = one.details.get("interviewer"), one.details.get("device")
                found.append(Assigned(team, interviewer, device, one.at, Action(one.action), one.version))
        return tuple(found)

    @property
    def holds(self) -> dict[Hold, datetime]:
        """The holds that nobody has released, and since when."""
        held: dict[Hold, datetime] = {}
        for one in self.decisions:
            if one.action == Action.HOLD:
                held.setdefault(Hold(one.details["side"]), one.at)
            elif one.action == Action.RELEASE and one.details["side"] in list(Hold):
                held.pop(Hold(one.details["side"]), None)
        return held

    def last(self, *actions: Action) -> Decision | None:
        """The last decision of some kinds."""
        return next((one for one in reversed(self.decisions) if one.action in actions), None)

    def released(self, what: str) -> datetime | None:
        """When something was last released."""
        found = [one.at for one in self.decisions if one.action == Action.RELEASE and one.details["side"] == what]
        return found[-1] if found else None

    def settled(self, what: str) -> frozenset[str]:
        """The records that releases of this have answered for: by name, since no clock tells which came first."""
        found = (one for one in self.decisions if one.action == Action.RELEASE and one.details["side"] == what)
        return frozenset(name for one in found for name in one.details.get("records", ()))


NOTHING = Decided()
