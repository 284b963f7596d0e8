"""Texts given to coders and the codes they gave: the only place that stores and reads them; codes are locked."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select

from survey_api.security.locking import lock, unlock
from survey_api.store import contents
from survey_api.store.edit_tables import CodingRow, CodingTask
from survey_api.store.rows import add_rows
from survey_api.store.tables import rows_of
from survey_api.store.vault import Vault

_TASKS, _CODINGS = rows_of(CodingTask), rows_of(CodingRow)
FIRST, SECOND, ADJUDICATED = "first", "second", "adjudicated"
MOST_NAMED = 500  # in one query


@dataclass(frozen=True, slots=True)
class Task:
    """A text given to a coder."""

    text_id: str
    coder: str
    case_id: str
    variable: str
    role: str


@dataclass(frozen=True, slots=True)
class Coding:
    """A code that somebody gave. ``suggested``: it was among those offered; None where none were."""

    text_id: str
    case_id: str
    variable: str
    role: str
    coder: str
    list_version: str
    coded_at: datetime
    code: str = field(repr=False)
    suggested: bool | None = None


def text_id(key: bytes, variable: str, words: Sequence[str]) -> str:
    """The name of a text: another text of the case has another, and without the key of the case it says nothing."""
    told = "\0".join((variable, *words)).encode()
    return hmac.new(key, b"text " + told, hashlib.sha256).hexdigest()[:16]


def keys_of(connection: Connection, vault: Vault, cases: Iterable[str]) -> dict[str, bytes]:
    """The keys of cases that have one."""
    wanted, slots = sorted(set(cases)), dict[str, int]()
    for start in range(0, len(wanted), MOST_NAMED):
        found = contents.slots_of(connection, set(wanted[start : start + MOST_NAMED]))
        slots |= {case: slot for case, slot in found.items() if slot is not None}
    keys = vault.keys(slots.values())
    return {case: keys[slot] for case, slot in slots.items() if slot in keys}


def tasks(connection: Connection) -> tuple[Task, ...]:
    """Every text that was given to a coder, in the order of their names."""
    columns = (_TASKS.c[name] for name in Task.__dataclass_fields__)
    return tuple(Task(*row) for row in connection.execute(select(*columns).order_by(_TASKS.c.text_id, _TASKS.c.coder)))


def give(connection: Connection, given: Sequence[Task], at: datetime) -> None:
    """Note that texts are given to coders, in the caller's transaction."""
    names = Task.__dataclass_fields__
    add_rows(connection, _TASKS, [{**{name: getattr(one, name) for name in names}, "drawn_at": at} for one in given])


def keep(connection: Connection, vault: Vault, given: Sequence[Coding]) -> int:
    """Keep codes, in the caller's transaction; how many: none of cases that were withdrawn."""
    last = int(connection.scalar(select(func.max(_CODINGS.c.number))) or 0)
    slots = {case: contents.slot_for(connection, vault, case) for case in sorted({one.case_id for one in given})}
    keys = vault.keys(slot for slot in slots.values() if slot is not None)
    rows: list[Mapping[str, Any]] = []
    for one in given:
        slot = slots[one.case_id]
        if slot is not None:
            number = last + len(rows) + 1
            told = json.dumps([one.code, one.suggested]).encode()
            rows.append(_row(one, number, slot, lock(keys[slot], _place(number), told)))
    add_rows(connection, _CODINGS, rows)
    return len(rows)


def read(connection: Connection, vault: Vault) -> tuple[Coding, ...]:
    """Every code that was given, the oldest first; of withdrawn cases nothing."""
    found = connection.execute(select(_CODINGS).order_by(_CODINGS.c.number)).all()
    keys = vault.keys(row.slot for row in found)
    return tuple(
        Coding(
            row.text_id,
            row.case_id,
            row.variable,
            row.role,
            row.coder,
            row.list_version,
            row.coded_at,
            *json.loads(unlock(keys[row.slot], _place(row.number), bytes(row.value))),
        )
        for row in found
        if row.slot in keys
    )


def forget(connection: Connection, case_id: str) -> None:
    """Forget what was coded of a case, and that it was given to coders, in the caller's transaction."""
    for table in (_TASKS, _CODINGS):
        connection.execute(delete(table).where(table.c.case_id == case_id))


def _row(one: Coding, number: int, slot: int, locked: bytes) -> Mapping[str, Any]:
    plain = ("text_id", "case_id", "variable", "role", "coder", "list_version", "coded_at")
    return {"number": number, **{name: getattr(one, name) for name in plain}, "slot": slot, "value": locked}


def _place(number: int) -> str:
    return f"code {number}"
