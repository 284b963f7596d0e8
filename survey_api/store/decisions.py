"""Decisions of people, one append-only table for every kind of object; what state they make is derived elsewhere."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select

from survey_api.store.decision_tables import DecisionRow
from survey_api.store.tables import rows_of

_DECISIONS = rows_of(DecisionRow)
MOST_NAMED = 500  # objects asked for in one query


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about an object; ``version`` counts the decisions about it from 1."""

    object: str
    version: int
    action: str
    by: str
    at: datetime
    details: Mapping[str, Any] = field(default_factory=dict)


def of(connection: Connection, object_: str) -> tuple[Decision, ...]:
    """Every decision about one object, the oldest first."""
    return _read(connection, _chosen().where(_DECISIONS.c.object == object_))


def of_objects(connection: Connection, objects: Iterable[str]) -> dict[str, tuple[Decision, ...]]:
    """The decisions about some objects; those about which nothing was decided are not there."""
    wanted, found = sorted(set(objects)), list[Decision]()
    for start in range(0, len(wanted), MOST_NAMED):
        found += _read(connection, _chosen().where(_DECISIONS.c.object.in_(wanted[start : start + MOST_NAMED])))
    return _by_object(found)


def of_kind(connection: Connection, kind: str) -> dict[str, tuple[Decision, ...]]:
    """The decisions about every object of a kind (``psu``, ``case`` ...)."""
    return _by_object(_read(connection, _chosen().where(_DECISIONS.c.object.startswith(f"{kind}:", autoescape=True))))


def last_of(connection: Connection, object_: str) -> Decision | None:
    """The latest decision about one object."""
    newest = _chosen().where(_DECISIONS.c.object == object_).order_by(None).order_by(_DECISIONS.c.version.desc())
    found = _read(connection, newest.limit(1))
    return found[0] if found else None


def add(connection: Connection, decision: Decision) -> None:
    """Add one decision, in the caller's transaction. For ``collection.deciding`` alone, which also logs it."""
    number = 1 + int(connection.scalar(select(func.max(_DECISIONS.c.number))) or 0)
    row = {
        "number": number,
        "object": decision.object,
        "version": decision.version,
        "action": decision.action,
        "by": decision.by,
        "at": decision.at,
        "details": json.dumps(decision.details, sort_keys=True, ensure_ascii=False),
    }
    connection.execute(insert(_DECISIONS), row)


def _chosen() -> Select[Any]:
    return select(_DECISIONS).order_by(_DECISIONS.c.number)


def _read(connection: Connection, wanted: Select[Any]) -> tuple[Decision, ...]:
    return tuple(_decision(row) for row in connection.execute(wanted))


def _decision(row: Row[Any]) -> Decision:
    return Decision(row.object, row.version, row.action, row.by, row.at, json.loads(row.details))


def _by_object(found: Iterable[Decision]) -> dict[str, tuple[Decision, ...]]:
    grouped: dict[str, list[Decision]] = defaultdict(list)
    for decision in found:
        grouped[decision.object].append(decision)
    return {name: tuple(decisions) for name, decisions in grouped.items()}
