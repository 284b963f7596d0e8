"""Queries on devices, staff and their sessions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from survey_api.store.tables import Device, Staff, StaffSession, Submission, rows_of

_DEVICES = rows_of(Device)
_STAFF = rows_of(Staff)
_SESSIONS = rows_of(StaffSession)
_SUBMISSIONS = rows_of(Submission)


def device_digests(connection: Connection) -> dict[str, str]:
    """The digest of each device's token, revoked devices left out."""
    columns = (_DEVICES.c.device_id, _DEVICES.c.token_sha256)
    found = connection.execute(select(*columns).where(_DEVICES.c.revoked_at.is_(None)))
    return {row.device_id: row.token_sha256 for row in found}


def known_devices(connection: Connection, names: Sequence[str]) -> list[str]:
    """Which of these names are taken, by devices in use or revoked."""
    return list(connection.scalars(select(_DEVICES.c.device_id).where(_DEVICES.c.device_id.in_(names))))


def add_devices(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Register devices."""
    connection.execute(insert(_DEVICES), list(rows))


def revoke_device(connection: Connection, device_id: str, at: datetime) -> int:
    """Revoke one device; 0 where there is none of this name. A second time changes nothing."""
    moment = func.coalesce(_DEVICES.c.revoked_at, at)
    changed = connection.execute(update(_DEVICES).where(_DEVICES.c.device_id == device_id).values(revoked_at=moment))
    return int(changed.rowcount)


def list_devices(connection: Connection) -> list[Mapping[str, Any]]:
    """Every device with what it sent."""
    heard = (
        select(
            _SUBMISSIONS.c.device_id,
            func.count().label("n_submissions"),
            func.max(_SUBMISSIONS.c.received_at).label("last_heard"),
        )
        .group_by(_SUBMISSIONS.c.device_id)
        .subquery()
    )
    columns = (_DEVICES.c.device_id, _DEVICES.c.team, _DEVICES.c.added_at, _DEVICES.c.revoked_at)
    found = connection.execute(
        select(*columns, func.coalesce(heard.c.n_submissions, 0).label("n_submissions"), heard.c.last_heard)
        .join(heard, heard.c.device_id == _DEVICES.c.device_id, isouter=True)
        .order_by(_DEVICES.c.device_id)
    )
    return [dict(row) for row in found.mappings()]


def add_staff(connection: Connection, row: Mapping[str, Any]) -> None:
    """Register one person."""
    connection.execute(insert(_STAFF), row)


def find_staff(connection: Connection, login: str) -> Mapping[str, Any] | None:
    """One person who may sign in."""
    wanted = select(_STAFF).where(_STAFF.c.login == login, _STAFF.c.disabled_at.is_(None))
    found = connection.execute(wanted).mappings().first()
    return None if found is None else dict(found)


def list_staff(connection: Connection) -> list[Mapping[str, Any]]:
    """Everybody, without password digests."""
    columns = (_STAFF.c.login, _STAFF.c.role, _STAFF.c.added_at, _STAFF.c.disabled_at)
    return [dict(row) for row in connection.execute(select(*columns).order_by(_STAFF.c.login)).mappings()]


def start_session(connection: Connection, row: Mapping[str, Any]) -> None:
    """Keep a session, and forget those that have ended."""
    connection.execute(delete(_SESSIONS).where(_SESSIONS.c.ends_at <= row["started_at"]))
    connection.execute(insert(_SESSIONS), row)


def end_session(connection: Connection, token_sha256: str) -> None:
    """Forget one session."""
    connection.execute(delete(_SESSIONS).where(_SESSIONS.c.token_sha256 == token_sha256))


def person_of_session(connection: Connection, token_sha256: str, now: datetime) -> Mapping[str, Any] | None:
    """Who is signed in with this session, if it holds."""
    wanted = (
        select(_STAFF.c.login, _STAFF.c.role)
        .join(_SESSIONS, _SESSIONS.c.login == _STAFF.c.login)
        .where(_SESSIONS.c.token_sha256 == token_sha256, _SESSIONS.c.ends_at > now, _STAFF.c.disabled_at.is_(None))
    )
    found = connection.execute(wanted).mappings().first()
    return None if found is None else dict(found)
