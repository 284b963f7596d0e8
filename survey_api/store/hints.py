"""Hints that lead a team back to a dwelling: opaque here, one a team and unit, gone for good when the PSU closes.

The devices of a team encrypt them; here they are locked once more, with a key of the PSU, so that destroying it
destroys them in every backup too. Of two that come for one unit the one the server took last stands.
"""

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from survey_api.security.locking import lock, unlock
from survey_api.store import contents
from survey_api.store.tables import SAMPLE_TABLES, Hint, rows_of
from survey_api.store.vault import Vault

_HINTS = rows_of(Hint)
_PSUS = SAMPLE_TABLES["psus"]


def slot_of(connection: Connection, vault: Vault, psu_id: str) -> int | None:
    """Where the key of a primary unit's hints lies; None once the unit is closed."""
    return contents.slot_for(connection, vault, _subject(psu_id))


def keep(connection: Connection, vault: Vault, team: str, unit_id: str, slot: int, number: int, hint: bytes) -> None:
    """Keep a hint in the place of the one before. ``number``: of the event that tells of it."""
    forget(connection, team, unit_id)
    locked = lock(vault.keys([slot])[slot], _place(team, unit_id), hint)
    row = {"team": team, "unit_id": unit_id, "number": number, "slot": slot, "hint": locked}
    connection.execute(insert(_HINTS), row)


def read(connection: Connection, vault: Vault, team: str, unit_id: str) -> tuple[int, bytes] | None:
    """The hint of a team about a unit, and the number of the event that told of it."""
    wanted = select(_HINTS).where(_HINTS.c.team == team, _HINTS.c.unit_id == unit_id)
    found = connection.execute(wanted).first()
    if found is None or found.slot not in (keys := vault.keys([found.slot])):
        return None
    return found.number, unlock(keys[found.slot], _place(team, unit_id), bytes(found.hint))


def forget(connection: Connection, team: str, unit_id: str) -> bool:
    """Forget the hint of a team about a unit; whether there was one."""
    gone = connection.execute(delete(_HINTS).where(_HINTS.c.team == team, _HINTS.c.unit_id == unit_id))
    return bool(gone.rowcount)


def close(connection: Connection, psu_id: str, at: datetime) -> tuple[bool, int]:
    """Forget every hint of a primary unit, and take none any more; whether that is a change, and how many there were.

    The key is destroyed by whoever commits this: ``contents.withdrawn_slots``.
    """
    subject = _subject(psu_id)
    slots = contents.slots_of(connection, {subject})
    if subject in slots and slots[subject] is None:
        return False, 0
    gone = connection.execute(delete(_HINTS).where(_HINTS.c.slot == slots.get(subject, 0)))
    contents.withdraw(connection, subject, at)
    return True, int(gone.rowcount)


def n_kept(connection: Connection) -> int:
    """How many hints there are, all of primary units that are open."""
    return int(connection.scalar(select(func.count()).select_from(_HINTS)) or 0)


def n_closed(connection: Connection) -> int:
    """How many primary units are closed."""
    psus = list(connection.scalars(select(_PSUS.c.psu_id)))
    slots = contents.slots_of(connection, set(map(_subject, psus)))
    return sum(slot is None for slot in slots.values())


def _subject(psu_id: str) -> str:
    return f"hints of PSU {psu_id}"


def _place(team: str, unit_id: str) -> str:
    return f"hint of team {team} about {unit_id}"


def units(connection: Connection, team: str) -> frozenset[str]:
    """The units about which a team has left a hint."""
    return frozenset(connection.scalars(select(_HINTS.c.unit_id).where(_HINTS.c.team == team)))
