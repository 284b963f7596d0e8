"""Queries on the loaded sample."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from survey_api.store.tables import SAMPLE_TABLES, SampleFact, Submission, rows_of

_FACTS = rows_of(SampleFact)
_SUBMISSIONS = rows_of(Submission)


def records_arrived(connection: Connection) -> bool:
    """Whether any record was received."""
    return connection.scalar(select(_SUBMISSIONS.c.number).limit(1)) is not None


def replace(
    connection: Connection, tables: Mapping[str, Sequence[Mapping[str, Any]]], facts: Mapping[str, Any]
) -> None:
    """Put this sample in the place of whatever was loaded."""
    for name, table in SAMPLE_TABLES.items():
        connection.execute(delete(table))
        if rows := list(tables[name]):
            connection.execute(insert(table), rows)
    connection.execute(delete(_FACTS))
    if facts:
        connection.execute(insert(_FACTS), [{"name": name, "value": json.dumps(facts[name])} for name in sorted(facts)])


def facts(connection: Connection) -> dict[str, Any]:
    """What the sample's manifest says of it."""
    return {row.name: json.loads(row.value) for row in connection.execute(select(_FACTS.c.name, _FACTS.c.value))}


def rows(connection: Connection, name: str) -> list[Mapping[str, Any]]:
    """The rows of one table of the sample, in the order of its key."""
    table = SAMPLE_TABLES[name]
    found = connection.execute(select(table).order_by(*table.primary_key.columns))
    return [dict(row) for row in found.mappings()]


def n_cases(connection: Connection) -> int:
    """How many cases were drawn."""
    return int(connection.scalar(select(func.count()).select_from(SAMPLE_TABLES["drawn_cases"])) or 0)


def among_drawn(connection: Connection, unit_id: str | None, case_id: str | None) -> tuple[str | None, str | None]:
    """The unit and the case where the sample has them; otherwise None."""
    units, cases = SAMPLE_TABLES["listing_units"], SAMPLE_TABLES["drawn_cases"]
    unit: str | None = connection.scalar(select(units.c.unit_id).where(units.c.unit_id == unit_id))
    case: str | None = connection.scalar(select(cases.c.case_id).where(cases.c.case_id == case_id))
    return unit, case
