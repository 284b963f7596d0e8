"""Verifying the log: every link of the chain, its signed end, that of each day, and what was kept elsewhere."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from questionnaires.problems import Problem, ProblemError
from survey_api.security.signing import is_signed
from survey_api.store.chain import START, head_message, link
from survey_api.store.events import head
from survey_api.store.tables import AuditDay, Event, rows_of

_EVENTS, _DAYS = rows_of(Event), rows_of(AuditDay)


class AuditBroken(ProblemError):
    """The log is not as it was written: each problem says where."""


class CheckpointUnreadable(ProblemError):
    """A file given as the end of the log at some earlier time is not one."""

    code = "audit.checkpoint_unreadable"


@dataclass(frozen=True)
class Checkpoint:
    """The signed end of the log at one moment, to be kept where the machine's owner cannot reach."""

    number: int
    digest: str
    signature: str
    public_key: str


@dataclass(frozen=True)
class Verified:
    """How much of the log was found as it was written."""

    events: int
    days: int
    checkpoints: int


def verify(connection: Connection, public_key: str, checkpoints: Sequence[Checkpoint] = ()) -> Verified:
    """Raises AuditBroken."""
    found = head(connection)
    days = connection.execute(select(_DAYS).order_by(_DAYS.c.day)).mappings().all()
    awaited = {0: START, found.number: found.digest}
    problems: list[Problem] = []
    if found.number and not is_signed(head_message(found.number, found.digest), found.signature, public_key):
        problems.append(Problem("audit.end_not_signed", {"number": found.number}))
    for kept in (*(Checkpoint(d["number"], d["digest"], d["signature"], public_key) for d in days), *checkpoints):
        problems += _kept_elsewhere(kept, awaited, public_key)
    links = list(_links(connection, awaited))
    problems += [problem for problem in links if problem]
    count = len(links)
    problems += [Problem("audit.cut_off", {"number": number, "last": count}) for number in awaited if number > count]
    if count > found.number:
        problems.append(Problem("audit.added_after_end", {"number": count, "last": found.number}))
    if problems:
        raise AuditBroken(problems)
    return Verified(count, len(days), len(checkpoints))


def checkpoint(connection: Connection, public_key: str) -> Checkpoint:
    """The end of the log now."""
    found = head(connection)
    return Checkpoint(found.number, found.digest, found.signature, public_key)


def as_json(kept: Checkpoint) -> str:
    """A checkpoint as a file of one line."""
    return json.dumps(vars(kept), sort_keys=True) + "\n"


def read_checkpoint(path: Path) -> Checkpoint:
    """Raises CheckpointUnreadable."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        return Checkpoint(int(read["number"]), str(read["digest"]), str(read["signature"]), str(read["public_key"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise CheckpointUnreadable(path=str(path)) from None


def _kept_elsewhere(kept: Checkpoint, awaited: dict[int, str], public_key: str) -> Iterator[Problem]:
    if kept.public_key != public_key or (
        kept.number and not is_signed(head_message(kept.number, kept.digest), kept.signature, public_key)
    ):
        yield Problem("audit.other_signature", {"number": kept.number})
    elif awaited.setdefault(kept.number, kept.digest) != kept.digest:
        yield Problem("audit.changed_before", {"number": kept.number})


def _links(connection: Connection, awaited: Mapping[int, str]) -> Iterator[Problem | None]:
    """Each event in turn, with what is wrong with it; after a wrong one the chain goes on from what stands there."""
    digest = START
    for place, row in enumerate(connection.execute(select(_EVENTS).order_by(_EVENTS.c.number)).mappings(), 1):
        yield _wrong(row, place, digest, awaited)
        digest = row["digest"]


def _wrong(row: Mapping[Any, Any], place: int, before: str, awaited: Mapping[int, str]) -> Problem | None:
    if row["number"] != place:
        return Problem("audit.missing", {"number": place})
    told = (row["number"], row["at"], row["actor"], row["action"], row["object"], row["details"])
    if link(before, *told) != row["digest"]:
        return Problem("audit.changed", {"number": place})
    if awaited.get(place, row["digest"]) != row["digest"]:
        return Problem("audit.changed_before", {"number": place})
    return None
