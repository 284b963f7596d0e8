"""What supervisors' pages are made from, read in bulk: facts by PSU, units by outcome, what moved since."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, TypeCoerce, func, select, type_coerce
from sqlalchemy.types import NullType

from questionnaires.facts import RecordFacts, RecordKind
from survey_api.store import facts
from survey_api.store.decision_tables import DecisionRow
from survey_api.store.edits import Version, heads
from survey_api.store.fact_tables import AssignmentFetch, RecordFact
from survey_api.store.facts import Standing as Facts
from survey_api.store.tables import SAMPLE_TABLES, Device, Event, Submission, Verdict, rows_of

_FACTS, _SUBMISSIONS, _DECISIONS = rows_of(RecordFact), rows_of(Submission), rows_of(DecisionRow)
_FETCHES, _DEVICES, _EVENTS, _VERDICTS = rows_of(AssignmentFetch), rows_of(Device), rows_of(Event), rows_of(Verdict)
_UNITS, _CASES, _PSUS = (SAMPLE_TABLES[name] for name in ("listing_units", "drawn_cases", "psus"))


def _as_it_lies(column: Column[Any]) -> TypeCoerce[Any]:
    """A column without the conversions of its type: of hundreds of thousands of rows most moments are empty."""
    return type_coerce(column, NullType())


_SAID = (
    *(_FACTS.c.kind, _FACTS.c.psu_id, _FACTS.c.unit_id, _FACTS.c.case_id, _FACTS.c.interviewer_id),
    *(_as_it_lies(_FACTS.c.at), _as_it_lies(_FACTS.c.ended_at), _FACTS.c.outcome, _FACTS.c.result, _FACTS.c.mode),
    *(_as_it_lies(_FACTS.c.closes), _FACTS.c.language_needed, _as_it_lies(_FACTS.c.appointment)),
)
_KINDS = {kind.value: kind for kind in RecordKind}
REMAKES = ("sample.loaded", "submission.deleted", "case.withdrawn", "submission.released", "home.restored")
"""What is so rare, and changes so much, that everything is read again afterwards."""


@dataclass(frozen=True)
class Mark:
    """How far the store had come: numbers that only grow."""

    submission: int = 0
    decision: int = 0
    event: int = 0
    fetched: datetime | None = None


def mark(connection: Connection) -> Mark:
    """How far the store has come."""
    return Mark(
        int(connection.scalar(select(func.max(_SUBMISSIONS.c.number))) or 0),
        int(connection.scalar(select(func.max(_DECISIONS.c.number))) or 0),
        int(connection.scalar(select(func.max(_EVENTS.c.number))) or 0),
        connection.scalar(select(func.max(_FETCHES.c.fetched_at))),
    )


def is_remade(connection: Connection, since: int) -> bool:
    """Whether anything happened after this event that makes it right to read everything again."""
    rare = select(_EVENTS.c.number).where(_EVENTS.c.number > since, _EVENTS.c.action.in_(REMAKES))
    return connection.scalar(rare.limit(1)) is not None


def judged_after(connection: Connection, number: int) -> set[int]:
    """The submissions after this one that have their facts."""
    return set(connection.scalars(select(_FACTS.c.submission).where(_FACTS.c.submission > number)))


def waiting_from(connection: Connection, known: int) -> int:
    """The number before the first submission that has no facts yet, of those after ``known``; else the last of all."""
    without = (
        select(func.min(_SUBMISSIONS.c.number))
        .join(_FACTS, _FACTS.c.submission == _SUBMISSIONS.c.number, isouter=True)
        .where(_SUBMISSIONS.c.number > known, _FACTS.c.submission.is_(None), _SUBMISSIONS.c.quarantine.is_(None))
    )
    first = connection.scalar(without)
    return mark(connection).submission if first is None else int(first) - 1


@dataclass(frozen=True, slots=True)
class Touched:
    """What a submission is about."""

    number: int
    form_id: str
    instance_id: str
    case_id: str | None
    unit_id: str | None


def about(connection: Connection, numbers: Collection[int]) -> list[Touched]:
    """What these submissions are about."""
    columns = (_SUBMISSIONS.c.number, _SUBMISSIONS.c.form_id, _SUBMISSIONS.c.instance_id)
    named = select(*columns, _SUBMISSIONS.c.case_id, _SUBMISSIONS.c.unit_id)
    found = (connection.execute(named.where(_SUBMISSIONS.c.number.in_(some))) for some in _some(sorted(numbers)))
    return [Touched(*row) for rows in found for row in rows]


def decided_after(connection: Connection, number: int) -> list[str]:
    """The objects of the decisions after this one."""
    return list(connection.scalars(select(_DECISIONS.c.object).where(_DECISIONS.c.number > number).distinct()))


def psus_of(connection: Connection, cases: Iterable[str] = (), units: Iterable[str] = ()) -> set[str]:
    """The PSUs that these cases and units lie in, as far as the sample has them."""
    found: set[str] = set()
    for column, table, names in ((_CASES.c.case_id, _CASES, cases), (_UNITS.c.unit_id, _UNITS, units)):
        for some in _some(sorted(set(names))):
            found |= set(connection.scalars(select(table.c.psu_id).where(column.in_(some)).distinct()))
    return found


def replaced(connection: Connection) -> frozenset[int]:
    """The accepted records that are not the head of their interview; what no edit touches is its own head."""
    columns = (_SUBMISSIONS.c.number, _SUBMISSIONS.c.form_id, _SUBMISSIONS.c.instance_id, _SUBMISSIONS.c.deprecated_id)
    chosen = select(*columns, _SUBMISSIONS.c.quarantine.is_(None))
    tied = {
        row[0]: Version(*row) for row in connection.execute(chosen.where(_SUBMISSIONS.c.deprecated_id.is_not(None)))
    }
    for some in _some(sorted({one.deprecated_id for one in tied.values() if one.deprecated_id})):
        found = connection.execute(chosen.where(_SUBMISSIONS.c.instance_id.in_(some)))
        tied |= {row[0]: Version(*row) for row in found}
    current = {head.number for head in heads(tied[number] for number in sorted(tied))}
    return frozenset(tied.keys() - current)


def cases_in(connection: Connection, psu_ids: Sequence[str]) -> list[Mapping[str, Any]]:
    """The drawn cases of some PSUs, by name."""
    columns = (_CASES.c.case_id, _CASES.c.unit_id, _CASES.c.psu_id, _CASES.c.sex, _CASES.c.age)
    wanted = select(*columns).where(_CASES.c.psu_id.in_(psu_ids)).order_by(_CASES.c.psu_id, _CASES.c.case_id)
    names = tuple(column.name for column in columns)
    return [dict(zip(names, row, strict=True)) for row in connection.execute(wanted).all()]


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """A listed unit without a drawn person."""

    unit_id: str
    psu_id: str
    disposition: str | None
    eligibility: str
    screened: bool


def units_in(connection: Connection, psu_ids: Sequence[str]) -> list[ListedUnit]:
    """The listed units of some PSUs."""
    columns = (_UNITS.c.unit_id, _UNITS.c.psu_id, _UNITS.c.disposition, _UNITS.c.eligibility)
    told = connection.execute(select(*columns, _UNITS.c.n_persons.is_not(None)).where(_UNITS.c.psu_id.in_(psu_ids)))
    return [ListedUnit(row[0], row[1], row[2], row[3], bool(row[4])) for row in told.all()]


def facts_in(connection: Connection, psu_ids: Sequence[str], gone: frozenset[int]) -> Iterator[Facts]:
    """The facts of the visits to and interviews with cases and units of some PSUs, but for those that are ``gone``."""
    cases = select(_CASES.c.case_id).where(_CASES.c.psu_id.in_(psu_ids))
    units = select(_UNITS.c.unit_id).where(_UNITS.c.psu_id.in_(psu_ids))
    before = _FACTS.c.case_id.is_(None) & _FACTS.c.unit_id.in_(units) & (_FACTS.c.kind == RecordKind.VISIT.value)
    names = (_FACTS.c.submission, _SUBMISSIONS.c.form_id, _SUBMISSIONS.c.instance_id, _SUBMISSIONS.c.device_id)
    wanted = (
        select(*names, *_SAID)
        .join(_SUBMISSIONS, _SUBMISSIONS.c.number == _FACTS.c.submission)
        .where(_SUBMISSIONS.c.quarantine.is_(None))
    )
    for half in (_FACTS.c.case_id.in_(cases), before):  # each by an index of its own
        for (
            number,
            form_id,
            instance_id,
            device_id,
            kind,
            psu,
            unit,
            case,
            who,
            at,
            ended,
            outcome,
            *rest,
        ) in connection.execute(wanted.where(half)).all():
            if number not in gone:
                result, mode, closes, language, appointment = rest
                told = RecordFacts(
                    _KINDS[kind], psu, unit, case, who, _moment(at), _moment(ended), outcome, result, mode,
                    bool(closes), language, _moment(appointment),
                )  # fmt: skip
                yield Facts(number, form_id, instance_id, device_id, told)


def _moment(told: Any) -> datetime | None:
    """A moment as the one or the other database tells it."""
    if told is None:
        return None
    found: datetime = datetime.fromisoformat(told) if isinstance(told, str) else told
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def picked(connection: Connection, numbers: Collection[int]) -> list[Facts]:
    """The facts of records that a person picked, whether they stand or not."""
    return list(facts.of_submissions(connection, numbers))


@dataclass(frozen=True, slots=True)
class Tablet:
    """A tablet in use: when it was last heard, whether fetching or sending."""

    device_id: str
    team: str
    added_at: datetime
    heard_at: datetime | None
    fetched_at: datetime | None


def tablets(connection: Connection) -> list[Tablet]:
    """The tablets in use, by name, with when they last fetched; what they sent is told by ``heard_after``."""
    columns = (_DEVICES.c.device_id, _DEVICES.c.team, _DEVICES.c.added_at, _FETCHES.c.fetched_at)
    found = connection.execute(
        select(*columns)
        .join(_FETCHES, _FETCHES.c.device_id == _DEVICES.c.device_id, isouter=True)
        .where(_DEVICES.c.revoked_at.is_(None))
        .order_by(_DEVICES.c.device_id)
    )
    return [Tablet(row[0], row[1], row[2], row[3], row[3]) for row in found]


def heard_after(connection: Connection, number: int) -> dict[str, datetime]:
    """When each tablet last sent anything after this submission; those that sent nothing since are not there."""
    sent = select(_SUBMISSIONS.c.device_id, func.max(_SUBMISSIONS.c.received_at))
    return {
        row[0]: row[1]
        for row in connection.execute(sent.where(_SUBMISSIONS.c.number > number).group_by(_SUBMISSIONS.c.device_id))
    }


def psu_rows(connection: Connection) -> list[Mapping[str, Any]]:
    """The PSUs of the sample, by name."""
    return [dict(row) for row in connection.execute(select(_PSUS).order_by(_PSUS.c.psu_id)).mappings()]


def n_apart(connection: Connection) -> dict[str, int]:
    """How many records wait in quarantine, by the team whose tablet sent them; what is gone is not counted."""
    counted = (
        select(_DEVICES.c.team, func.count())
        .join(_SUBMISSIONS, _SUBMISSIONS.c.device_id == _DEVICES.c.device_id)
        .where(_SUBMISSIONS.c.quarantine.is_not(None), ~_SUBMISSIONS.c.quarantine.in_(("deleted", "withdrawn")))
        .group_by(_DEVICES.c.team)
    )
    return {row[0]: row[1] for row in connection.execute(counted)}


@dataclass(frozen=True, slots=True)
class Held:
    """Who held an interview, from when to when by the tablet's clock."""

    interviewer: str | None
    started_at: datetime | None
    ended_at: datetime | None


def held(connection: Connection, numbers: Collection[int] | None = None) -> dict[int, Held]:
    """Who held the interviews of these records, or of all."""
    columns = (_FACTS.c.submission, _FACTS.c.interviewer_id, _FACTS.c.at, _FACTS.c.ended_at)
    wanted = select(*columns).where(_FACTS.c.kind == RecordKind.INTERVIEW.value)
    if numbers is not None:
        wanted = wanted.where(_FACTS.c.submission.in_(sorted(numbers)))
    return {row[0]: Held(row[1], row[2], row[3]) for row in connection.execute(wanted)}


def log_page(connection: Connection, before: int | None, most: int) -> list[Mapping[str, Any]]:
    """The latest events of the log, the newest first, or those before one of them; details left out."""
    columns = (_EVENTS.c.number, _EVENTS.c.at, _EVENTS.c.actor, _EVENTS.c.action, _EVENTS.c.object, _EVENTS.c.digest)
    wanted = select(*columns).order_by(_EVENTS.c.number.desc()).limit(most)
    if before is not None:
        wanted = wanted.where(_EVENTS.c.number < before)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def _some(names: Sequence[Any], at_once: int = 500) -> Iterator[Sequence[Any]]:
    for start in range(0, len(names), at_once):
        yield names[start : start + at_once]
