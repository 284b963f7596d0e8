"""A person's own account: naming the telephone for one-time codes, changing the password."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from survey_api.collection.errors import CodeWrong, PasswordTooShort, SignInFirst
from survey_api.collection.people import SHORTEST_PASSWORD, Person
from survey_api.collection.rights import Right
from survey_api.collection.service import Service
from survey_api.dependencies import CurrentService, PasswordGiven, SignedIn, guarded
from survey_api.own_forms import LARGEST_FORM, page_with_form, require_own_form
from survey_api.pages.codes import drawn
from survey_api.routes.sign_in import count_try, start_session
from survey_api.security.codes import address, new_secret, step_of
from survey_api.security.passwords import hash_password, known_to_everybody, password_matches
from survey_api.store import people
from survey_api.store.events import Deed, log

router = APIRouter()
Text = Annotated[str, Form(max_length=200)]
PASSWORD_WRONG = "people.password_wrong"  # noqa: S105 (a code of the catalogue)
_SECRET = re.compile(r"[A-Z2-7]{32}")


@router.get("/account", **guarded(Right.OWN_ACCOUNT))
def account(request: Request, person: SignedIn) -> HTMLResponse:
    """Who is signed in, and the form to change the password."""
    return _account(request, person, None, 200)


@router.post("/account/password", max_body_size=LARGEST_FORM, **guarded(Right.OWN_ACCOUNT))
def change_password(
    request: Request, service: CurrentService, person: SignedIn, password: Text, wanted: Text, form_token: Text
) -> Response:
    """Change one's own password; every other session of the person ends."""
    require_own_form(request, form_token)
    count_try(request, person.login)
    found = service.read(lambda connection: people.find_staff(connection, person.login))
    if not password_matches(password, found["password_hash"] if found else None):
        return _account(request, person, PASSWORD_WRONG, 401)
    if len(wanted) < SHORTEST_PASSWORD or known_to_everybody(wanted):
        return _account(request, person, PasswordTooShort.code, 422)
    kept, now = hash_password(wanted), service.settings.clock()

    def change(connection: Connection) -> None:
        people.set_password(connection, person.login, kept)
        people.end_sessions_of(connection, person.login)
        log(connection, Deed(now, person.login, "staff.password_changed", f"staff:{person.login}", {}))

    service.writer.change(change).result()
    return start_session(request, service, person)


@router.get("/account/codes", **guarded(Right.NAME_TELEPHONE))
def codes(request: Request, person: PasswordGiven) -> Response:
    """The QR code from which a telephone computes one-time codes."""
    if not person.enrolling:
        return RedirectResponse("/account", 303)
    return _naming(request, person, new_secret(), refused=False)


@router.post("/account/codes", max_body_size=LARGEST_FORM, **guarded(Right.NAME_TELEPHONE))
def name_telephone(
    request: Request, service: CurrentService, person: PasswordGiven, secret: Text, code: Text, form_token: Text
) -> Response:
    """The telephone is named by the first code it shows; then the session is a full one."""
    require_own_form(request, form_token)
    if not person.enrolling:
        return RedirectResponse("/account", 303)
    step = step_of(code, secret, service.settings.clock()) if _SECRET.fullmatch(secret) else None
    if step is None:
        return _naming(request, person, secret if _SECRET.fullmatch(secret) else new_secret(), refused=True)
    if not _name(service, person, secret, step):
        raise SignInFirst()
    return start_session(request, service, Person(person.login, person.role, person.team))


def _name(service: Service, person: Person, secret: str, step: int) -> bool:
    """Whether the telephone is now the person's; not where one was named meanwhile by somebody with the password."""
    now = service.settings.clock()

    def name(connection: Connection) -> bool:
        named = people.name_code_secret(connection, person.login, secret, step)
        if named:
            people.end_sessions_of(connection, person.login)
            log(connection, Deed(now, person.login, "staff.telephone_named", f"staff:{person.login}", {}))
        return named

    return service.writer.change(name).result()


def _naming(request: Request, person: Person, secret: str, *, refused: bool) -> HTMLResponse:
    values: dict[str, object] = {
        "secret": secret,
        "spelled": " ".join(re.findall("....", secret)),
        "picture": drawn(address(secret, person.login)),
        "refusal": CodeWrong.code if refused else None,
    }
    return page_with_form(request, "codes.html", person, values, status=401 if refused else 200)


def _account(request: Request, person: Person, refusal: str | None, status: int) -> HTMLResponse:
    values: dict[str, object] = {"refusal": refusal, "least": SHORTEST_PASSWORD}
    return page_with_form(request, "account.html", person, values, status=status)
