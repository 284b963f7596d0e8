"""Tablets and phones that may send: who has which, giving one its code, refusing a lost one."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse

from questionnaires.problems import ProblemError
from survey_api.collect_settings import collect_settings
from survey_api.collection.errors import NoSuchDevice, NotAllowed
from survey_api.collection.people import Person
from survey_api.collection.rights import Right, may
from survey_api.collection.service import Service
from survey_api.collection.unsent import reported_and_missing
from survey_api.dependencies import CurrentService, SignedIn, guarded
from survey_api.languages import language_of
from survey_api.own_forms import LARGEST_FORM, page_with_form, require_own_form
from survey_api.pages.codes import drawn
from survey_api.pages.rendering import is_secure
from survey_api.problems import status_of
from survey_api.registering import add_devices, give_code
from survey_api.security.enrolment import VALID, link
from survey_api.store import people

router = APIRouter()
Text = Annotated[str, Form(max_length=200)]
Name = Annotated[str, Path(max_length=63)]


@router.get("/devices", **guarded(Right.SEE_DEVICES))
def devices(request: Request, service: CurrentService, person: SignedIn) -> HTMLResponse:
    """Every device that the person answers for, and what it sent."""
    return _devices(request, service, person, None)


@router.post("/devices", max_body_size=LARGEST_FORM, **guarded(Right.ADD_DEVICE))
def add(
    request: Request, service: CurrentService, person: SignedIn, device: Text, team: Text, form_token: Text
) -> HTMLResponse:
    """Register a device; its code is shown this once."""
    require_own_form(request, form_token)
    try:
        [added] = add_devices(lambda name, given: service.order(name, given, person.login), [device], team)
    except ProblemError as error:
        return _devices(request, service, person, error)
    address = str(request.base_url).rstrip("/")
    settings = collect_settings(address, added.device_id, added.token, language_of(request))
    picture = drawn(settings) if is_secure(request) else None
    values = {"added": added, "picture": picture, **_enrolment(request, added.code)}
    return page_with_form(request, "device.html", person, values, status=201)


@router.post("/devices/{device_id}/code", max_body_size=LARGEST_FORM, **guarded(Right.GIVE_CODE))
def code(
    request: Request, service: CurrentService, person: SignedIn, device_id: Name, form_token: Text
) -> HTMLResponse:
    """Give a device a new code to register a tablet with; the tablet it has works on until the code is used."""
    require_own_form(request, form_token)
    _require_own(service, person, Right.GIVE_CODE, device_id)
    given = give_code(lambda name, told: service.order(name, told, person.login), device_id)
    values = {"device_id": device_id, **_enrolment(request, given)}
    return page_with_form(request, "code.html", person, values, status=201)


@router.post("/devices/{device_id}/revoke", max_body_size=LARGEST_FORM, **guarded(Right.REVOKE_DEVICE))
def revoke(
    request: Request, service: CurrentService, person: SignedIn, device_id: Name, form_token: Text
) -> HTMLResponse:
    """Refuse a device from now on, and say what it never delivered."""
    require_own_form(request, form_token)
    _require_own(service, person, Right.REVOKE_DEVICE, device_id)
    service.order("revoke_device", {"device_id": device_id}, person.login)
    forms = service.settings.field_forms
    missing = service.read(lambda connection: reported_and_missing(connection, service.vault, forms, device_id))
    return page_with_form(request, "revoked.html", person, {"device_id": device_id, "missing": missing})


def _require_own(service: Service, person: Person, right: Right, device_id: str) -> None:
    """Raises NoSuchDevice, NotAllowed."""
    team = service.read(lambda connection: people.team_of_device(connection, device_id))
    if team is None:
        raise NoSuchDevice(device=device_id)
    if not may(person, right, team):
        raise NotAllowed(role=person.role.value)


def _enrolment(request: Request, given: str) -> dict[str, object]:
    """What a page shows of a code; as a picture only where nobody on the way could see it."""
    address, encrypted = str(request.base_url).rstrip("/"), is_secure(request)
    return {
        "address": address,
        "encrypted": encrypted,
        "enrol_code": given,
        "enrol_picture": drawn(link(address, given)) if encrypted else None,
        "hours": int(VALID.total_seconds()) // 3600,
    }


def _devices(request: Request, service: Service, person: Person, refusal: ProblemError | None) -> HTMLResponse:
    listed = service.read(people.list_devices)
    values: dict[str, object] = {
        "listed": [device for device in listed if may(person, Right.SEE_DEVICES, device["team"])],
        "may_add": may(person, Right.ADD_DEVICE),
        "may_give_code": may(person, Right.GIVE_CODE),
        "may_revoke": may(person, Right.REVOKE_DEVICE),
        "refusal": refusal,
        "encrypted": is_secure(request),
        "as_of": service.settings.clock(),
    }
    return page_with_form(request, "devices.html", person, values, status=status_of(refusal) if refusal else 200)
