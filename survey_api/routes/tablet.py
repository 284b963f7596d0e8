"""The tablet's application: its page, its worker, every file of the version that is served now; registering by code."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from survey_api.collection.errors import NotFound, TooManyTries
from survey_api.collection.rights import Right
from survey_api.collection.tablets.enrolling import BY_CODE
from survey_api.dependencies import CurrentService, guarded
from survey_api.own_forms import LARGEST_FORM
from survey_api.security.attempts import Attempts
from survey_api.security.tokens import digest, new_token
from survey_api.tablet.serving import Application, CurrentApplication, ServedFile

router = APIRouter(prefix="/tablet")
FOR_EVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"


class Code(BaseModel):
    """What a tablet registers with, as it was typed or scanned."""

    code: Annotated[str, Field(max_length=40)]


class Registered(BaseModel):
    """What the tablet is from now on; the token is told this once."""

    device: str
    token: str
    team: str


def _lasting_address() -> dict[str, Any]:
    """What is said of an address whose content changes with the version."""
    told = guarded(Right.LOOK_IN)
    return {**told, "responses": {**told["responses"], 304: {"description": "It stands"}}}


def _application(request: Request) -> Application:
    current: CurrentApplication = request.app.state.tablet
    return current()


@router.get("", **guarded(Right.LOOK_IN))
def without_slash() -> RedirectResponse:
    """Where somebody types the address without the last stroke."""
    return RedirectResponse("/tablet/", 303)


@router.get("/", **_lasting_address())
def index(request: Request) -> Response:
    """The page that everything starts from."""
    return _lasting(request, "index.html")


@router.get("/worker.js", **_lasting_address())
def worker(request: Request) -> Response:
    """What keeps the application on the tablet."""
    return _lasting(request, "worker.js")


@router.get("/manifest.webmanifest", **_lasting_address())
def manifest(request: Request) -> Response:
    """What the system of the tablet shows of it once it is installed."""
    return _lasting(request, "manifest.webmanifest")


@router.get("/version.json", **_lasting_address())
def version_and_files(request: Request) -> Response:
    """Which version is served now, and what a tablet keeps of it."""
    return _lasting(request, "version.json")


@router.get("/v/{version}/{path:path}", **guarded(Right.LOOK_IN))
def versioned(request: Request, version: str, path: str) -> Response:
    """One file of the version served now; another version's are on the tablets that still need them. Raises NotFound.

    A name never gets another content, so that it is kept for ever.
    """
    application = _application(request)
    if version != application.version or path not in application.files:
        raise NotFound()
    return _sent(request, application.files[path], {"Cache-Control": FOR_EVER})


def _lasting(request: Request, name: str) -> Response:
    application = _application(request)
    if name not in application.at_root:
        raise NotFound()
    tag = f'"{application.version}"'
    headers = {"Cache-Control": ASK_EACH_TIME, "ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return _sent(request, application.at_root[name], headers)


def _sent(request: Request, file: ServedFile, headers: dict[str, str]) -> Response:
    told = {**headers, "Vary": "Accept-Encoding"}
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, headers={**told, "Content-Encoding": "gzip"}, media_type=file.kind)
    return Response(file.content, headers=told, media_type=file.kind)


@router.post("/enrol", max_body_size=LARGEST_FORM, **guarded(Right.ENROL))
def enrol(request: Request, service: CurrentService, sent: Code) -> Registered:
    """Register a tablet with the code it was given; the code is then dead. Raises CodeUnknown, TooManyTries.

    Wrong tries are counted by where they come from: the codes themselves are too many to be tried.
    """
    attempts: Attempts = request.app.state.enrolments
    visitor = request.client.host if request.client else ""
    if wait := attempts.take(visitor, service.settings.clock()):
        raise TooManyTries(seconds=wait, minutes=-(-wait // 60))
    token = new_token()
    result = service.order("enrol_device", {"code": sent.code, "token_sha256": digest(token)}, BY_CODE)
    attempts.forget(visitor)
    return Registered(device=result["device"], token=token, team=result["team"])
