"""What became of the edits of one answer, derived from the decisions about it: nothing of it is stored."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from survey_api.store.decisions import Decision

KIND = "edit"


class Action(StrEnum):
    """What a person decides about an edit."""

    PROPOSE = "propose"
    CONFIRM = "confirm"
    REJECT = "reject"
    RETRACT = "retract"  # who proposed it takes it back


class EditState(StrEnum):
    """Where an edit stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    RETRACTED = "retracted"
    SETTLED = "settled"  # another was proposed on a revised version of the interview


AFTER = {
    Action.CONFIRM: EditState.CONFIRMED,
    Action.REJECT: EditState.REJECTED,
    Action.RETRACT: EditState.RETRACTED,
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit, without its values. ``record``: the version of the interview that it was proposed about."""

    edit_id: str
    case_id: str
    variable: str
    record: str
    rule: str
    state: EditState
    proposed_by: str
    proposed_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None


def named(case_id: str, variable: str) -> str:
    """The object of every decision about one answer."""
    return f"{KIND}:{case_id}/{variable}"


def edits_of(decisions: Iterable[Decision]) -> tuple[Edit, ...]:
    """The edits of one answer in the order in which they were proposed; at most the last waits for a decision."""
    found: list[Edit] = []
    for decision in decisions:
        if decision.action == Action.PROPOSE:
            if found and found[-1].state is EditState.PROPOSED:
                found[-1] = replace(found[-1], state=EditState.SETTLED)
            found.append(_proposed(decision))
        elif found and found[-1].state is EditState.PROPOSED:
            state = AFTER[Action(decision.action)]
            found[-1] = replace(found[-1], state=state, decided_by=decision.by, decided_at=decision.at)
    return tuple(found)


def waiting(edits: Iterable[Edit]) -> Edit | None:
    """The edit that waits for a decision."""
    return next((edit for edit in edits if edit.state is EditState.PROPOSED), None)


def _proposed(decision: Decision) -> Edit:
    answer = decision.object.partition(":")[2]
    case_id, _, variable = answer.rpartition("/")
    return Edit(
        edit_id=f"{answer}/{decision.version}",
        case_id=case_id,
        variable=variable,
        record=str(decision.details["record"]),
        rule=str(decision.details["rule"]),
        state=EditState.PROPOSED,
        proposed_by=decision.by,
        proposed_at=decision.at,
    )
