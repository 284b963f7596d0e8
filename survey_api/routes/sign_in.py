"""Signing in and out: a password, then a one-time code from the person's telephone."""

from collections.abc import Mapping
from datetime import timedelta
from threading import BoundedSemaphore
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from survey_api.collection.errors import SignInRefused, TooManyTries
from survey_api.collection.people import Person, Role, is_name
from survey_api.collection.rights import Right, may
from survey_api.collection.service import Service
from survey_api.dependencies import SESSION_COOKIE, CurrentService, Visitor, guarded, session_token
from survey_api.own_forms import FORM_COOKIE, LARGEST_FORM, page_with_form, require_own_form
from survey_api.pages.rendering import is_secure
from survey_api.security.attempts import Attempts
from survey_api.security.codes import step_of
from survey_api.security.passwords import known_to_everybody, password_matches
from survey_api.security.tokens import digest, new_token
from survey_api.store import people
from survey_api.store.events import Deed, log
from survey_api.store.writer import Busy

router = APIRouter()
_UNDER_WAY = BoundedSemaphore(8)  # sign-ins; each is slow by design, and all pages share some forty threads
Text = Annotated[str, Form(max_length=200)]


@router.get("/login", **guarded(Right.LOOK_IN))
def sign_in_page(request: Request, person: Visitor) -> Response:
    """The form to sign in."""
    if person is None:
        return _sign_in_form(request, refused=False)
    return RedirectResponse(_first_page(person), 303)


@router.post("/login", max_body_size=LARGEST_FORM, **guarded(Right.LOOK_IN))
def sign_in(
    request: Request, service: CurrentService, login: Text, password: Text, form_token: Text, code: Text = ""
) -> Response:
    """Start a session. A wrong login, a wrong password and a wrong code are answered alike."""
    require_own_form(request, form_token)
    if not _UNDER_WAY.acquire(blocking=False):
        raise Busy()
    try:
        return _judged(request, service, login, password, code)
    finally:
        _UNDER_WAY.release()


def _judged(request: Request, service: Service, login: str, password: str, code: str) -> Response:
    count_try(request, login)
    found = service.read(lambda connection: people.find_staff(connection, login)) if is_name(login) else None
    matches = password_matches(password, found["password_hash"] if found else None)
    if found is None or not matches or _not_here(service, password) or not _code_fits(service, found, code):
        if found is not None:
            _note_refusal(service, login)
        return _sign_in_form(request, refused=True)
    _attempts(request).forget(login)
    enrolling = found["code_secret"] is None and not service.settings.home.is_demo
    return start_session(request, service, Person(login, Role(found["role"]), found["team"], enrolling))


@router.post("/logout", max_body_size=LARGEST_FORM, **guarded(Right.LOOK_IN))
def sign_out(request: Request, service: CurrentService, form_token: Text) -> Response:
    """End the session, on the server as well."""
    require_own_form(request, form_token)
    if token := session_token(request):
        kept = digest(token)
        service.writer.change(lambda connection: people.end_session(connection, kept)).result()
    response = RedirectResponse("/", 303)
    response.delete_cookie(SESSION_COOKIE)
    return response


def count_try(request: Request, login: str) -> None:
    """Count a try at a password before it is judged. Raises TooManyTries."""
    service: Service = request.app.state.service
    if wait := _attempts(request).take(login, service.settings.clock()):
        raise TooManyTries(seconds=wait, minutes=-(-wait // 60))


def _attempts(request: Request) -> Attempts:
    attempts: Attempts = request.app.state.attempts
    return attempts


def _note_refusal(service: Service, login: str) -> None:
    """Write down that somebody was refused; nobody waits for it, so that a login that exists takes no longer."""
    deed = Deed(service.settings.clock(), "nobody", "staff.sign_in_refused", f"staff:{login}")
    service.writer.change(lambda connection: log(connection, deed))


def start_session(request: Request, service: Service, person: Person) -> Response:
    """A new session under a new token; the one that the browser had is ended."""
    token, now, before = new_token(), service.settings.clock(), session_token(request)
    row = {
        "token_sha256": digest(token),
        "login": person.login,
        "started_at": now,
        "ends_at": now + timedelta(hours=service.settings.session_hours),
        "seen_at": now,
        "enrolling": person.enrolling,
    }

    def start(connection: Connection) -> None:
        if before:
            people.end_session(connection, digest(before))
        people.start_session(connection, row)
        log(connection, Deed(now, person.login, "staff.signed_in", f"staff:{person.login}", {}))

    service.writer.change(start).result()
    response = RedirectResponse(_first_page(person), 303)
    response.set_cookie(SESSION_COOKIE, token, httponly=True, samesite="strict", secure=is_secure(request))
    response.delete_cookie(FORM_COOKIE)
    return response


def _first_page(person: Person) -> str:
    if person.enrolling:
        return "/account/codes"
    if person.role is Role.SUPERVISOR:
        return "/supervision/"
    return "/overview" if may(person, Right.SEE_OVERVIEW) else "/account"


def _not_here(service: Service, password: str) -> bool:
    return known_to_everybody(password) and not service.settings.home.is_demo


def _code_fits(service: Service, found: Mapping[str, Any], code: str) -> bool:
    """Whether the code is the present one and unused; where no telephone is named yet, none is asked."""
    if found["code_secret"] is None:
        return True
    step = step_of(code, found["code_secret"], service.settings.clock())
    if step is None:
        return False
    return service.writer.change(lambda connection: people.use_code(connection, found["login"], step)).result()


def _sign_in_form(request: Request, *, refused: bool) -> HTMLResponse:
    status = 401 if refused else 200
    values: dict[str, object] = {"refusal": SignInRefused.code if refused else None}
    return page_with_form(request, "login.html", None, values, status=status)
