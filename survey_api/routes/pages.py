"""The service's pages: where a visitor arrives, how staff sign in, what has been received, the last report."""

import hmac
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from survey_api.collection.errors import FormExpired, NotAllowed, NotFound, SignInRefused
from survey_api.collection.people import Page, Person, is_name
from survey_api.dependencies import SESSION_COOKIE, CurrentService, SignedIn, Visitor
from survey_api.headers import REPORT_SECURITY
from survey_api.pages.rendering import is_secure, page
from survey_api.security.passwords import known_to_everybody, password_matches
from survey_api.security.tokens import digest, new_token
from survey_api.store import people
from survey_api.store.overview import overview

router = APIRouter()
FORM_COOKIE = "amem_form"
LARGEST_FORM = 16 * 1024  # bytes: anybody may send these two
Text = Annotated[str, Form(max_length=200)]


@router.get("/")
def landing(request: Request, service: CurrentService, person: Visitor) -> HTMLResponse:
    """What this address is, and where to go from here."""
    values = {"address": str(request.base_url).rstrip("/"), "encrypted": is_secure(request)}
    return page(request, "landing.html", person, {**values, "has_report": _report(service.settings.home.report)})


@router.get("/favicon.ico")
async def icon() -> RedirectResponse:
    """Where browsers look for an icon that the page does not name, as on the pages of a report."""
    return RedirectResponse("/static/pages/icon.svg", 308)


@router.get("/login")
def sign_in_page(request: Request, person: Visitor) -> Response:
    """The form to sign in."""
    return RedirectResponse("/overview", 303) if person else _sign_in_form(request, refused=False)


@router.post("/login", max_body_size=LARGEST_FORM)
def sign_in(request: Request, service: CurrentService, login: Text, password: Text, form_token: Text) -> Response:
    """Start a session. The answer to a wrong login and to a wrong password is the same."""
    _require_own_form(request, form_token)
    found = service.read(lambda connection: people.find_staff(connection, login)) if is_name(login) else None
    matches = password_matches(password, found["password_hash"] if found else None)
    if not matches or (known_to_everybody(password) and not service.settings.home.is_demo):
        return _sign_in_form(request, refused=True)
    token, now = new_token(), service.settings.clock()
    row = {
        "token_sha256": digest(token),
        "login": login,
        "started_at": now,
        "ends_at": now + timedelta(hours=service.settings.session_hours),
    }
    service.writer.change(lambda connection: people.start_session(connection, row)).result()
    response = RedirectResponse("/overview", 303)
    response.set_cookie(SESSION_COOKIE, token, httponly=True, samesite="lax", secure=is_secure(request))
    return response


@router.post("/logout", max_body_size=LARGEST_FORM)
def sign_out(request: Request, service: CurrentService, form_token: Text) -> Response:
    """End the session, on the server as well."""
    _require_own_form(request, form_token)
    if token := request.cookies.get(SESSION_COOKIE):
        kept = digest(token)
        service.writer.change(lambda connection: people.end_session(connection, kept)).result()
    response = RedirectResponse("/", 303)
    response.delete_cookie(SESSION_COOKIE)
    return response


@router.get("/overview")
def overview_page(request: Request, service: CurrentService, person: SignedIn) -> HTMLResponse:
    """What has been received so far."""
    _require(person, Page.OVERVIEW)
    forms = service.settings.field_forms
    counts = service.read(lambda connection: overview(connection, forms.individual.form_id))
    parts = {forms.listing.form_id: "listing", forms.contact.form_id: "contact", forms.individual.form_id: "individual"}
    values = {
        "counts": counts,
        "parts": parts,
        "as_of": service.settings.clock(),
        "has_report": _report(service.settings.home.report) and person.may_see(Page.REPORT),
    }
    return _with_form_token(request, "overview.html", person, values)


@router.get("/report/{path:path}")
def report(path: str, service: CurrentService, person: SignedIn) -> Response:
    """The last report, as it was built."""
    _require(person, Page.REPORT)
    folder = service.settings.home.report.resolve()
    wanted = folder / path / "index.html" if path.endswith("/") or not path else folder / path
    try:
        wanted = wanted.resolve()
        found = wanted.is_relative_to(folder) and wanted.is_file()
    except (OSError, ValueError):  # a name that no file can have
        found = False
    if not found:
        raise NotFound()
    return FileResponse(wanted, headers={"Content-Security-Policy": REPORT_SECURITY})


def _report(folder: Path) -> bool:
    return (folder / "index.html").is_file()


def _require(person: Person, wanted: Page) -> None:
    if not person.may_see(wanted):
        raise NotAllowed(role=person.role.value)


def _sign_in_form(request: Request, *, refused: bool) -> HTMLResponse:
    status = 401 if refused else 200
    values = {"refusal": SignInRefused.code if refused else None}
    return _with_form_token(request, "login.html", None, values, status=status)


def _with_form_token(
    request: Request, name: str, person: Person | None, values: Mapping[str, object], *, status: int = 200
) -> HTMLResponse:
    """A page with a form: what it sends back must carry the token that only this browser was given."""
    token = request.cookies.get(FORM_COOKIE) or new_token()
    response = page(request, name, person, {**values, "form_token": token}, status=status)
    response.set_cookie(FORM_COOKIE, token, httponly=True, samesite="strict", secure=is_secure(request))
    return response


def _require_own_form(request: Request, form_token: str) -> None:
    if not hmac.compare_digest(request.cookies.get(FORM_COOKIE, "").encode(), form_token.encode()) or not form_token:
        raise FormExpired()
