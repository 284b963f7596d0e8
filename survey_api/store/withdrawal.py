"""Taking back an interview: what was said is forgotten and its key destroyed; that it was so is remembered."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Select, delete, func, select, update

from survey_api.store import contents
from survey_api.store.arrivals import Quarantine
from survey_api.store.tables import SAMPLE_TABLES, Attachment, KeySlot, Submission, Verdict, rows_of

_SUBMISSIONS = rows_of(Submission)
_ATTACHMENTS = rows_of(Attachment)
_VERDICTS = rows_of(Verdict)
_SLOTS = rows_of(KeySlot)
_CASES = SAMPLE_TABLES["drawn_cases"]


def is_known(connection: Connection, case_id: str) -> bool:
    """Whether a case was drawn, or any record is about it."""
    drawn = connection.scalar(select(_CASES.c.case_id).where(_CASES.c.case_id == case_id))
    return drawn is not None or connection.scalar(_records_of(case_id).limit(1)) is not None


def withdraw(connection: Connection, case_id: str, at: datetime) -> int:
    """Forget every record about a case, now and whatever comes later; how many there were.

    The key is destroyed by whoever commits this: ``contents.withdrawn_slots``.
    """
    numbers = list(connection.scalars(_records_of(case_id)))
    contents.withdraw(connection, case_id, at)
    for table in (_ATTACHMENTS, _VERDICTS):
        connection.execute(delete(table).where(table.c.submission.in_(numbers)))
    gone = _SUBMISSIONS.c.number.in_(numbers)
    connection.execute(update(_SUBMISSIONS).where(gone).values(quarantine=Quarantine.WITHDRAWN))
    return len(numbers)


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
    return select(_SUBMISSIONS.c.number).where(_SUBMISSIONS.c.case_id == case_id)
