"""Queries on the loaded sample."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from questionnaires.identifiers import BadIdentifier, read_case_id, read_unit_id
from survey_api.store.rows import add_rows
from survey_api.store.sample_tables import DRAW_TABLES, SerialBlock
from survey_api.store.tables import SAMPLE_TABLES, SampleFact, Submission, rows_of

_FACTS = rows_of(SampleFact)
_SUBMISSIONS = rows_of(Submission)
_BLOCKS = rows_of(SerialBlock)
_TABLES = {**SAMPLE_TABLES, **DRAW_TABLES}


def records_arrived(connection: Connection) -> bool:
    """Whether any record was received."""
    return connection.scalar(select(_SUBMISSIONS.c.number).limit(1)) is not None


def numbers_given(connection: Connection) -> bool:
    """Whether any tablet was given numbers to list with."""
    return connection.scalar(select(_BLOCKS.c.psu_id).limit(1)) is not None


def replace(
    connection: Connection, tables: Mapping[str, Sequence[Mapping[str, Any]]], facts: Mapping[str, Any]
) -> None:
    """Put this sample in the place of whatever was loaded. One that came listed has no tables of its draw."""
    for name, table in _TABLES.items():
        connection.execute(delete(table))
        columns = [column.name for column in table.columns]
        add_rows(connection, table, [{column: row.get(column) for column in columns} for row in tables.get(name, ())])
    connection.execute(delete(_FACTS))
    if facts:
        connection.execute(insert(_FACTS), [{"name": name, "value": json.dumps(facts[name])} for name in sorted(facts)])


def facts(connection: Connection) -> dict[str, Any]:
    """What the sample's manifest says of it."""
    return {row.name: json.loads(row.value) for row in connection.execute(select(_FACTS.c.name, _FACTS.c.value))}


def rows(connection: Connection, name: str) -> list[Mapping[str, Any]]:
    """The rows of one table of the sample, in the order of its key."""
    table = _TABLES[name]
    found = connection.execute(select(table).order_by(*table.primary_key.columns))
    return [dict(row) for row in found.mappings()]


def n_cases(connection: Connection) -> int:
    """How many cases were drawn."""
    return int(connection.scalar(select(func.count()).select_from(SAMPLE_TABLES["drawn_cases"])) or 0)


def psu_of(connection: Connection, unit_id: str) -> str | None:
    """The PSU of the sample that a unit lies in, listed or yet to be; None where it lies in none.

    A unit without a row is known by its check digit and its PSU: such a text can name nothing else.
    """
    units = SAMPLE_TABLES["listing_units"]
    found: str | None = connection.scalar(select(units.c.psu_id).where(units.c.unit_id == unit_id))
    if found is not None:
        return found
    try:
        told = read_unit_id(unit_id).psu_id
    except BadIdentifier:
        return None
    return told if is_psu(connection, told) else None


def is_psu(connection: Connection, psu_id: str) -> bool:
    """Whether the sample has such a primary unit."""
    psus = SAMPLE_TABLES["psus"]
    return connection.scalar(select(psus.c.psu_id).where(psus.c.psu_id == psu_id)) is not None


def among_drawn(connection: Connection, unit_id: str | None, case_id: str | None) -> tuple[str | None, str | None]:
    """The unit and the case where the sample has them, or can have them once its PSUs are listed; otherwise None."""
    unit = unit_id if unit_id and psu_of(connection, unit_id) else None
    return unit, case_id if case_id and _can_be_a_case(connection, case_id) else None


def _can_be_a_case(connection: Connection, case_id: str) -> bool:
    cases = SAMPLE_TABLES["drawn_cases"]
    if connection.scalar(select(cases.c.case_id).where(cases.c.case_id == case_id)) is not None:
        return True
    try:
        return is_psu(connection, read_case_id(case_id)[0].psu_id)
    except BadIdentifier:
        return False


def case(connection: Connection, case_id: str) -> Mapping[str, Any] | None:
    """One drawn case."""
    cases = SAMPLE_TABLES["drawn_cases"]
    found = connection.execute(select(cases).where(cases.c.case_id == case_id)).mappings().first()
    return None if found is None else dict(found)
