"""The log of what was done: a chain, only ever added to, whose end is signed with every commit."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from survey_api.store.chain import START, head_message, link
from survey_api.store.rows import add_rows
from survey_api.store.tables import AuditDay, AuditHead, Event, rows_of

_EVENTS = rows_of(Event)
_HEAD = rows_of(AuditHead)
_DAYS = rows_of(AuditDay)

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done, by whom, to what, when. Details hold names and counts, never answers."""

    at: datetime
    actor: str
    action: str
    object: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """The end of the chain: how many events there are, the digest of the last, its moment, and the signature."""

    number: int
    digest: str
    at: datetime | None
    signature: str


def log(connection: Connection, *deeds: Deed) -> None:
    """Add events, in the transaction of what they tell. The only writer of the log."""
    if not deeds:
        return
    before = head(connection)
    rows = _chained(before, deeds)
    if before.at is not None and before.at.date() < deeds[-1].at.date():
        signed = {"day": before.at.date(), "number": before.number}
        ended = {**signed, "digest": before.digest, "signature": before.signature}
        add_rows(connection, _DAYS, [ended], unless_there=True)  # a clock set back, or a slow hand, ends a day twice
    add_rows(connection, _EVENTS, rows)
    last = rows[-1]
    values = {"number": last["number"], "digest": last["digest"], "at": last["at"], "signature": ""}
    connection.execute(update(_HEAD).values(values) if before.number else insert(_HEAD).values(id=1, **values))


def sign_head(connection: Connection, sign: Sign) -> None:
    """Sign the end of the chain if it has moved; the last thing that a transaction does."""
    found = head(connection)
    if found.number and not found.signature:
        signature = sign(head_message(found.number, found.digest)).hex()
        connection.execute(update(_HEAD).values(signature=signature))


def touch_head(connection: Connection) -> None:
    """Write the end of the chain as it stands: to see whether anything can be written."""
    connection.execute(update(_HEAD).values(number=_HEAD.c.number))


def head(connection: Connection) -> Head:
    """The end of the chain as it stands."""
    row = connection.execute(select(_HEAD)).mappings().first()
    if row is None:
        return Head(0, START, None, "")
    return Head(row["number"], row["digest"], row["at"], row["signature"])


def last_time(connection: Connection, action: str) -> datetime | None:
    """When something was last done; None where it never was."""
    moment: datetime | None = connection.scalar(select(func.max(_EVENTS.c.at)).where(_EVENTS.c.action == action))
    return moment


def _chained(before: Head, deeds: Sequence[Deed]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    digest = before.digest
    for number, deed in enumerate(deeds, before.number + 1):
        details = json.dumps(deed.details, sort_keys=True, ensure_ascii=False)
        digest = link(digest, number, deed.at, deed.actor, deed.action, deed.object, details)
        row = {"number": number, "at": deed.at, "actor": deed.actor, "action": deed.action, "object": deed.object}
        rows.append({**row, "details": details, "digest": digest})
    return rows
