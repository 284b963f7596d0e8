"""The address of ODK Collect: the same protocol and the same door, with the device's own cases beside the forms."""

import hashlib
import json
from contextlib import suppress
from html import escape
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from questionnaires.collect_edition import CASES
from questionnaires.problems import ProblemError
from survey_api.collection.assignment import assignment_of, note
from survey_api.collection.errors import NotFound
from survey_api.collection.rights import Right
from survey_api.collection.service import Service
from survey_api.collection.tablets import fallback
from survey_api.dependencies import CurrentDevice, CurrentService, guarded
from survey_api.languages import asked_language
from survey_api.routes.openrosa import XML, Direct, may_submit, submit
from survey_api.store.failures import DiskFull, Unavailable
from survey_api.store.writer import Busy

router = APIRouter(prefix="/collect")
DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>"

router.add_api_route(
    "/submission",
    submit,
    methods=["POST"],
    route_class_override=Direct,
    status_code=201,
    responses={202: {"description": "Kept in quarantine"}},
    **guarded(Right.SUBMIT),
)
router.add_api_route("/submission", may_submit, methods=["HEAD"], status_code=204, **guarded(Right.SUBMIT))


@router.get("/formList", **guarded(Right.FETCH_FORMS))
def form_list(request: Request, service: CurrentService) -> Response:
    """The current version of every questionnaire, as Collect fills it."""
    base = f"{str(request.base_url).rstrip('/')}/collect/forms"
    entries = []
    for head in service.known.current():
        address = escape(f"{base}/{quote(head.form_id)}/{quote(head.version, safe='')}")
        part = service.settings.field_forms.part_of(head.form_id)
        manifest = f"<manifestUrl>{address}/manifest</manifestUrl>" if part or head.has_media else ""
        entries.append(
            f"<xform><formID>{escape(head.form_id)}</formID><name>{escape(head.title)}</name>"
            f"<version>{escape(head.version)}</version>"
            f"<hash>md5:{_md5(_edition(service, head.form_id, head.version))}</hash>"
            f"<downloadUrl>{address}.xml</downloadUrl>{manifest}</xform>"
        )
    listed = f'<xforms xmlns="http://openrosa.org/xforms/xformsList">{"".join(entries)}</xforms>'
    return Response(DECLARATION + listed, media_type=XML)


@router.get("/forms/{form_id:path}/{version}/manifest", **guarded(Right.FETCH_FORMS))
def manifest(
    request: Request, form_id: str, version: str, service: CurrentService, device_id: CurrentDevice
) -> Response:
    """The files that lie beside one version for this device, with what tells Collect whether it has them already."""
    service.known.require(form_id, version)
    base = f"{str(request.base_url).rstrip('/')}/collect/forms/{quote(form_id)}/{quote(version, safe='')}/media"
    entries = "".join(
        f"<mediaFile><filename>{escape(name)}</filename><hash>md5:{_md5(content)}</hash>"
        f"<downloadUrl>{escape(f'{base}/{quote(name)}')}</downloadUrl></mediaFile>"
        for name, content in _files(request, service, form_id, version, device_id).items()
    )
    listed = f'<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{entries}</manifest>'
    return Response(DECLARATION + listed, media_type=XML)


@router.get("/forms/{form_id:path}/{version}/media/{name}", **guarded(Right.FETCH_FORMS))
def media(
    request: Request, form_id: str, version: str, name: str, service: CurrentService, device_id: CurrentDevice
) -> Response:
    """One file that lies beside a version for this device; its own cases renew the leases of those it has."""
    service.known.require(form_id, version)
    content = _files(request, service, form_id, version, device_id).get(name)
    if content is None:
        raise NotFound()
    if name == CASES:
        now = service.settings.clock()
        given = service.read(lambda connection: assignment_of(connection, service, device_id, now))
        with suppress(DiskFull, Unavailable, Busy):
            note(service, device_id, given, now)
    headers = {"Content-Disposition": "attachment", "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type="application/octet-stream")


@router.get("/forms/{form_id:path}/{version}.xml", **guarded(Right.FETCH_FORMS))
def form_xml(form_id: str, version: str, service: CurrentService) -> Response:
    """One version of a questionnaire as Collect fills it."""
    service.known.require(form_id, version)
    return Response(_edition(service, form_id, version), media_type=XML)


def _edition(service: Service, form_id: str, version: str) -> bytes:
    forms = service.settings.field_forms
    return service.read(lambda connection: fallback.edition(connection, forms, form_id, version))


def _files(request: Request, service: Service, form_id: str, version: str, device_id: str) -> dict[str, bytes]:
    forms, language = service.settings.field_forms, asked_language(request) or service.settings.language
    assigned = _assigned(service, device_id)
    if form_id == forms.listing.form_id and (psus := fallback.to_begin(assigned)):
        for psu_id in psus:  # Collect cannot ask for numbers: it is given its first ones with the list
            with suppress(ProblemError):
                service.order("start_listing", {"psu_id": psu_id, "device_id": device_id}, f"device:{device_id}")
        assigned = _assigned(service, device_id)

    def found(connection: Connection) -> dict[str, bytes]:
        return dict(fallback.files(connection, forms, form_id, version, device_id, assigned, language))

    return service.read(found)


def _assigned(service: Service, device_id: str) -> dict[str, Any]:
    now = service.settings.clock()
    given = service.read(lambda connection: assignment_of(connection, service, device_id, now))
    told: dict[str, Any] = json.loads(given.content)
    return told


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()  # what OpenRosa compares
