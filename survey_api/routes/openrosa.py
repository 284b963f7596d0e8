"""OpenRosa, the protocol of the tablets: which questionnaires there are, their content, and submissions."""

from collections.abc import Callable, Coroutine
from html import escape
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from survey_api.collection.errors import NotFound
from survey_api.collection.receive import Outcome, acknowledge, take
from survey_api.collection.rights import Right
from survey_api.dependencies import CurrentService, current_device, current_service, guarded
from survey_api.languages import asked_language
from survey_api.problems import openrosa_message
from survey_api.routes.clock import tablets_clock
from survey_api.routes.envelope import Limits, open_envelope
from survey_api.routes.unsealing import unsealed
from survey_api.store import forms
from survey_api.store.forms import VersionHead

router = APIRouter(prefix="/openrosa")
STATUS = {Outcome.KEPT: 201, Outcome.QUARANTINED: 202, Outcome.NO_ATTEMPT: 202}
XML = "text/xml; charset=utf-8"


class Direct(APIRoute):
    """A route called with the request alone: what it declares is only described; it asks for the device itself."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The function of the route itself."""
        handler: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return handler


async def submit(request: Request) -> Response:
    """Store one interview. A tablet unsure of our answer may send it again, without harm."""
    service = await current_service(request)
    device_id = await current_device(request, service)
    service.room.require()
    limits = Limits(service.settings.largest_request, service.settings.largest_file)
    async with open_envelope(request, limits, service.files) as envelope:
        await current_device(request, service)  # once more: it may have been revoked while it sent, however slowly
        async with unsealed(service, envelope, limits, request.app.state.openings) as opened:
            taken = await take(service, device_id, opened.submission, opened.files, tablets_clock(request))
    receipt = await acknowledge(service, taken, asked_language(request))
    headers = {"Content-Language": receipt.language}
    return Response(openrosa_message(receipt.message), STATUS[receipt.outcome], headers, media_type=XML)


# the first one that is looked for: nothing else is asked as often
router.add_api_route(
    "/submission",
    submit,
    methods=["POST"],
    route_class_override=Direct,
    status_code=201,
    responses={202: {"description": "Kept in quarantine"}},
    **guarded(Right.SUBMIT),
)


@router.get("/formList", **guarded(Right.FETCH_FORMS))
def form_list(request: Request, service: CurrentService) -> Response:
    """The current version of every questionnaire."""
    base = str(request.base_url).rstrip("/")
    entries = "".join(_entry(head, base) for head in service.known.current())
    xml = f'<xforms xmlns="http://openrosa.org/xforms/xformsList">{entries}</xforms>'
    return Response("<?xml version='1.0' encoding='UTF-8'?>" + xml, media_type=XML)


def _entry(head: VersionHead, base: str) -> str:
    address = f"{base}/openrosa/forms/{_quoted(head)}"
    manifest = f"<manifestUrl>{escape(address)}/manifest</manifestUrl>" if head.has_media else ""
    return (
        f"<xform><formID>{escape(head.form_id)}</formID><name>{escape(head.title)}</name>"
        f"<version>{escape(head.version)}</version><hash>md5:{head.md5}</hash>"
        f"<downloadUrl>{escape(address)}.xml</downloadUrl>{manifest}</xform>"
    )


def _quoted(head: VersionHead) -> str:
    return f"{quote(head.form_id)}/{quote(head.version, safe='')}"


@router.get("/forms/{form_id:path}/{version}/manifest", **guarded(Right.FETCH_FORMS))
def manifest(request: Request, form_id: str, version: str, service: CurrentService) -> Response:
    """The files that lie beside one version, with what tells a tablet whether it has them already."""
    service.known.require(form_id, version)
    base = f"{str(request.base_url).rstrip('/')}/openrosa/forms/{quote(form_id)}/{quote(version, safe='')}/media"
    found = service.read(lambda connection: forms.media_of(connection, form_id, version))
    entries = "".join(
        f"<mediaFile><filename>{escape(one.name)}</filename><hash>md5:{one.md5}</hash>"
        f"<downloadUrl>{escape(f'{base}/{quote(one.name)}')}</downloadUrl></mediaFile>"
        for one in found
    )
    xml = f'<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{entries}</manifest>'
    return Response("<?xml version='1.0' encoding='UTF-8'?>" + xml, media_type=XML)


@router.get("/forms/{form_id:path}/{version}/media/{name}", **guarded(Right.FETCH_FORMS))
def media(form_id: str, version: str, name: str, service: CurrentService) -> Response:
    """One file that lies beside a version, byte for byte; a browser saves it and never shows it."""
    service.known.require(form_id, version)
    content = service.read(lambda connection: forms.media_file(connection, form_id, version, name))
    if content is None:
        raise NotFound()
    return Response(content, headers={"Content-Disposition": "attachment"}, media_type="application/octet-stream")


@router.get("/forms/{form_id:path}/{version}.xml", **guarded(Right.FETCH_FORMS))
def form_xml(form_id: str, version: str, service: CurrentService) -> Response:
    """One version of a questionnaire, byte for byte as published."""
    service.known.require(form_id, version)
    xform = service.read(lambda connection: forms.xform(connection, form_id, version))
    return Response(xform, media_type=XML)


@router.head("/submission", status_code=204, **guarded(Right.SUBMIT))
async def may_submit() -> Response:
    """What a tablet asks before it sends: how large a request may be (said in a header)."""
    return Response(status_code=204)
