"""What tablets were given to work, and when they were last heard."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from survey_api.store.fact_tables import AssignmentFetch
from survey_api.store.tables import Device, Submission, rows_of

_FETCHES = rows_of(AssignmentFetch)
_DEVICES = rows_of(Device)
_SUBMISSIONS = rows_of(Submission)


@dataclass(frozen=True)
class Fetch:
    """What a tablet has: its last assignment, each case in it with the moment it came there."""

    device_id: str
    team: str
    fetched_at: datetime
    digest: str
    cases: Mapping[str, datetime]


def every(connection: Connection) -> dict[str, Fetch]:
    """What each tablet has that is in use."""
    found = connection.execute(
        select(_FETCHES, _DEVICES.c.team)
        .join(_DEVICES, _DEVICES.c.device_id == _FETCHES.c.device_id)
        .where(_DEVICES.c.revoked_at.is_(None))
        .order_by(_FETCHES.c.device_id)
    )
    return {
        row.device_id: Fetch(row.device_id, row.team, row.fetched_at, row.digest, _moments(row.cases)) for row in found
    }


def note(connection: Connection, device_id: str, at: datetime, digest: str, cases: frozenset[str]) -> None:
    """Remember what a tablet was given, in the caller's transaction; a case keeps the moment when it first came."""
    before = every(connection).get(device_id)
    had = before.cases if before else {}
    since = {case: had.get(case, at).isoformat() for case in sorted(cases)}
    row = {"device_id": device_id, "fetched_at": at, "digest": digest, "cases": json.dumps(since)}
    connection.execute(delete(_FETCHES).where(_FETCHES.c.device_id == device_id))
    connection.execute(insert(_FETCHES), row)


def last_contact(connection: Connection, device_id: str) -> datetime | None:
    """When a tablet last fetched or sent anything; None where it never did."""
    fetched = connection.scalar(select(_FETCHES.c.fetched_at).where(_FETCHES.c.device_id == device_id))
    sent = select(func.max(_SUBMISSIONS.c.received_at)).where(_SUBMISSIONS.c.device_id == device_id)
    moments: list[datetime] = [moment for moment in (fetched, connection.scalar(sent)) if moment is not None]
    return max(moments, default=None)


def _moments(told: str) -> dict[str, datetime]:
    return {case: datetime.fromisoformat(since) for case, since in json.loads(told).items()}
