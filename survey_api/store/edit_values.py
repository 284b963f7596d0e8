"""The values of edits, locked with the key of their case: the only place that stores and reads them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select

from survey_api.security.locking import lock, unlock
from survey_api.store import contents
from survey_api.store.edit_tables import EditValue
from survey_api.store.tables import rows_of
from survey_api.store.vault import Vault

_VALUES = rows_of(EditValue)


@dataclass(frozen=True, slots=True)
class Values:
    """What was, and what it should be; as text, None for no answer."""

    old: str | None = field(repr=False)
    new: str | None = field(repr=False)


def keep(connection: Connection, vault: Vault, edit_id: str, case_id: str, variable: str, values: Values) -> bool:
    """Keep the values of one edit; whether they are kept: not those of a case that was withdrawn."""
    slot = contents.slot_for(connection, vault, case_id)
    if slot is None:
        return False
    told = json.dumps([values.old, values.new], ensure_ascii=False).encode()
    locked = lock(vault.keys([slot])[slot], _place(edit_id), told)
    row = {"edit_id": edit_id, "case_id": case_id, "variable": variable, "slot": slot, "value": locked}
    connection.execute(insert(_VALUES), row)
    return True


def read(connection: Connection, vault: Vault, cases: Iterable[str] | None = None) -> Mapping[str, Values]:
    """The values of the edits of these cases (of all by default), by edit; of withdrawn cases nothing."""
    wanted = select(_VALUES) if cases is None else select(_VALUES).where(_VALUES.c.case_id.in_(sorted(set(cases))))
    found = connection.execute(wanted).all()
    keys = vault.keys(row.slot for row in found)
    return {
        row.edit_id: Values(*json.loads(unlock(keys[row.slot], _place(row.edit_id), bytes(row.value))))
        for row in found
        if row.slot in keys
    }


def forget(connection: Connection, case_id: str) -> None:
    """Forget every value of a case, in the caller's transaction."""
    connection.execute(delete(_VALUES).where(_VALUES.c.case_id == case_id))


def forget_variables(connection: Connection, variables: Iterable[str]) -> int:
    """Forget every value of these variables, when their time has come; how many there were."""
    gone = connection.execute(delete(_VALUES).where(_VALUES.c.variable.in_(sorted(set(variables)))))
    return int(gone.rowcount)


def _place(edit_id: str) -> str:
    return f"edit {edit_id}"
