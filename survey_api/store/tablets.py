"""Queries on what tablets are registered with and seal to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from survey_api.store.tables import Device, rows_of
from survey_api.store.tablet_tables import EnrolmentCode, ReceivingKey, TeamKeys

_DEVICES, _CODES = rows_of(Device), rows_of(EnrolmentCode)
_RECEIVING, _TEAMS = rows_of(ReceivingKey), rows_of(TeamKeys)


def give_code(connection: Connection, device_id: str, digest: str, at: datetime, ends_at: datetime) -> None:
    """Keep the digest of a code in the place of the device's former one."""
    forget_code(connection, device_id)
    connection.execute(insert(_CODES), {"device_id": device_id, "digest": digest, "given_at": at, "ends_at": ends_at})


def forget_code(connection: Connection, device_id: str) -> None:
    """Nobody registers this device with the code it had."""
    connection.execute(delete(_CODES).where(_CODES.c.device_id == device_id))


def device_of_code(connection: Connection, digest: str, now: datetime) -> tuple[str, str] | None:
    """The device that a code still registers, and its team."""
    wanted = (
        select(_DEVICES.c.device_id, _DEVICES.c.team)
        .join(_CODES, _CODES.c.device_id == _DEVICES.c.device_id)
        .where(_CODES.c.digest == digest, _CODES.c.ends_at > now, _DEVICES.c.revoked_at.is_(None))
    )
    found = connection.execute(wanted).first()
    return None if found is None else (found.device_id, found.team)


def replace_token(connection: Connection, device_id: str, token_sha256: str) -> None:
    """The device is whoever has this token from now on."""
    connection.execute(update(_DEVICES).where(_DEVICES.c.device_id == device_id).values(token_sha256=token_sha256))


def is_revoked(connection: Connection, device_id: str) -> bool | None:
    """Whether a device is refused; None where there is none of this name."""
    found = connection.execute(select(_DEVICES.c.revoked_at).where(_DEVICES.c.device_id == device_id)).first()
    return None if found is None else found.revoked_at is not None


def revoked_digests(connection: Connection) -> dict[str, str]:
    """The digest of the token of each device that was revoked."""
    columns = (_DEVICES.c.device_id, _DEVICES.c.token_sha256)
    found = connection.execute(select(*columns).where(_DEVICES.c.revoked_at.is_not(None)))
    return {row.device_id: row.token_sha256 for row in found}


def add_receiving_key(connection: Connection, key_id: str, public: bytes, at: datetime) -> None:
    """Have tablets seal to this key from now on."""
    number = int(connection.scalar(select(func.max(_RECEIVING.c.number))) or 0) + 1
    connection.execute(insert(_RECEIVING), {"key_id": key_id, "number": number, "public": public, "drawn_at": at})


def receiving_key(connection: Connection) -> tuple[str, bytes] | None:
    """The key that tablets seal to, by its name and its public half; None while none was drawn."""
    wanted = select(_RECEIVING.c.key_id, _RECEIVING.c.public).order_by(_RECEIVING.c.number.desc()).limit(1)
    found = connection.execute(wanted).first()
    return None if found is None else (found.key_id, bytes(found.public))


def list_receiving_keys(connection: Connection) -> list[Mapping[str, Any]]:
    """Every key that was ever sealed to, the last one first: current, former or destroyed."""
    columns = (_RECEIVING.c.key_id, _RECEIVING.c.drawn_at, _RECEIVING.c.destroyed_at)
    rows = connection.execute(select(*columns).order_by(_RECEIVING.c.number.desc())).mappings().all()

    def state(place: int, destroyed_at: datetime | None) -> str:
        return "current" if place == 0 else ("former" if destroyed_at is None else "destroyed")

    return [{**row, "state": state(place, row["destroyed_at"])} for place, row in enumerate(rows)]


def standing_keys(connection: Connection) -> list[str]:
    """The keys whose private half must still be there, the first drawn first."""
    wanted = select(_RECEIVING.c.key_id).where(_RECEIVING.c.destroyed_at.is_(None)).order_by(_RECEIVING.c.number)
    return list(connection.scalars(wanted))


def destroyed_keys(connection: Connection) -> list[str]:
    """The keys whose private half must be gone."""
    return list(connection.scalars(select(_RECEIVING.c.key_id).where(_RECEIVING.c.destroyed_at.is_not(None))))


def note_destroyed(connection: Connection, key_id: str, at: datetime) -> None:
    """What is sealed to this key opens no more."""
    connection.execute(update(_RECEIVING).where(_RECEIVING.c.key_id == key_id).values(destroyed_at=at))


def keep_team_keys(connection: Connection, team: str, recovery_public: bytes, hint_check: str, at: datetime) -> bool:
    """Keep what is known of a team's keys; whether it had others before."""
    replaced = connection.execute(delete(_TEAMS).where(_TEAMS.c.team == team)).rowcount == 1
    row = {"team": team, "recovery_public": recovery_public, "hint_check": hint_check, "drawn_at": at}
    connection.execute(insert(_TEAMS), row)
    return replaced


def team_keys(connection: Connection, team: str) -> tuple[bytes, str] | None:
    """The public half of a team's recovery key, and what tells its hint key from others; None where it has none."""
    found = connection.execute(select(_TEAMS).where(_TEAMS.c.team == team)).first()
    return None if found is None else (bytes(found.recovery_public), found.hint_check)
