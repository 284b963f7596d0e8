"""Edits of answers: what waits, one answer with what was proposed about it, and the decisions about it."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from survey_api.collection.editing.answers import current_record
from survey_api.collection.editing.problems import NoSuchAnswer
from survey_api.collection.editing.reading import open_proposals
from survey_api.collection.editing.state import Edit, edits_of, named
from survey_api.collection.errors import NotAllowed
from survey_api.collection.people import Person
from survey_api.collection.reviews.contents import is_sensitive, questions_in, sensitive_in
from survey_api.collection.rights import Right, may
from survey_api.collection.service import Service
from survey_api.dependencies import CurrentService, SignedIn, guarded
from survey_api.routes.matching import expected_version, tagged
from survey_api.store import decisions, edit_values, forms
from survey_api.store.edit_values import Values
from survey_api.store.records import of_cases

router = APIRouter(prefix="/edits")
CaseId = Annotated[str, Path(max_length=255)]
Variable = Annotated[str, Path(max_length=255)]
LARGEST = 16 * 1024


class Proposal(BaseModel):
    """What an answer is, and what it should be; as text, null for no answer. ``rule``: why, as a code."""

    record: str = Field(max_length=255)
    old: str | None = Field(default=None, max_length=1000)
    new: str | None = Field(default=None, max_length=1000)
    rule: str = Field(max_length=63)


@router.get("", **guarded(Right.READ_EDITS))
def waiting(service: CurrentService, person: SignedIn) -> JSONResponse:
    """The proposals that wait for a decision, without values; those of the own team for a supervisor."""
    form_id = service.settings.field_forms.individual.form_id
    found = service.read(lambda connection: open_proposals(connection, form_id))
    own = [one for one in found if may(person, Right.READ_EDITS, one.team)]
    return JSONResponse([{**_told(one.edit, None), "version": one.version} for one in own])


@router.get("/{case_id}/{variable}", **guarded(Right.READ_EDITS))
def one(service: CurrentService, person: SignedIn, case_id: CaseId, variable: Variable) -> JSONResponse:
    """Everything that was proposed about one answer, with its values; the ETag is the version to decide on."""
    service.read(lambda connection: _require_own(connection, service, person, Right.READ_EDITS, case_id))
    service.read(lambda connection: _require_shown(connection, service, person, variable))
    made = service.read(lambda connection: decisions.of(connection, named(case_id, variable)))
    values = service.read(lambda connection: edit_values.read(connection, service.vault, [case_id]))
    told = [_told(edit, values.get(edit.edit_id)) for edit in edits_of(made)]
    return JSONResponse(told, headers=tagged(len(made)))


@router.post("/{case_id}/{variable}", status_code=201, max_body_size=LARGEST, **guarded(Right.PROPOSE_EDIT))
def propose(
    request: Request,
    service: CurrentService,
    person: SignedIn,
    case_id: CaseId,
    variable: Variable,
    proposal: Proposal,
) -> JSONResponse:
    """Propose that an answer be read as another one."""
    given = proposal.model_dump()
    return _ordered(request, service, person, Right.PROPOSE_EDIT, "propose_edit", case_id, variable, given)


@router.post("/{case_id}/{variable}/confirm", max_body_size=LARGEST, **guarded(Right.DECIDE_EDIT))
def confirm(
    request: Request, service: CurrentService, person: SignedIn, case_id: CaseId, variable: Variable
) -> JSONResponse:
    """Let the proposed edit stand."""
    return _ordered(request, service, person, Right.DECIDE_EDIT, "confirm_edit", case_id, variable)


@router.post("/{case_id}/{variable}/reject", max_body_size=LARGEST, **guarded(Right.DECIDE_EDIT))
def reject(
    request: Request, service: CurrentService, person: SignedIn, case_id: CaseId, variable: Variable
) -> JSONResponse:
    """Let the answer stand as it is."""
    return _ordered(request, service, person, Right.DECIDE_EDIT, "reject_edit", case_id, variable)


@router.post("/{case_id}/{variable}/retract", max_body_size=LARGEST, **guarded(Right.PROPOSE_EDIT))
def retract(
    request: Request, service: CurrentService, person: SignedIn, case_id: CaseId, variable: Variable
) -> JSONResponse:
    """Take back one's own proposal."""
    return _ordered(request, service, person, Right.PROPOSE_EDIT, "retract_edit", case_id, variable)


def _ordered(
    request: Request,
    service: Service,
    person: Person,
    right: Right,
    order: str,
    case_id: str,
    variable: str,
    given: dict[str, str | None] | None = None,
) -> JSONResponse:
    """Carry out one decision about one answer, of a case that the person may decide about."""
    service.read(lambda connection: _require_own(connection, service, person, right, case_id))
    service.read(lambda connection: _require_shown(connection, service, person, variable))
    about = {"case_id": case_id, "variable": variable, "form_id": service.settings.field_forms.individual.form_id}
    made = service.order(order, {**about, **(given or {}), "expected": expected_version(request)}, person.login)
    return JSONResponse({"edit_id": made["edit_id"]}, 201 if given else 200, headers=tagged(made["version"]))


def _require_own(connection: Connection, service: Service, person: Person, right: Right, case_id: str) -> None:
    """Raises NoSuchAnswer where nobody answered for the case, NotAllowed where another team interviewed it."""
    form_id = service.settings.field_forms.individual.form_id
    names = [name for name in of_cases(connection, [case_id]) if name[0] == form_id]
    heads = filter(None, (current_record(connection, *name) for name in names))
    teams = {head.team for head in heads if head.case_id == case_id}
    if not teams:
        raise NoSuchAnswer(case=case_id, record="-")
    if not any(may(person, right, team) for team in teams):
        raise NotAllowed(role=person.role.value)


def _require_shown(connection: Connection, service: Service, person: Person, variable: str) -> None:
    """Raises NotAllowed where the answer is for headquarters alone: a wrong guess would be told from the right one.

    By the name of the question in any published version.
    """
    if may(person, Right.DECIDE_EDIT):
        return
    form_id = service.settings.field_forms.individual.form_id
    hidden = sensitive_in(service.settings.field_forms, form_id)
    for head in forms.published(connection):
        if head.form_id == form_id:
            paths = questions_in(forms.xform(connection, form_id, head.version) or b"")
            if any(path.rpartition("/")[2] == variable and is_sensitive(path, hidden) for path in paths):
                raise NotAllowed(role=person.role.value)


def _told(edit: Edit, values: Values | None) -> dict[str, str | None]:
    told: dict[str, str | None] = {
        "edit_id": edit.edit_id,
        "case_id": edit.case_id,
        "variable": edit.variable,
        "record": edit.record,
        "rule": edit.rule,
        "state": edit.state.value,
        "proposed_by": edit.proposed_by,
        "proposed_at": edit.proposed_at.isoformat(timespec="seconds"),
    }
    if edit.decided_at is not None:
        told |= {"decided_by": edit.decided_by, "decided_at": edit.decided_at.isoformat(timespec="seconds")}
    return told if values is None else {**told, "old": values.old, "new": values.new}
