"""Queries on the listing of PSUs: the records about their units, the numbers given to tablets, what was frozen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, case, cast, distinct, func, insert, select

from questionnaires.codes import Eligibility
from survey_api.store.arrivals import Quarantine
from survey_api.store.rows import add_rows
from survey_api.store.sample_tables import FrozenUnit, SerialBlock
from survey_api.store.tables import SAMPLE_TABLES, Device, Submission, Verdict, rows_of

_SUBMISSIONS, _VERDICTS, _DEVICES = rows_of(Submission), rows_of(Verdict), rows_of(Device)
_BLOCKS, _FROZEN = rows_of(SerialBlock), rows_of(FrozenUnit)
_UNITS, _CASES = SAMPLE_TABLES["listing_units"], SAMPLE_TABLES["drawn_cases"]
_PSUS = SAMPLE_TABLES["psus"]
TAIL = 5  # characters of a unit's identifier after its PSU: hyphen, serial, check digit
_ACCEPTED = _SUBMISSIONS.c.quarantine.is_(None)
_GONE = (Quarantine.DELETED.value, Quarantine.WITHDRAWN.value)
Name = tuple[str, str]  # of a record: its questionnaire and its instance


def _psu_told() -> ColumnElement[str]:
    """The PSU that the identifier of a unit names, whatever its check digit; empty where it is too short for one."""
    long_enough = func.length(_SUBMISSIONS.c.unit_id) > TAIL
    told = func.substr(_SUBMISSIONS.c.unit_id, 1, func.length(_SUBMISSIONS.c.unit_id) - TAIL)
    return case((long_enough, told), else_="")


def names_of(connection: Connection, form_id: str, psu_id: str) -> list[Name]:
    """The records of the listing form whose unit lies in a PSU by its identifier, quarantined ones too."""
    return _named(connection, _of_form(form_id).where(_psu_told() == psu_id))


def names_of_units(connection: Connection, form_id: str, unit_ids: Iterable[str]) -> list[Name]:
    """The records of the listing form about some units."""
    return _named(connection, _of_form(form_id).where(_SUBMISSIONS.c.unit_id.in_(sorted(unit_ids))))


def units_listed(connection: Connection, form_id: str, psu_id: str) -> list[str]:
    """The units of a PSU that records came about, also those taken out since: their numbers stay taken."""
    of_psu = (_SUBMISSIONS.c.form_id == form_id) & (_psu_told() == psu_id)
    wanted = select(_SUBMISSIONS.c.unit_id).where(of_psu).distinct()
    return sorted(connection.scalars(wanted))


def _of_form(form_id: str) -> Select[Any]:
    columns = (_SUBMISSIONS.c.form_id, _SUBMISSIONS.c.instance_id)
    gone = func.coalesce(_SUBMISSIONS.c.quarantine, "").in_(_GONE)
    return select(*columns).where(_SUBMISSIONS.c.form_id == form_id, ~gone)


def _named(connection: Connection, wanted: Select[Any]) -> list[Name]:
    return sorted({(row[0], row[1]) for row in connection.execute(wanted)})


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A listing record whose unit lies in no PSU of the sample by its identifier."""

    instance_id: str
    unit_id: str | None
    device_id: str


def unplaced(connection: Connection, form_id: str) -> list[Unplaced]:
    """The accepted records of the listing form that no PSU can take, by their names."""
    wanted = (
        select(_SUBMISSIONS.c.instance_id, _SUBMISSIONS.c.unit_id, _SUBMISSIONS.c.device_id)
        .join(_PSUS, _PSUS.c.psu_id == _psu_told(), isouter=True)
        .where(_SUBMISSIONS.c.form_id == form_id, _ACCEPTED, _PSUS.c.psu_id.is_(None))
        .order_by(_SUBMISSIONS.c.instance_id)
    )
    return [Unplaced(*row) for row in connection.execute(wanted)]


@dataclass(frozen=True, slots=True)
class Came:
    """What came of the listing of one PSU: different units, records without verdict, tablets that sent some."""

    units: int
    waiting: int
    devices: frozenset[str]


NOTHING_CAME = Came(0, 0, frozenset())


def came(connection: Connection, form_id: str, psu_id: str | None = None) -> dict[str, Came]:
    """What came of the listing by PSU; of one PSU, or of all."""
    psu = _psu_told()
    of_form = [_SUBMISSIONS.c.form_id == form_id, _ACCEPTED] + ([psu == psu_id] if psu_id is not None else [])
    without = func.sum(cast(case((_VERDICTS.c.submission.is_(None), 1), else_=0), Integer))
    counted = connection.execute(
        select(psu, func.count(distinct(_SUBMISSIONS.c.unit_id)), without)
        .join(_VERDICTS, _VERDICTS.c.submission == _SUBMISSIONS.c.number, isouter=True)
        .where(*of_form)
        .group_by(psu)
    ).all()
    devices: dict[str, set[str]] = {}
    for told, device_id in connection.execute(select(psu, _SUBMISSIONS.c.device_id).where(*of_form).distinct()):
        devices.setdefault(told, set()).add(device_id)
    return {row[0]: Came(row[1], row[2], frozenset(devices.get(row[0], ()))) for row in counted}


def n_cases(connection: Connection) -> dict[str, int]:
    """How many cases were drawn in each PSU."""
    counted = select(_CASES.c.psu_id, func.count()).group_by(_CASES.c.psu_id)
    return {row[0]: row[1] for row in connection.execute(counted)}


def n_visits(connection: Connection, contact_form: str) -> dict[str, int]:
    """How many visits to drawn cases came, by PSU."""
    counted = (
        select(_CASES.c.psu_id, func.count())
        .join(_SUBMISSIONS, _SUBMISSIONS.c.case_id == _CASES.c.case_id)
        .where(_SUBMISSIONS.c.form_id == contact_form, _ACCEPTED)
        .group_by(_CASES.c.psu_id)
    )
    return {row[0]: row[1] for row in connection.execute(counted)}


@dataclass(frozen=True, slots=True)
class Block:
    """A block of serial numbers that a tablet lists with."""

    psu_id: str
    block: int
    device_id: str


def blocks(connection: Connection, psu_id: str | None = None) -> list[Block]:
    """The blocks that were given, of one PSU or of all, in their order."""
    wanted = select(_BLOCKS.c.psu_id, _BLOCKS.c.block, _BLOCKS.c.device_id)
    if psu_id is not None:
        wanted = wanted.where(_BLOCKS.c.psu_id == psu_id)
    return [Block(*row) for row in connection.execute(wanted.order_by(_BLOCKS.c.psu_id, _BLOCKS.c.block))]


def give(connection: Connection, block: Block, at: datetime) -> None:
    """Give a block to a tablet."""
    row = {"psu_id": block.psu_id, "block": block.block, "device_id": block.device_id, "given_at": at}
    connection.execute(insert(_BLOCKS), row)


def last_heard(connection: Connection, device_ids: Iterable[str]) -> dict[str, datetime]:
    """When each of these tablets last sent anything; those that never did are not there."""
    heard = select(_SUBMISSIONS.c.device_id, func.max(_SUBMISSIONS.c.received_at))
    wanted = heard.where(_SUBMISSIONS.c.device_id.in_(sorted(device_ids))).group_by(_SUBMISSIONS.c.device_id)
    return {row[0]: row[1] for row in connection.execute(wanted)}


def frozen(connection: Connection, psu_id: str) -> dict[str, int | None]:
    """The units of a PSU that have their row, and the record it was made from; None where it came with the sample."""
    wanted = (
        select(_UNITS.c.unit_id, _FROZEN.c.submission)
        .join(_FROZEN, _FROZEN.c.unit_id == _UNITS.c.unit_id, isouter=True)
        .where(_UNITS.c.psu_id == psu_id)
    )
    return {row[0]: row[1] for row in connection.execute(wanted.order_by(_UNITS.c.unit_id))}


def any_frozen(connection: Connection) -> bool:
    """Whether the listing of any PSU was approved."""
    return connection.scalar(select(_FROZEN.c.unit_id).limit(1)) is not None


def unsettled(
    connection: Connection, form_id: str, numbers: Sequence[int] | None = None
) -> dict[str, Mapping[str, Any]]:
    """The rows of frozen units where nobody knows whether somebody eligible lives, and a judged record came since.

    ``numbers``: only where it is one of these.
    """
    wanted = (
        select(_UNITS)
        .join(_FROZEN, _FROZEN.c.unit_id == _UNITS.c.unit_id)
        .join(_SUBMISSIONS, _SUBMISSIONS.c.unit_id == _UNITS.c.unit_id)
        .join(_VERDICTS, _VERDICTS.c.submission == _SUBMISSIONS.c.number)
        .where(_SUBMISSIONS.c.form_id == form_id, _ACCEPTED, _SUBMISSIONS.c.number != _FROZEN.c.submission)
        .where(_UNITS.c.eligibility == Eligibility.UNKNOWN.value)
    )
    if numbers is not None:
        wanted = wanted.where(_SUBMISSIONS.c.number.in_(numbers))
    return {row["unit_id"]: dict(row) for row in connection.execute(wanted).mappings()}


def freeze(
    connection: Connection,
    units: Sequence[Mapping[str, Any]],
    roster: Sequence[Mapping[str, Any]],
    cases: Sequence[Mapping[str, Any]],
    sources: Mapping[str, int],
    at: datetime,
) -> None:
    """Add the rows of units, of those who live there and of the cases drawn; rows of units that were there go."""
    for name, of_units in (("listing_units", units), ("roster", roster), ("drawn_cases", cases)):
        table = SAMPLE_TABLES[name]
        named = [row["unit_id"] for row in units]
        connection.execute(table.delete().where(table.c.unit_id.in_(named)))
        columns = [column.name for column in table.columns]
        add_rows(connection, table, [{column: row.get(column) for column in columns} for row in of_units])
    connection.execute(_FROZEN.delete().where(_FROZEN.c.unit_id.in_(sorted(sources))))
    kept = [{"unit_id": unit, "submission": sources[unit], "frozen_at": at} for unit in sorted(sources)]
    add_rows(connection, _FROZEN, kept)
