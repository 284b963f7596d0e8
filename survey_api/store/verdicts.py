"""What checking found, kept when it comes, and which submissions still wait for it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, literal, or_, select, update

from survey_api.store import facts
from survey_api.store.arrivals import Findings, Quarantine
from survey_api.store.events import Deed, log
from survey_api.store.fact_tables import RecordFact
from survey_api.store.rows import add_rows
from survey_api.store.tables import QuestionnaireVersion, Submission, Verdict, rows_of

_SUBMISSIONS = rows_of(Submission)
_VERDICTS = rows_of(Verdict)
_FACTS = rows_of(RecordFact)
_PUBLISHED = rows_of(QuestionnaireVersion)
SERVICE = "service"
GONE = (Quarantine.DELETED.value, Quarantine.WITHDRAWN.value)  # nobody will ever look at these again


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one submission. ``released``: an earlier check of it had broken off."""

    submission: int
    findings: Findings
    at: datetime
    released: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission without a verdict."""

    submission: int
    form_id: str
    version: str
    broke_off: bool


def judge(connection: Connection, judged: Sequence[Judged]) -> list[None]:
    """Keep verdicts and facts, in the caller's transaction; others about the same submission change nothing.

    Of what was withdrawn or deleted meanwhile no facts are kept.
    A record whose check broke off waits for a person; when a later check comes through, it no longer does.
    """
    rows = [
        {
            "submission": one.submission,
            "n_problems": one.findings.n_problems,
            "problems": one.findings.problems,
            "checked_at": one.at,
        }
        for one in judged
        if one.findings.problems is not None
    ]
    add_rows(connection, _VERDICTS, rows, unless_there=True)
    found = {one.submission: one.findings.facts for one in judged if one.findings.facts is not None}
    gone = _gone(connection, found)
    facts.keep(connection, ((number, told) for number, told in found.items() if number not in gone))
    for one in judged:
        if one.findings.problems is None:
            _move(connection, one, None, Quarantine.UNCHECKED, "submission.quarantined")
        elif one.released:
            _move(connection, one, Quarantine.UNCHECKED, None, "submission.released")
    return [None] * len(judged)


def _gone(connection: Connection, submissions: Collection[int]) -> frozenset[int]:
    wanted = select(_SUBMISSIONS.c.number).where(
        _SUBMISSIONS.c.number.in_(submissions), _SUBMISSIONS.c.quarantine.in_(GONE)
    )
    return frozenset(connection.scalars(wanted)) if submissions else frozenset()


def of(connection: Connection, submission: int) -> Findings | None:
    """The verdict on one submission, if there is one yet."""
    columns = (_VERDICTS.c.n_problems, _VERDICTS.c.problems)
    found = connection.execute(select(*columns).where(_VERDICTS.c.submission == submission)).first()
    return None if found is None else Findings(found.n_problems, found.problems)


def waiting(connection: Connection, after: int, most: int, *, broken_too: bool) -> list[Waiting]:
    """Submissions of published versions that wait for a verdict, or for facts, in the order in which they came.

    Those whose check broke off wait for a person, and are asked for only with ``broken_too``.
    """
    apart = func.coalesce(_SUBMISSIONS.c.quarantine, "")
    broke_off = apart == Quarantine.UNCHECKED
    published = (_PUBLISHED.c.form_id == _SUBMISSIONS.c.form_id) & (_PUBLISHED.c.version == _SUBMISSIONS.c.version)
    found = connection.execute(
        select(_SUBMISSIONS.c.number, _SUBMISSIONS.c.form_id, _SUBMISSIONS.c.version, broke_off)
        .join(_PUBLISHED, published)
        .join(_FACTS, _FACTS.c.submission == _SUBMISSIONS.c.number, isouter=True)
        .where(_SUBMISSIONS.c.number > after, _FACTS.c.submission.is_(None), apart.not_in(GONE))
        .where(or_(literal(broken_too), ~broke_off))
        .order_by(_SUBMISSIONS.c.number)
        .limit(most)
    )
    return [Waiting(row[0], row[1], row[2], bool(row[3])) for row in found]


def oldest_waiting(connection: Connection, since: int) -> datetime | None:
    """When the first submission came, from this number on, that waits for a verdict."""
    found = waiting(connection, since - 1, 1, broken_too=False)
    if not found:
        return None
    came = select(_SUBMISSIONS.c.received_at).where(_SUBMISSIONS.c.number == found[0].submission)
    moment: datetime | None = connection.scalar(came)
    return moment


def _move(
    connection: Connection, one: Judged, before: Quarantine | None, after: Quarantine | None, action: str
) -> None:
    held = _SUBMISSIONS.c.number == one.submission
    stands = _SUBMISSIONS.c.quarantine.is_(None) if before is None else _SUBMISSIONS.c.quarantine == before
    moved = connection.execute(update(_SUBMISSIONS).where(held, stands).values(quarantine=after))
    if moved.rowcount:
        digest = connection.scalar(select(_SUBMISSIONS.c.digest).where(held))
        details: Mapping[str, str] = {"quarantine": after} if after else {}
        log(connection, Deed(one.at, SERVICE, action, f"submission:{digest}", details))
