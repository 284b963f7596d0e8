"""The records that belong together, for whoever reviews: one interview whatever its versions, or all of them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Select, func, select

from survey_api.store.decision_tables import DecisionRow
from survey_api.store.fact_tables import AssignmentFetch, RecordFact
from survey_api.store.tables import Device, Submission, Verdict, rows_of

_SUBMISSIONS, _DEVICES, _VERDICTS = rows_of(Submission), rows_of(Device), rows_of(Verdict)
_FETCHES = rows_of(AssignmentFetch)
_DECISIONS, _FACTS = rows_of(DecisionRow), rows_of(RecordFact)
MOST_NAMED = 500  # in one query
Name = tuple[str, str]  # questionnaire and instance


@dataclass(frozen=True, slots=True)
class RecordRow:
    """The envelope of one record, who sent it, and its verdict as it is stored."""

    number: int
    form_id: str
    version: str
    instance_id: str
    deprecated_id: str | None
    quarantine: str | None
    unit_id: str | None
    case_id: str | None
    device_id: str
    team: str
    received_at: datetime
    problems: str | None
    kind: str | None  # the part it plays in the field; None while it was not checked
    outcome: str | None  # disposition


def every(connection: Connection) -> list[RecordRow]:
    """Every record, in the order in which the server took them."""
    return [RecordRow(*row) for row in connection.execute(_chosen().order_by(_SUBMISSIONS.c.number))]


def of_form(connection: Connection, form_id: str) -> list[RecordRow]:
    """Every record of one questionnaire, in the order in which the server took them."""
    wanted = _chosen().where(_SUBMISSIONS.c.form_id == form_id).order_by(_SUBMISSIONS.c.number)
    return [RecordRow(*row) for row in connection.execute(wanted)]


def around(connection: Connection, names: Iterable[Name]) -> list[RecordRow]:
    """The records of these names, and all that are tied to them by replacing, in whatever direction."""
    found: dict[int, RecordRow] = {}
    asked: set[Name] = set()
    wanted = set(names)
    while wanted:
        asked |= wanted
        rows = [row for row in _named(connection, {instance for _, instance in wanted}) if _touches(row, wanted)]
        found |= {row.number: row for row in rows}
        wanted = {name for row in rows for name in _names(row)} - asked
    return [found[number] for number in sorted(found)]


def decided_since(connection: Connection, actions: Iterable[str], since: datetime) -> list[Name]:
    """The names of the records about which one of these was decided after a moment."""
    wanted = select(_DECISIONS.c.details).where(_DECISIONS.c.action.in_(list(actions)), _DECISIONS.c.at > since)
    told = (json.loads(details) for details in connection.scalars(wanted.order_by(_DECISIONS.c.number)))
    return list(dict.fromkeys((one["form_id"], one["instance"]) for one in told if "form_id" in one))


def last_fetch(connection: Connection, team: str) -> datetime | None:
    """When a tablet of a team last fetched what it is to work; None where none of them ever did."""
    fetched = select(func.max(_FETCHES.c.fetched_at)).join(_DEVICES, _DEVICES.c.device_id == _FETCHES.c.device_id)
    moment: datetime | None = connection.scalar(fetched.where(_DEVICES.c.team == team, _DEVICES.c.revoked_at.is_(None)))
    return moment


def of_cases(connection: Connection, case_ids: Iterable[str]) -> list[Name]:
    """The names of the accepted records about some cases."""
    named = select(_SUBMISSIONS.c.form_id, _SUBMISSIONS.c.instance_id).where(_SUBMISSIONS.c.quarantine.is_(None))
    return [(row[0], row[1]) for some in _some(case_ids) for row in connection.execute(named.where(_CASE.in_(some)))]


_CASE: Column[Any] = _SUBMISSIONS.c.case_id


def _named(connection: Connection, instances: set[str]) -> Iterator[RecordRow]:
    apart = _SUBMISSIONS.c.quarantine
    for some in _some(instances):
        for half in (apart.is_(None), apart.is_not(None)):  # each has an index of its own
            named = _chosen().where(half, _SUBMISSIONS.c.instance_id.in_(some))
            yield from (RecordRow(*row) for row in connection.execute(named))
        replacing = _chosen().where(_SUBMISSIONS.c.deprecated_id.in_(some))
        yield from (RecordRow(*row) for row in connection.execute(replacing))


def _chosen() -> Select[Any]:
    columns = (
        _SUBMISSIONS.c.number,
        _SUBMISSIONS.c.form_id,
        _SUBMISSIONS.c.version,
        _SUBMISSIONS.c.instance_id,
        _SUBMISSIONS.c.deprecated_id,
        _SUBMISSIONS.c.quarantine,
        _SUBMISSIONS.c.unit_id,
        _SUBMISSIONS.c.case_id,
        _SUBMISSIONS.c.device_id,
        _DEVICES.c.team,
        _SUBMISSIONS.c.received_at,
        _VERDICTS.c.problems,
        _FACTS.c.kind,
        _FACTS.c.outcome,
    )
    sent = select(*columns).join(_DEVICES, _DEVICES.c.device_id == _SUBMISSIONS.c.device_id)
    checked = sent.join(_VERDICTS, _VERDICTS.c.submission == _SUBMISSIONS.c.number, isouter=True)
    return checked.join(_FACTS, _FACTS.c.submission == _SUBMISSIONS.c.number, isouter=True)


def _names(row: RecordRow) -> Iterator[Name]:
    yield row.form_id, row.instance_id
    if row.deprecated_id:
        yield row.form_id, row.deprecated_id


def _touches(row: RecordRow, names: set[Name]) -> bool:
    return not names.isdisjoint(_names(row))


def _some(names: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(set(names))
    for start in range(0, len(ordered), MOST_NAMED):
        yield ordered[start : start + MOST_NAMED]


def moved(connection: Connection, number: int, quarantine: str | None) -> Mapping[str, Any]:
    """Put one record apart, or into the survey, in the caller's transaction: what the log is to name it by."""
    held = _SUBMISSIONS.c.number == number
    connection.execute(_SUBMISSIONS.update().where(held).values(quarantine=quarantine))
    return dict(connection.execute(select(_SUBMISSIONS.c.digest).where(held)).mappings().one())
