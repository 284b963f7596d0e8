"""Taking an interview out of the survey: its records stay as they came, apart, and nothing takes their place."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from survey_api.store.arrivals import Quarantine
from survey_api.store.edits import interviews, versions
from survey_api.store.events import Deed, log
from survey_api.store.tables import Submission, rows_of

_SUBMISSIONS = rows_of(Submission)


def delete(connection: Connection, form_id: str, instance_id: str, actor: str, at: datetime) -> int:
    """Take out the interview that a record belongs to, all versions of it; how many records that were."""
    graph = versions(connection)
    wanted = next(
        (one for one in interviews(graph) if any(node.name == (form_id, instance_id) for node in one.members)), None
    )
    if wanted is None:
        return 0
    names = {node.name for node in wanted.members}
    numbers = [version.number for version in graph if version.name in names]
    taken = connection.execute(
        update(_SUBMISSIONS)
        .where(_SUBMISSIONS.c.number.in_(numbers), _SUBMISSIONS.c.quarantine.is_distinct_from(Quarantine.DELETED))
        .values(quarantine=Quarantine.DELETED)
    )
    digests = connection.scalars(select(_SUBMISSIONS.c.digest).where(_SUBMISSIONS.c.number.in_(numbers)))
    if taken.rowcount:
        log(connection, *(Deed(at, actor, "submission.deleted", f"submission:{digest}") for digest in digests))
    return int(taken.rowcount)
