"""The public keys of custodians: what identifies somebody is sealed to the one appointed last."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from survey_api.store.tables import CustodianKey, rows_of

_KEYS = rows_of(CustodianKey)


def appoint(connection: Connection, name: str, public: bytes, at: datetime) -> bool:
    """Seal to this key from now on; whether that is a change."""
    newest = connection.scalar(select(_KEYS.c.name).order_by(_KEYS.c.number.desc()).limit(1))
    if newest == name:
        return False
    number = int(connection.scalar(select(func.max(_KEYS.c.number))) or 0) + 1
    connection.execute(delete(_KEYS).where(_KEYS.c.name == name))
    connection.execute(insert(_KEYS), {"name": name, "number": number, "public": public, "appointed_at": at})
    return True


def newest(connection: Connection) -> bytes | None:
    """The key that is sealed to; None while nobody is appointed."""
    found = connection.scalar(select(_KEYS.c.public).order_by(_KEYS.c.number.desc()).limit(1))
    return None if found is None else bytes(found)
