"""What review says of the records that are exported: which of them count, their states, every decision as a row."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from questionnaires.codes import ReviewState
from survey_api.collection.occasion import COMMAND_LINE
from survey_api.collection.people import Role
from survey_api.collection.reviews.reading import all_standings, counting, voided_cases
from survey_api.collection.reviews.standing import Standing
from survey_api.collection.reviews.state import BY_ACTION, IN_FILES, Action, Hand, State
from survey_api.store import people
from survey_api.store.decisions import Decision

DECISIONS: Mapping[Action, str] = {
    Action.APPROVE: "approved",
    Action.RETURN: "returned",
    Action.ESCALATE: "escalated",
    Action.RECALL: "recalled",
    Action.HQ_APPROVE: "checked",
    Action.HQ_RETURN_SUPERVISOR: "returned_to_supervisor",
    Action.HQ_RETURN_INTERVIEWER: "returned",
    Action.HQ_RECALL: "recalled",
    Action.LOCK: "locked",
    Action.ASK_VOID: "void_asked",
    Action.CONFIRM_VOID: "voided",
    Action.ASK_REOPEN: "reopen_asked",
    Action.CONFIRM_REOPEN: "reopened",
    Action.REFUSE: "refused",
    Action.PICK: "picked",
    Action.ARCHIVE: "archived",
    Action.RELEASE: "released",
    Action.REPLACE: "replaced",
    Action.KEEP_APART: "kept_apart",
}
"""What decisions are called in files; what is said in comments is in none."""
FINAL = frozenset({ReviewState.HQ_APPROVED.value, ReviewState.LOCKED.value})


@dataclass(frozen=True)
class Reviewed:
    """One reading of review. ``counting``: the numbers of the records that count. ``voided``: cases."""

    counting: Set[int]
    voided: Set[str]
    rows: Sequence[Mapping[str, Any]] = field(repr=False)
    states: Mapping[tuple[str, str], ReviewState] = field(repr=False)
    by_state: Mapping[State, int]
    in_quarantine: int

    def state(self, form_id: str, instance_id: str) -> ReviewState:
        """The state of a record that counts."""
        return self.states.get((form_id, instance_id), ReviewState.RECEIVED)

    def counts(self, interviews: Sequence[Mapping[str, Any]]) -> Mapping[str, int]:
        """What the manifest says: how many of the exported interviews are not final, and what is left out."""
        return {
            "unapproved": sum(row["review_state"] not in FINAL for row in interviews),
            "forks": sum(row["review_state"] == ReviewState.FORK.value for row in interviews),
            "quarantined": self.in_quarantine,
            "archived": self.by_state.get(State.ARCHIVED, 0),
            "voided": self.by_state.get(State.VOIDED, 0),
        }


def read_reviewed(connection: Connection) -> Reviewed:
    """Where every record stands now."""
    found = all_standings(connection)
    names = _names(connection)
    rows = [row for one in found for row in _rows(one, names)]
    return Reviewed(
        counting=counting(found),
        voided=voided_cases(found),
        rows=rows,
        states={(one.form_id, one.head.instance_id): IN_FILES[one.state] for one in found if one.head is not None},
        by_state=Counter(one.state for one in found),
        in_quarantine=sum(len(one.apart) for one in found),
    )


def _rows(standing: Standing, names: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    cases = {record.instance_id: record.case_id for record in standing.members}
    number = 0
    for decision in standing.decisions:
        told = DECISIONS.get(Action(decision.action))
        if told is None:
            continue
        number += 1
        record = str(decision.details.get("instance", standing.name))
        yield {
            "case_id": cases.get(record),
            "record_id": record,
            "decision_no": number,
            "decided_at": decision.at,
            "decided_by": names.get(decision.by) or _unnamed(decision),
            "decision": told,
            "reason": decision.details.get("reason"),
        }


def _unnamed(decision: Decision) -> str:
    """Somebody who ordered it on the machine and named nobody."""
    return "Q00" if Hand.QUALITY in BY_ACTION[Action(decision.action)].hands else "S00"


def _names(connection: Connection) -> Mapping[str, str]:
    """What staff are called in files: never their login, but a number in the order in which they came."""
    staff = sorted(people.list_staff(connection), key=lambda person: (person["added_at"], person["login"]))
    letters = {Role.SUPERVISOR.value: "S", Role.QUALITY.value: "Q"}
    met: Counter[str] = Counter()
    names: dict[str, str] = {COMMAND_LINE: ""}
    for person in staff:
        letter = letters.get(person["role"], "P")
        met[letter] += 1
        names[person["login"]] = f"{letter}{met[letter]:02d}"
    return names
