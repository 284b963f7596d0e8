"""Interviews in review: where they stand, what they say to whoever may read it, and what reviewers decide.

Every decision names the version of the interview that was looked at (``seen``) and, in If-Match, how many decisions
about it the person knew of.
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from questionnaires.records import read_record
from survey_api.collection.people import Person
from survey_api.collection.reviews.contents import answers, repeats_in, sensitive_in
from survey_api.collection.reviews.errors import NoSuchInterview, OtherTeam
from survey_api.collection.reviews.reading import all_standings, standing_of
from survey_api.collection.reviews.sight import HANDS, team_of
from survey_api.collection.reviews.standing import Standing
from survey_api.collection.reviews.state import Hand, State
from survey_api.collection.reviews.telling import in_states, line, sheet
from survey_api.collection.rights import Reach, Right, may, reach
from survey_api.dependencies import CurrentService, SignedIn, guarded
from survey_api.routes.matching import expected_version, tagged
from survey_api.store import contents, forms

router = APIRouter(prefix="/records")
LARGEST_DECISION = 256 * 1024  # bytes
FormId = Annotated[str, Path(max_length=255)]
RecordId = Annotated[str, Path(max_length=255)]
MOST = 500  # interviews in one list
DEEDS = {
    "approve": Right.REVIEW,
    "return": Right.REVIEW,
    "recall": Right.REVIEW,
    "comment": Right.REVIEW,
    "answer": Right.ANSWER_COMMENT,
    "close-comment": Right.REVIEW,
    "hide-comment": Right.REVIEW,
    "pick": Right.REVIEW,
    "release": Right.RULE_ON_RECORDS,
    "replace": Right.RULE_ON_RECORDS,
    "keep-apart": Right.RULE_ON_RECORDS,
    "void": Right.RULE_ON_RECORDS,
    "reopen": Right.RULE_ON_RECORDS,
    "confirm": Right.RULE_ON_RECORDS,
    "refuse": Right.RULE_ON_RECORDS,
}


class OnQuestion(BaseModel):
    """A comment on one question."""

    path: str = Field(max_length=1_000)
    position: str = Field(default="", max_length=100)
    text: str = Field(max_length=10_000)


class Decided(BaseModel):
    """What a person decides about the version they looked at; each decision asks for some of it."""

    seen: str = Field(max_length=255)
    comments: list[OnQuestion] = Field(default=[], max_length=200)
    reason: str | None = Field(default=None, max_length=80)
    to: str | None = Field(default=None, max_length=80)
    text: str | None = Field(default=None, max_length=10_000)
    thread: int | None = None
    comment: int | None = None
    item: int | None = None
    picked: str | None = Field(default=None, max_length=255)
    evidence: str | None = Field(default=None, max_length=10_000)
    interviewer_heard: bool = False


@router.get("", **guarded(Right.SEE_RECORDS))
def listed(
    service: CurrentService,
    person: SignedIn,
    state: Annotated[list[State], Query()] = [],  # noqa: B006 (FastAPI copies it)
    team: Annotated[str | None, Query(max_length=63)] = None,
    after: Annotated[str, Query(max_length=600)] = "",
    most: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> JSONResponse:
    """The interviews that the person answers for, by questionnaire and name; ``after`` is where the last list ended."""
    own = person.team if reach(person, Right.SEE_RECORDS) is Reach.OWN_TEAM else team
    found = service.read(all_standings)
    among = {_place(one): one for one in in_states(iter(found), frozenset(state), own)}
    if own != team and team is not None:
        among = {}
    places = sorted(place for place in among if place > after)
    told = {
        "as_of": service.settings.clock().isoformat(timespec="seconds"),
        "records": [line(among[place]) for place in places[:most]],
        "next": places[most - 1] if len(places) > most else None,
    }
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


@router.get("/{form_id}/{record_id}", **guarded(Right.SEE_RECORDS))
def shown(service: CurrentService, person: SignedIn, form_id: FormId, record_id: RecordId) -> JSONResponse:
    """One interview: its versions, where it stands, what was decided and said; no answers."""

    def told(connection: Connection) -> tuple[Standing, dict[str, Any]]:
        found = _theirs(connection, person, Right.SEE_RECORDS, form_id, record_id)
        return found, sheet(connection, service.vault, found, HANDS[person.role], service.settings.clock())

    standing, page = service.read(told)
    return JSONResponse(page, headers=tagged(standing.version))


@router.get("/{form_id}/{record_id}/answers", **guarded(Right.READ_ANSWERS))
def said(
    service: CurrentService,
    person: SignedIn,
    form_id: FormId,
    record_id: RecordId,
    instance: Annotated[str, Query(max_length=255)] = "",
) -> JSONResponse:
    """What one version of an interview says: noted in the log before it is told.

    Sealed answers are told to nobody here, sensitive ones to headquarters alone.
    """

    def read(connection: Connection) -> tuple[Standing, int, list[dict[str, Any]]]:
        found = _theirs(connection, person, Right.READ_ANSWERS, form_id, record_id)
        wanted = instance or (found.head or found.members[-1]).instance_id
        record = next((one for one in reversed(found.members) if one.instance_id == wanted), None)
        content = contents.read(connection, service.vault, [record.number]) if record else {}
        if record is None or record.number not in content or found.state is State.GONE:
            raise NoSuchInterview(form=form_id, record=wanted)
        repeats = repeats_in(forms.xform(connection, record.form_id, record.version) or b"")
        everything = HANDS[person.role] is Hand.QUALITY
        hidden = frozenset[str]() if everything else sensitive_in(service.settings.field_forms, record.form_id)
        shown = answers(read_record(content[record.number]), repeats, hidden)
        told = [{"path": one.path, "position": one.position, "answer": one.text} for one in shown]
        return found, record.number, told

    standing, number, told = service.read(read)
    service.order("note_access", {"what": f"{standing.object}#{number}", "records": 1}, person.login)
    return JSONResponse({"record": standing.name, "answers": told}, headers=tagged(standing.version))


def _deed(deed: str) -> Callable[..., JSONResponse]:
    def decide(
        request: Request,
        service: CurrentService,
        person: SignedIn,
        form_id: FormId,
        record_id: RecordId,
        decided: Decided,
    ) -> JSONResponse:
        arguments = decided.model_dump() | {
            "deed": deed,
            "form_id": form_id,
            "record": record_id,
            "expected": expected_version(request),
        }
        made = service.order("review", arguments, person.login)
        return JSONResponse({"action": made["action"], "version": made["version"]}, headers=tagged(made["version"]))

    decide.__name__ = deed.replace("-", "_")
    return decide


for _name, _right in DEEDS.items():
    router.post(f"/{{form_id}}/{{record_id}}/{_name}", max_body_size=LARGEST_DECISION, **guarded(_right))(_deed(_name))


def _theirs(connection: Connection, person: Person, right: Right, form_id: str, record_id: str) -> Standing:
    """Raises NoSuchInterview, OtherTeam."""
    found = standing_of(connection, (form_id, record_id))
    if not may(person, right, team_of(found)):
        raise OtherTeam(record=found.name)
    return found


def _place(standing: Standing) -> str:
    return f"{standing.form_id} {standing.name}"
