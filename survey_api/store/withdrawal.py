"""Taking back an interview: what was said is forgotten and its key destroyed; that it was so is remembered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, delete, func, select, update

from survey_api.store import codings, comments, contents, edit_values
from survey_api.store.arrivals import Quarantine
from survey_api.store.edits import interviews, versions
from survey_api.store.fact_tables import RecordFact
from survey_api.store.tables import (
    SAMPLE_TABLES,
    Attachment,
    Content,
    ExpectedFile,
    KeySlot,
    SealedOriginal,
    StoredFile,
    Submission,
    Verdict,
    rows_of,
)

_SUBMISSIONS = rows_of(Submission)
_ATTACHMENTS = rows_of(Attachment)
_EXPECTED = rows_of(ExpectedFile)
_FILES = rows_of(StoredFile)
_VERDICTS = rows_of(Verdict)
_SAID = (rows_of(Content), rows_of(SealedOriginal), _ATTACHMENTS, _EXPECTED, _VERDICTS, rows_of(RecordFact))
_SLOTS = rows_of(KeySlot)
_CASES = SAMPLE_TABLES["drawn_cases"]


def is_known(connection: Connection, case_id: str) -> bool:
    """Whether a case was drawn, or any record is about it."""
    drawn = connection.scalar(select(_CASES.c.case_id).where(_CASES.c.case_id == case_id))
    return drawn is not None or connection.scalar(_records_of(case_id).limit(1)) is not None


@dataclass(frozen=True)
class Withdrawn:
    """How many records are gone; ``files`` are locked with the key of another case: to be removed after the commit."""

    records: int
    files: Sequence[str]


def withdraw(connection: Connection, case_id: str, at: datetime) -> Withdrawn:
    """Forget every record about a case, now and whatever comes later.

    Where the current record of an interview is about the case, those that it replaced go too, whatever case they named.
    The key is destroyed by whoever commits this: ``contents.withdrawn_slots``.
    """
    own: list[int] = list(connection.scalars(_records_of(case_id)))
    numbers = own + _replaced_by(connection, frozenset(own))
    contents.withdraw(connection, case_id, at)
    sent = set(connection.scalars(select(_ATTACHMENTS.c.file).where(_ATTACHMENTS.c.submission.in_(numbers))))
    for table in _SAID:
        connection.execute(delete(table).where(table.c.submission.in_(numbers)))
    comments.forget(connection, numbers)
    edit_values.forget(connection, case_id)
    codings.forget(connection, case_id)
    files = sorted(sent - set(connection.scalars(select(_ATTACHMENTS.c.file).where(_ATTACHMENTS.c.file.in_(sent)))))
    connection.execute(delete(_FILES).where(_FILES.c.name.in_(files)))
    gone = _SUBMISSIONS.c.number.in_(numbers)
    connection.execute(update(_SUBMISSIONS).where(gone).values(quarantine=Quarantine.WITHDRAWN))
    return Withdrawn(len(numbers), files)


def withdrawn_cases(connection: Connection, contact_form: str) -> Mapping[str, int]:
    """The drawn cases that were withdrawn, with the number of visits there had been."""
    visits = (_SUBMISSIONS.c.case_id == _SLOTS.c.subject) & (_SUBMISSIONS.c.form_id == contact_form)
    counted = (
        select(_SLOTS.c.subject, func.count(_SUBMISSIONS.c.number))
        .join(_CASES, _CASES.c.case_id == _SLOTS.c.subject)
        .join(_SUBMISSIONS, visits, isouter=True)
        .where(_SLOTS.c.withdrawn_at.is_not(None))
        .group_by(_SLOTS.c.subject)
        .order_by(_SLOTS.c.subject)
    )
    return {row[0]: row[1] for row in connection.execute(counted)}


def _records_of(case_id: str) -> Select[tuple[int]]:
    """What is about a case; a record that names it in the place of its unit is locked with its key too."""
    as_unit = _SUBMISSIONS.c.case_id.is_(None) & (_SUBMISSIONS.c.unit_id == case_id)
    return select(_SUBMISSIONS.c.number).where((_SUBMISSIONS.c.case_id == case_id) | as_unit)


def _replaced_by(connection: Connection, own: frozenset[int]) -> list[int]:
    """The other records of interviews whose current record is among these."""
    graph = versions(connection)
    tied = [one for one in interviews(graph) if one.head is not None and one.head.number in own]
    names = {node.name for interview in tied for node in interview.members}
    return [version.number for version in graph if version.name in names and version.number not in own]
