"""Interviews as the list of a supervisor shows them: where each stands, and what asks for a look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from survey_api.collection.reviews.sight import team_of
from survey_api.collection.reviews.standing import RETURNS, Standing
from survey_api.collection.reviews.state import State, Suggestion
from survey_api.store.progress import Held

TO_SUPERVISOR = frozenset({State.AUTO_CHECKED, State.HQ_RETURNED_SUPERVISOR, State.REOPENED})
TO_HEADQUARTERS = frozenset({State.SUP_APPROVED, State.PERSISTENT})
WITH_INTERVIEWER = frozenset({State.SUP_RETURNED, State.HQ_RETURNED_INTERVIEWER})
_NOBODY = Held(None, None, None)


@dataclass(frozen=True, slots=True)
class InterviewLine:
    """One interview."""

    form_id: str
    name: str
    state: State
    team: str
    case_id: str | None
    interviewer: str | None
    received_at: datetime | None
    minutes: int | None
    suggestion: Suggestion | None
    problems: int
    open_comments: int
    came_back: bool  # corrected since somebody returned it
    versions: int
    apart: int
    rivals: tuple[str, ...]
    version: int


def lines(found: Iterable[Standing], held: Mapping[int, Held]) -> dict[str, InterviewLine]:
    """The interviews that are not gone, by name."""
    return {one.name: line(one, held) for one in found if one.state is not State.GONE}


def line(found: Standing, held: Mapping[int, Held]) -> InterviewLine:
    """One interview."""
    head = found.head or found.members[-1]
    told = held.get(head.number, _NOBODY)
    first = min(found.members, key=lambda one: one.number)  # a correction says nothing of how long it took to ask
    back = [one for one in found.decisions if one.action in RETURNS]
    return InterviewLine(
        found.form_id,
        found.name,
        found.state,
        team_of(found),
        head.case_id,
        told.interviewer,
        head.received_at,
        _minutes(held.get(first.number, told)),
        found.suggestion,
        len(head.problems or ()),
        len(found.unresolved),
        bool(back) and head.number > int(back[-1].details.get("submission", 0)),
        len(found.members),
        len(found.apart),
        found.rivals,
        found.version,
    )


def _minutes(told: Held) -> int | None:
    if told.started_at is None or told.ended_at is None or told.ended_at < told.started_at:
        return None
    return int((told.ended_at - told.started_at).total_seconds() // 60)
