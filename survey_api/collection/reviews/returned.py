"""What goes back to a team's tablets: comments on questions, and of what was answered only what must be corrected.

An answer travels where its question was commented on, and not even then where it is sensitive or sealed. After its
time a return is sent no longer, and the supervisor sees that it has run out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from questionnaires.fieldwork import FieldForms
from questionnaires.records import read_record
from survey_api.collection.reviews.contents import Place, answers, is_sensitive, repeats_in, sensitive_in
from survey_api.collection.reviews.policy import POLICY
from survey_api.collection.reviews.reading import some_standings
from survey_api.collection.reviews.sight import team_of
from survey_api.collection.reviews.standing import RETURNS, Standing
from survey_api.collection.reviews.threads import Thread
from survey_api.collection.reviews.versions import Record
from survey_api.store import comments, contents, forms, records
from survey_api.store.comments import ON_QUESTION, Comment
from survey_api.store.vault import Vault


@dataclass(frozen=True, slots=True)
class ReturnedQuestion:
    """What reviewers say about one question, the oldest first. ``answer`` is None where it does not travel."""

    thread: int
    path: str
    position: str  # of the repeat instance; empty outside repeats
    comments: tuple[str, ...] = field(repr=False)
    answer: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReturnedInterview:
    """One interview to be corrected: a new record that replaces ``instance_id`` (``meta/deprecatedID``).

    ``version`` counts the decisions about it, for whoever answers a comment.
    """

    form_id: str
    questionnaire_version: str
    record: str
    instance_id: str
    version: int
    unit_id: str | None
    case_id: str | None
    returned_at: datetime
    expires_at: datetime
    reason: str | None
    questions: tuple[ReturnedQuestion, ...]


def returned_for(
    connection: Connection, vault: Vault, field_forms: FieldForms, team: str, now: datetime
) -> tuple[ReturnedInterview, ...]:
    """The interviews that the tablets of a team have to correct now, by their names."""
    since = now - POLICY.return_lasts
    names = records.decided_since(connection, [action.value for action in RETURNS], since)
    found = {(one.form_id, one.name): one for one in some_standings(connection, names)}
    mine = [one for name, one in sorted(found.items()) if team_of(one) == team and is_sent(one, now)]
    return tuple(_returned(connection, vault, field_forms, one) for one in mine)


def is_sent(standing: Standing, now: datetime) -> bool:
    """Whether the interviewer still has it to correct."""
    return standing.returned is not None and standing.head is not None and standing.returned.holds(now)


def _returned(connection: Connection, vault: Vault, field_forms: FieldForms, one: Standing) -> ReturnedInterview:
    head, back = one.head, one.returned
    if head is None or back is None:
        raise ValueError(one.name)
    waiting = [thread for thread in one.unresolved if thread.path]
    told = {said.number: said for said in comments.about(connection, vault, [record.number for record in one.members])}
    known = _answers(connection, vault, head, {(thread.path, thread.position) for thread in waiting}, field_forms)
    return ReturnedInterview(
        form_id=head.form_id,
        questionnaire_version=head.version,
        record=one.name,
        instance_id=head.instance_id,
        version=one.version,
        unit_id=head.unit_id,
        case_id=head.case_id,
        returned_at=back.at,
        expires_at=back.expires,
        reason=back.reason,
        questions=tuple(_question(thread, told, known) for thread in waiting),
    )


def _question(thread: Thread, told: Mapping[int, Comment], known: Mapping[Place, str | None]) -> ReturnedQuestion:
    shown = [told[number] for number in thread.comments if number in told and number not in thread.hidden]
    words = tuple(said.text for said in shown if said.kind == ON_QUESTION and said.text)
    return ReturnedQuestion(
        thread.number, thread.path, thread.position, words, known.get((thread.path, thread.position))
    )


def _answers(
    connection: Connection, vault: Vault, head: Record, wanted: Iterable[Place], field_forms: FieldForms
) -> Mapping[Place, str | None]:
    """What was answered at some places, where it may travel; nothing is even read where nothing may."""
    hidden = sensitive_in(field_forms, head.form_id)
    asked = {place for place in wanted if not is_sensitive(place[0], hidden)}
    content = contents.read(connection, vault, [head.number]).get(head.number) if asked else None
    if content is None:
        return {}
    repeats = repeats_in(forms.xform(connection, head.form_id, head.version) or b"")
    said = answers(read_record(content), repeats, hidden)
    return {(one.path, one.position): one.text for one in said if (one.path, one.position) in asked}
