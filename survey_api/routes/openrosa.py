"""OpenRosa, the protocol of the tablets: which questionnaires there are, their content, and submissions."""

from collections.abc import Callable, Coroutine
from html import escape
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from survey_api.collection.receive import Outcome, receive
from survey_api.collection.rights import Right
from survey_api.dependencies import CurrentService, current_device, current_service, guarded
from survey_api.languages import asked_language
from survey_api.problems import openrosa_message
from survey_api.routes.envelope import open_envelope
from survey_api.store import forms
from survey_api.store.forms import VersionHead

router = APIRouter(prefix="/openrosa")
STATUS = {Outcome.KEPT: 201, Outcome.QUARANTINED: 202}
XML = "text/xml; charset=utf-8"


class _Direct(APIRoute):
    """A route called with the request alone: what it declares is only described; it asks for the device itself."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The function of the route itself."""
        handler: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return handler


async def submit(request: Request) -> Response:
    """Store one interview. A tablet unsure of our answer may send it again, without harm."""
    service = await current_service(request)
    device_id = await current_device(request, service)
    envelope = await open_envelope(request, service.settings.largest_request)
    receipt = await receive(service, device_id, envelope.submission, envelope.files, asked_language(request))
    headers = {"Content-Language": receipt.language}
    return Response(openrosa_message(receipt.message), STATUS[receipt.outcome], headers, media_type=XML)


# the first one that is looked for: nothing else is asked as often
router.add_api_route("/submission", submit, methods=["POST"], route_class_override=_Direct, **guarded(Right.SUBMIT))


@router.get("/formList", **guarded(Right.FETCH_FORMS))
def form_list(request: Request, service: CurrentService) -> Response:
    """The current version of every questionnaire."""
    base = str(request.base_url).rstrip("/")
    entries = "".join(_entry(head, base) for head in service.known.current())
    xml = f'<xforms xmlns="http://openrosa.org/xforms/xformsList">{entries}</xforms>'
    return Response("<?xml version='1.0' encoding='UTF-8'?>" + xml, media_type=XML)


def _entry(head: VersionHead, base: str) -> str:
    address = f"{base}/openrosa/forms/{quote(head.form_id)}/{quote(head.version, safe='')}.xml"
    return (
        f"<xform><formID>{escape(head.form_id)}</formID><name>{escape(head.title)}</name>"
        f"<version>{escape(head.version)}</version><hash>md5:{head.md5}</hash>"
        f"<downloadUrl>{escape(address)}</downloadUrl></xform>"
    )


@router.get("/forms/{form_id:path}/{version}.xml", **guarded(Right.FETCH_FORMS))
def form_xml(form_id: str, version: str, service: CurrentService) -> Response:
    """One version of a questionnaire, byte for byte as published."""
    service.known.require(form_id, version)
    xform = service.read(lambda connection: forms.xform(connection, form_id, version))
    return Response(xform, media_type=XML)


@router.head("/submission", **guarded(Right.SUBMIT))
async def may_submit() -> Response:
    """What a tablet asks before it sends: how large a request may be (said in a header)."""
    return Response(status_code=204)
