"""Who holds interviews in which team, and since when each version of a questionnaire is there: for the checks."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, func, select

from survey_api.store.fact_tables import RecordFact
from survey_api.store.tables import Device, QuestionnaireVersion, Submission, rows_of

_FACTS, _SUBMISSIONS, _DEVICES = rows_of(RecordFact), rows_of(Submission), rows_of(Device)
_VERSIONS = rows_of(QuestionnaireVersion)


def teams_of_interviewers(connection: Connection) -> Mapping[str, str]:
    """The team of the tablet that brought the last record of each interviewer."""
    last = (
        select(_FACTS.c.interviewer_id, func.max(_FACTS.c.submission).label("number"))
        .where(_FACTS.c.interviewer_id.is_not(None))
        .group_by(_FACTS.c.interviewer_id)
        .subquery()
    )
    wanted = (
        select(last.c.interviewer_id, _DEVICES.c.team)
        .join(_SUBMISSIONS, _SUBMISSIONS.c.number == last.c.number)
        .join(_DEVICES, _DEVICES.c.device_id == _SUBMISSIONS.c.device_id)
    )
    return {row.interviewer_id: row.team for row in connection.execute(wanted)}


def published_since(connection: Connection, form_id: str) -> Mapping[str, datetime]:
    """When each version of a questionnaire was published."""
    wanted = select(_VERSIONS.c.version, _VERSIONS.c.published_at).where(_VERSIONS.c.form_id == form_id)
    return {row.version: row.published_at for row in connection.execute(wanted)}
