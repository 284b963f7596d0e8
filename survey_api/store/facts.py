"""What records say of the field: kept with their verdicts, and read of the records that stand."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from questionnaires.facts import RecordFacts, RecordKind
from survey_api.store.edits import Version, heads
from survey_api.store.fact_tables import RecordFact
from survey_api.store.rows import add_rows
from survey_api.store.tables import Submission, rows_of

_FACTS = rows_of(RecordFact)
_SUBMISSIONS = rows_of(Submission)
_NAMES = tuple(one.name for one in fields(RecordFacts))
_AT_ONCE = 500  # names asked for in one query


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts of one record that stands: accepted, and replaced by no accepted one."""

    submission: int
    form_id: str
    instance_id: str
    device_id: str
    facts: RecordFacts


def keep(connection: Connection, found: Iterable[tuple[int, RecordFacts]]) -> None:
    """Keep the facts of submissions, in the caller's transaction; those of one that has some already stay."""
    rows = [
        {"submission": number} | {name: getattr(told, name) for name in _NAMES} | {"kind": told.kind.value}
        for number, told in found
    ]
    add_rows(connection, _FACTS, rows, unless_there=True)


def of_cases(connection: Connection, case_ids: Collection[str], unit_ids: Collection[str] = ()) -> Iterator[Standing]:
    """The facts of the records about some cases, and of those about their units before anybody was selected."""
    before = and_(_FACTS.c.case_id.is_(None), _FACTS.c.unit_id.in_(unit_ids))
    return _standing(connection, or_(_FACTS.c.case_id.in_(case_ids), before))


def of_units(connection: Connection, unit_ids: Collection[str]) -> Iterator[Standing]:
    """The facts of the records about some units, whatever case they name."""
    return _standing(connection, _FACTS.c.unit_id.in_(unit_ids))


def of_psu(connection: Connection, psu_id: str, kind: RecordKind) -> Iterator[Standing]:
    """The facts of the records of one kind that name a PSU."""
    return _standing(connection, and_(_FACTS.c.psu_id == psu_id, _FACTS.c.kind == kind.value))


def of_submissions(connection: Connection, numbers: Collection[int]) -> Iterator[Standing]:
    """The facts of these records, whether they stand or not: a person picked them."""
    if numbers:
        yield from _found(connection, _FACTS.c.submission.in_(sorted(numbers)))


def every(connection: Connection) -> Iterator[Standing]:
    """The facts of every record that stands."""
    return _standing(connection, _FACTS.c.submission.is_not(None))


def subjects(connection: Connection, outcomes: Sequence[str]) -> frozenset[str]:
    """The cases, and where none is named the units, of which any record, standing or not, says one of these."""
    said = or_(_FACTS.c.closes, _FACTS.c.outcome.in_(outcomes))
    found = connection.execute(select(_FACTS.c.case_id, _FACTS.c.unit_id).where(said).distinct())
    return frozenset(subject for row in found if (subject := row.case_id or row.unit_id))


def _standing(connection: Connection, wanted: ColumnElement[bool]) -> Iterator[Standing]:
    found = _found(connection, wanted)
    replaced = _replaced(connection, {one.submission for one in found}) if found else frozenset()
    yield from (one for one in found if one.submission not in replaced)


def _found(connection: Connection, wanted: ColumnElement[bool]) -> list[Standing]:
    names = (_SUBMISSIONS.c.form_id, _SUBMISSIONS.c.instance_id, _SUBMISSIONS.c.device_id)
    rows = connection.execute(
        select(*names, _FACTS)
        .join(_SUBMISSIONS, _SUBMISSIONS.c.number == _FACTS.c.submission)
        .where(_SUBMISSIONS.c.quarantine.is_(None), wanted)
        .order_by(_FACTS.c.submission)
    )
    return [Standing(row.submission, row.form_id, row.instance_id, row.device_id, _facts(row._mapping)) for row in rows]


def _facts(row: Mapping[Any, Any]) -> RecordFacts:
    return RecordFacts(**{**{name: row[_FACTS.c[name]] for name in _NAMES}, "kind": RecordKind(row[_FACTS.c.kind])})


def _replaced(connection: Connection, among: Collection[int]) -> frozenset[int]:
    """Those of these records that are not the head of their interview; what no edit touches is its own head."""
    columns = (_SUBMISSIONS.c.number, _SUBMISSIONS.c.form_id, _SUBMISSIONS.c.instance_id, _SUBMISSIONS.c.deprecated_id)
    chosen = select(*columns, _SUBMISSIONS.c.quarantine.is_(None))
    edits = [Version(*row) for row in connection.execute(chosen.where(_SUBMISSIONS.c.deprecated_id.is_not(None)))]
    named = sorted({version.deprecated_id for version in edits if version.deprecated_id})
    tied = {version.number: version for version in edits}
    for some in _chunks(named):
        found = connection.execute(chosen.where(_SUBMISSIONS.c.instance_id.in_(some)))
        tied |= {row[0]: Version(*row) for row in found}
    current = {head.number for head in heads(tied[number] for number in sorted(tied))}
    return frozenset(tied.keys() - current) & frozenset(among)


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _AT_ONCE):
        yield names[start : start + _AT_ONCE]
