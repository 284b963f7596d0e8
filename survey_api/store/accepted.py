"""Queries on accepted submissions: what an export is made from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from survey_api.store.tables import Record, Submission, rows_of

_SUBMISSIONS = rows_of(Submission)
_RECORDS = rows_of(Record)


@dataclass(frozen=True)
class Accepted:
    """One accepted submission as received, with what checking found when it came."""

    form_id: str
    version: str
    instance_id: str
    content: bytes
    n_problems: int


def accepted(connection: Connection) -> Iterator[Accepted]:
    """The current version of every accepted record, in the order of their names, not of their arrival.

    A record that another accepted one names as the one it replaces is not current.
    """
    replacing, later = _RECORDS.alias("replacing"), _SUBMISSIONS.alias("later")
    replaced = (
        select(replacing.c.deprecated_id)
        .join(later, later.c.sha256 == replacing.c.sha256)
        .where(
            later.c.quarantine.is_(None),
            replacing.c.form_id == _SUBMISSIONS.c.form_id,
            replacing.c.deprecated_id == _SUBMISSIONS.c.instance_id,
        )
        .exists()
    )
    for row in connection.execute(
        select(
            _SUBMISSIONS.c.form_id,
            _SUBMISSIONS.c.version,
            _SUBMISSIONS.c.instance_id,
            _SUBMISSIONS.c.content,
            _RECORDS.c.n_problems,
        )
        .join(_RECORDS, _RECORDS.c.sha256 == _SUBMISSIONS.c.sha256)
        .where(_SUBMISSIONS.c.quarantine.is_(None), ~replaced)
        .order_by(_SUBMISSIONS.c.form_id, _SUBMISSIONS.c.instance_id)
    ):
        yield Accepted(row.form_id, row.version, row.instance_id, bytes(row.content), row.n_problems)


def contents_from(connection: Connection, form_id: str, device_id: str) -> Iterator[bytes]:
    """The accepted records of one form that one device sent."""
    wanted = select(_SUBMISSIONS.c.content).where(
        _SUBMISSIONS.c.quarantine.is_(None), _SUBMISSIONS.c.form_id == form_id, _SUBMISSIONS.c.device_id == device_id
    )
    for content in connection.scalars(wanted):
        yield bytes(content)


def cases_with(connection: Connection, form_id: str, case_ids: Sequence[str]) -> frozenset[str]:
    """Which of these cases have an accepted record of a form."""
    wanted = (
        select(_RECORDS.c.case_id)
        .join(_SUBMISSIONS, _SUBMISSIONS.c.sha256 == _RECORDS.c.sha256)
        .where(_SUBMISSIONS.c.quarantine.is_(None), _RECORDS.c.form_id == form_id, _RECORDS.c.case_id.in_(case_ids))
    )
    return frozenset(connection.scalars(wanted))


def n_quarantined(connection: Connection) -> int:
    """How many submissions wait for a decision."""
    counted = select(func.count()).select_from(_SUBMISSIONS).where(_SUBMISSIONS.c.quarantine.is_not(None))
    return int(connection.scalar(counted) or 0)
