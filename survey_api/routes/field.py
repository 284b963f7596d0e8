"""What a tablet is told before it works, and the interviews that its team corrects."""

import base64
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from survey_api.collection.contact import heard
from survey_api.collection.errors import UnknownDevice
from survey_api.collection.rights import Right
from survey_api.collection.tablets.keys import keys_for
from survey_api.collection.tablets.returned import given_back, note
from survey_api.collection.tablets.telling import told
from survey_api.dependencies import CurrentDevice, CurrentService, guarded
from survey_api.routes.clock import tablets_clock
from survey_api.store import people

router = APIRouter(prefix="/field")
NOT_KEPT = {"Cache-Control": "no-store"}
LARGEST_ANSWERS = 256 * 1024  # bytes
FormId = Annotated[str, Path(max_length=255)]
RecordId = Annotated[str, Path(max_length=255)]


class Answer(BaseModel):
    """What an interviewer says in the thread of a comment."""

    thread: int
    text: str = Field(max_length=10_000)


class Answers(BaseModel):
    """Everything that a tablet has to say about one interview."""

    answers: list[Answer] = Field(max_length=200)


@router.get("/tablet", **guarded(Right.FETCH_ASSIGNMENT))
def tablet(request: Request, service: CurrentService, device_id: CurrentDevice) -> JSONResponse:
    """Which form plays which part, where what the tablet knows is put, who works in the team, what is protected, keys.

    Every synchronisation begins here, and the tablet's clock is compared with ours.
    """
    now = service.settings.clock()
    heard(service, device_id, now, tablets_clock(request))

    def found(connection: Connection) -> dict[str, object]:
        team = people.team_of_device(connection, device_id)
        if team is None:
            raise UnknownDevice()
        of_survey = told(connection, service.settings.field_forms, service.known, team, now)
        return of_survey | keys_for(connection, team)

    return JSONResponse(service.read(found), headers=NOT_KEPT)


@router.get("/returned/{form_id}/{record_id}", **guarded(Right.CORRECT))
def returned(service: CurrentService, device_id: CurrentDevice, form_id: FormId, record_id: RecordId) -> JSONResponse:
    """The version of an interview that is to be corrected; noted in the log before it is told.

    What is sensitive stays: its places are empty, and the answers come in a box that the service alone opens. The
    tablet sends it back unread, as the file ``withheld.amem``.
    """
    now, forms, vault = service.settings.clock(), service.settings.field_forms, service.vault
    given = service.read(lambda connection: given_back(connection, vault, forms, device_id, (form_id, record_id), now))
    service.writer.change(lambda connection: note(connection, device_id, given, now)).result()
    told_of = {
        "form": given.form_id,
        "version": given.version,
        "instance": given.instance_id,
        "xml": given.xml.decode(),
        "withheld": list(given.withheld),
        "closed": base64.b64encode(given.closed).decode(),
    }
    return JSONResponse(told_of, headers=NOT_KEPT)


@router.post("/returned/{form_id}/{record_id}/answers", max_body_size=LARGEST_ANSWERS, **guarded(Right.CORRECT))
def answers(
    service: CurrentService, device_id: CurrentDevice, form_id: FormId, record_id: RecordId, said: Answers
) -> JSONResponse:
    """What the interviewer answers to reviewers. A tablet unsure of our answer may send it again, without harm."""
    arguments = {"device_id": device_id, "form_id": form_id, "record": record_id, **said.model_dump()}
    return JSONResponse(service.order("answer_comments", arguments, f"device:{device_id}"), headers=NOT_KEPT)
