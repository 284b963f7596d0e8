"""An interview as reviewers see it: its envelope, where it stands, what may be done; no answers."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from questionnaires.records import read_record
from survey_api.collection.reviews.contents import differences, repeats_in
from survey_api.collection.reviews.returned import is_sent
from survey_api.collection.reviews.sight import team_of
from survey_api.collection.reviews.standing import Standing
from survey_api.collection.reviews.state import (
    ASKED_FOR,
    BY_ACTION,
    IN_FILES,
    SURVEY_SOLUTIONS,
    WHILE_ASKED,
    Action,
    Hand,
    State,
)
from survey_api.collection.reviews.threads import Thread
from survey_api.collection.reviews.versions import Record
from survey_api.store import comments, contents, forms, records, verdicts
from survey_api.store.comments import Comment
from survey_api.store.vault import Vault

DEEDS: Mapping[str, Mapping[Hand, tuple[Action, ...]]] = {
    "approve": {Hand.SUPERVISOR: (Action.APPROVE,), Hand.QUALITY: (Action.HQ_APPROVE,)},
    "return": {
        Hand.SUPERVISOR: (Action.RETURN,),
        Hand.QUALITY: (Action.HQ_RETURN_SUPERVISOR, Action.HQ_RETURN_INTERVIEWER),
    },
    "recall": {Hand.SUPERVISOR: (Action.RECALL,), Hand.QUALITY: (Action.HQ_RECALL,)},
    "comment": dict.fromkeys((Hand.SUPERVISOR, Hand.QUALITY), (Action.COMMENT,)),
    "answer": dict.fromkeys((Hand.INTERVIEWER, Hand.SUPERVISOR, Hand.QUALITY), (Action.ANSWER,)),
    "close-comment": dict.fromkeys((Hand.SUPERVISOR, Hand.QUALITY), (Action.CLOSE_COMMENT,)),
    "hide-comment": dict.fromkeys((Hand.SUPERVISOR, Hand.QUALITY), (Action.HIDE_COMMENT,)),
    "pick": dict.fromkeys((Hand.SUPERVISOR, Hand.QUALITY), (Action.PICK,)),
    "release": {Hand.QUALITY: (Action.RELEASE,)},
    "replace": {Hand.QUALITY: (Action.REPLACE,)},
    "keep-apart": {Hand.QUALITY: (Action.KEEP_APART,)},
    "void": {Hand.QUALITY: (Action.ASK_VOID,)},
    "reopen": {Hand.QUALITY: (Action.ASK_REOPEN,)},
    "confirm": {Hand.QUALITY: (Action.CONFIRM_VOID, Action.CONFIRM_REOPEN)},
    "refuse": {Hand.QUALITY: (Action.REFUSE,)},
}
"""What a person asks for, and the lines of the table that it can be."""


def may_do(standing: Standing, hand: Hand) -> list[str]:
    """What somebody may ask for now, as far as the state decides it."""
    return [deed for deed, by in DEEDS.items() if any(_open(standing, deed, one) for one in by.get(hand, ()))]


def _open(standing: Standing, deed: str, action: Action) -> bool:
    asked = standing.asked
    if asked is not None and action not in WHILE_ASKED:
        return False
    if standing.state not in BY_ACTION[action].sources:
        return False
    match deed:
        case "confirm":
            return asked is not None and ASKED_FOR[Action(asked.action)] is action
        case "refuse":
            return asked is not None
        case "pick":
            return bool(standing.beside or standing.passed_over or standing.rivals)
        case "release" | "replace" | "keep-apart":
            return bool(standing.apart)
        case "answer" | "close-comment" | "hide-comment":
            return bool(standing.threads)
    return True


def line(standing: Standing) -> dict[str, Any]:
    """One interview in a list."""
    head = standing.head or standing.members[-1]
    suggestion = standing.suggestion
    return {
        "form_id": standing.form_id,
        "record": standing.name,
        "instance_id": head.instance_id,
        "unit_id": head.unit_id,
        "case_id": head.case_id,
        "team": team_of(standing),
        "state": standing.state.value,
        "suggestion": suggestion.value if suggestion else None,
        "received_at": _said(head.received_at),
        "versions": len(standing.members),
        "apart": len(standing.apart),
        "open_comments": len(standing.unresolved),
        "version": standing.version,
    }


def sheet(connection: Connection, vault: Vault, standing: Standing, hand: Hand, now: datetime) -> dict[str, Any]:
    """One interview with all that was decided and said about it."""
    head, asked, back = standing.head, standing.asked, standing.returned
    told = comments.about(connection, vault, [record.number for record in standing.members])
    said = {comment.number: comment for comment in told}
    fetched = records.last_fetch(connection, team_of(standing))
    return line(standing) | {
        "review_state": IN_FILES[standing.state].value,
        "survey_solutions": SURVEY_SOLUTIONS[standing.state],
        "allowed": may_do(standing, hand),
        "records": [_version(record) for record in standing.members],
        "beside": [record.instance_id for record in standing.beside],
        "passed_over": [record.instance_id for record in standing.passed_over],
        "rivals": list(standing.rivals),
        "late": [record.instance_id for record in standing.late],
        "in_quarantine": [{"item": one.number, "kind": one.quarantine} for one in standing.apart],
        "problems": _problems(connection, head),
        "changed": changed(connection, vault, standing),
        "returned": back
        and {
            "by": back.by,
            "at": _said(back.at),
            "expires": _said(back.expires),
            "sent": is_sent(standing, now),
            "on_tablet": fetched is not None and fetched >= back.at,
            "last_fetch": _said(fetched),
            "reason": back.reason,
        },
        "asked": asked
        and {
            "action": asked.action,
            "by": asked.by,
            "at": _said(asked.at),
            "reason": asked.details.get("reason"),
            "interviewer_heard": asked.details.get("interviewer_heard"),
            "evidence": _words(said.get(int(asked.details.get("evidence", 0)))),
        },
        "comments": [_thread(thread, said) for thread in standing.threads],
        "decisions": [
            {"version": one.version, "action": one.action, "by": one.by, "at": _said(one.at)}
            for one in standing.decisions
        ],
    }


def changed(connection: Connection, vault: Vault, standing: Standing) -> list[Mapping[str, str]] | None:
    """The questions whose answers the current version changed against the one it replaces; None where there is none."""
    head = standing.head
    before = next((one for one in standing.members if head and one.instance_id == head.deprecated_id), None)
    if head is None or before is None or before.number == head.number:
        return None
    read = contents.read(connection, vault, [before.number, head.number])
    if len(read) < 2:
        return None
    repeats = repeats_in(forms.xform(connection, head.form_id, head.version) or b"")
    places = differences(read_record(read[before.number]), read_record(read[head.number]), repeats)
    return [{"path": path, "position": position} for path, position in places]


def in_states(found: Iterator[Standing], states: frozenset[State], team: str | None) -> Iterator[Standing]:
    """Those in some states, of one team or of all; of what is gone only where it is asked for."""
    for one in found:
        shown = one.state in states if states else one.state is not State.GONE
        if shown and team in (None, team_of(one)):
            yield one


def _problems(connection: Connection, head: Record | None) -> list[Mapping[str, Any]] | None:
    findings = verdicts.of(connection, head.number) if head else None
    return None if findings is None else json.loads(findings.problems or "[]")


def _version(record: Record) -> Mapping[str, Any]:
    return {
        "item": record.number,
        "instance_id": record.instance_id,
        "replaces": record.deprecated_id,
        "questionnaire_version": record.version,
        "device": record.device_id,
        "received_at": _said(record.received_at),
        "quarantine": record.quarantine,
    }


def _thread(thread: Thread, said: Mapping[int, Comment]) -> Mapping[str, Any]:
    return {
        "thread": thread.number,
        "path": thread.path,
        "position": thread.position,
        "state": thread.state.value,
        "said": [
            _comment(said[number], hidden=number in thread.hidden) for number in thread.comments if number in said
        ],
    }


def _comment(comment: Comment, *, hidden: bool) -> Mapping[str, Any]:
    text = None if hidden else comment.text
    told = {"comment": comment.number, "kind": comment.kind, "by": comment.by, "at": _said(comment.at)}
    return told | {"hidden": hidden, "text": text}


def _words(comment: Comment | None) -> str | None:
    return comment.text if comment else None


def _said(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
