"""Queries on devices, staff and their sessions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from survey_api.store.fact_tables import RecordFact
from survey_api.store.tables import Device, Staff, StaffSession, Submission, rows_of

_DEVICES = rows_of(Device)
_STAFF = rows_of(Staff)
_SESSIONS = rows_of(StaffSession)
_SUBMISSIONS = rows_of(Submission)
_FACTS = rows_of(RecordFact)
INTERVIEWER = "interviewer"  # the role
LOOKED_AT = 20_000  # records, the newest ones, in which interviewers are looked for: each tablet asks each time


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


def team_of_device(connection: Connection, device_id: str) -> str | None:
    """The team of a device; None where there is none of this name."""
    found: str | None = connection.scalar(select(_DEVICES.c.team).where(_DEVICES.c.device_id == device_id))
    return found


def interviewers_of(connection: Connection, team: str) -> list[str]:
    """Who interviews in a team: who is registered so, and whom its latest records name."""
    registered = (_STAFF.c.team == team) & (_STAFF.c.role == INTERVIEWER) & _STAFF.c.disabled_at.is_(None)
    newest = int(connection.scalar(select(func.max(_SUBMISSIONS.c.number))) or 0)
    named = (
        select(_FACTS.c.interviewer_id)
        .join(_SUBMISSIONS, _SUBMISSIONS.c.number == _FACTS.c.submission)
        .join(_DEVICES, _DEVICES.c.device_id == _SUBMISSIONS.c.device_id)
        .where(_FACTS.c.submission > newest - LOOKED_AT, _DEVICES.c.team == team, _FACTS.c.interviewer_id != "")
        .distinct()
    )
    return sorted({*connection.scalars(select(_STAFF.c.login).where(registered)), *connection.scalars(named)})


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
    """Everybody, without password digests and secrets."""
    named = _STAFF.c.code_secret.is_not(None).label("has_codes")
    columns = (_STAFF.c.login, _STAFF.c.role, _STAFF.c.team, _STAFF.c.added_at, _STAFF.c.disabled_at, named)
    return [dict(row) for row in connection.execute(select(*columns).order_by(_STAFF.c.login)).mappings()]


def disable_staff(connection: Connection, login: str, at: datetime) -> int:
    """Refuse a person from now on and end their sessions; 0 where there is nobody of this name."""
    moment = func.coalesce(_STAFF.c.disabled_at, at)
    changed = connection.execute(update(_STAFF).where(_STAFF.c.login == login).values(disabled_at=moment))
    end_sessions_of(connection, login)
    return int(changed.rowcount)


def name_code_secret(connection: Connection, login: str, secret: str, step: int) -> bool:
    """Name the telephone of a person who has none; False where another one is named already."""
    nobody = (_STAFF.c.login == login) & _STAFF.c.code_secret.is_(None)
    changed = connection.execute(update(_STAFF).where(nobody).values(code_secret=secret, code_step=step))
    return changed.rowcount == 1


def forget_code_secret(connection: Connection, login: str) -> int:
    """Forget the telephone of a person's codes; 0 where there is nobody of this name."""
    values = {"code_secret": None, "code_step": None}
    return int(connection.execute(update(_STAFF).where(_STAFF.c.login == login).values(values)).rowcount)


def set_password(connection: Connection, login: str, password_hash: str) -> None:
    """Keep a new digest of a person's password."""
    connection.execute(update(_STAFF).where(_STAFF.c.login == login).values(password_hash=password_hash))


def use_code(connection: Connection, login: str, step: int) -> bool:
    """Use the code of one step of time; False where it, or a later one, was used before."""
    unused = or_(_STAFF.c.code_step.is_(None), _STAFF.c.code_step < step)
    changed = connection.execute(update(_STAFF).where(_STAFF.c.login == login, unused).values(code_step=step))
    return changed.rowcount == 1


def start_session(connection: Connection, row: Mapping[str, Any]) -> None:
    """Keep a session, and forget those that have ended."""
    connection.execute(delete(_SESSIONS).where(_SESSIONS.c.ends_at <= row["started_at"]))
    connection.execute(insert(_SESSIONS), row)


def touch_session(connection: Connection, token_sha256: str, at: datetime) -> None:
    """Remember that a session is in use."""
    connection.execute(update(_SESSIONS).where(_SESSIONS.c.token_sha256 == token_sha256).values(seen_at=at))


def end_session(connection: Connection, token_sha256: str) -> None:
    """Forget one session."""
    connection.execute(delete(_SESSIONS).where(_SESSIONS.c.token_sha256 == token_sha256))


def end_sessions_of(connection: Connection, login: str) -> None:
    """Forget every session of one person."""
    connection.execute(delete(_SESSIONS).where(_SESSIONS.c.login == login))


def session(connection: Connection, token_sha256: str, now: datetime, idle: timedelta) -> Mapping[str, Any] | None:
    """Who is signed in with this session, if it holds: not ended, and used within ``idle``."""
    wanted = (
        select(_STAFF.c.login, _STAFF.c.role, _STAFF.c.team, _SESSIONS.c.seen_at, _SESSIONS.c.enrolling)
        .join(_SESSIONS, _SESSIONS.c.login == _STAFF.c.login)
        .where(
            _SESSIONS.c.token_sha256 == token_sha256,
            _SESSIONS.c.ends_at > now,
            _SESSIONS.c.seen_at > now - idle,
            _STAFF.c.disabled_at.is_(None),
        )
    )
    found = connection.execute(wanted).mappings().first()
    return None if found is None else dict(found)
