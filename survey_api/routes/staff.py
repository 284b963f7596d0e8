"""People who sign in: who there is, adding one, refusing one, a telephone that was lost."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from questionnaires.problems import ProblemError
from survey_api.collection.errors import KnownPassword, OwnAccount
from survey_api.collection.people import SHORTEST_PASSWORD, Person, Role
from survey_api.collection.rights import Right, may
from survey_api.collection.service import Service
from survey_api.dependencies import CurrentService, SignedIn, guarded
from survey_api.own_forms import LARGEST_FORM, page_with_form, require_own_form
from survey_api.problems import status_of
from survey_api.registering import add_staff, forget_codes, revoke_staff
from survey_api.security.passwords import known_to_everybody
from survey_api.store import people

router = APIRouter()
Text = Annotated[str, Form(max_length=200)]
Name = Annotated[str, Path(max_length=63)]


@router.get("/staff", **guarded(Right.SEE_STAFF))
def staff(request: Request, service: CurrentService, person: SignedIn) -> HTMLResponse:
    """Everybody, with their role."""
    return _staff(request, service, person, None)


@router.post("/staff", max_body_size=LARGEST_FORM, **guarded(Right.ADD_STAFF))
def add(
    request: Request,
    service: CurrentService,
    person: SignedIn,
    login: Text,
    role: Text,
    team: Text,
    password: Text,
    form_token: Text,
) -> Response:
    """Register a person with a first password."""
    require_own_form(request, form_token)
    try:
        if known_to_everybody(password) and not service.settings.home.is_demo:
            raise KnownPassword()
        add_staff(lambda name, given: service.order(name, given, person.login), login, role, password, team)
    except ProblemError as error:
        return _staff(request, service, person, error)
    return RedirectResponse("/staff", 303)


@router.post("/staff/{login}/revoke", max_body_size=LARGEST_FORM, **guarded(Right.REVOKE_STAFF))
def revoke(request: Request, service: CurrentService, person: SignedIn, login: Name, form_token: Text) -> Response:
    """Refuse a person from now on; sessions end at once. Nobody locks themselves out."""
    require_own_form(request, form_token)
    if login == person.login:
        raise OwnAccount()
    revoke_staff(lambda name, given: service.order(name, given, person.login), login)
    return RedirectResponse("/staff", 303)


@router.post("/staff/{login}/codes", max_body_size=LARGEST_FORM, **guarded(Right.REVOKE_STAFF))
def forget(request: Request, service: CurrentService, person: SignedIn, login: Name, form_token: Text) -> Response:
    """Forget the telephone of a person's one-time codes; the next sign-in names a new one."""
    require_own_form(request, form_token)
    if login == person.login:
        raise OwnAccount()
    forget_codes(lambda name, given: service.order(name, given, person.login), login)
    return RedirectResponse("/staff", 303)


def _staff(request: Request, service: Service, person: Person, refusal: ProblemError | None) -> HTMLResponse:
    values: dict[str, object] = {
        "listed": service.read(people.list_staff),
        "roles": list(Role),
        "may_add": may(person, Right.ADD_STAFF),
        "may_revoke": may(person, Right.REVOKE_STAFF),
        "least": SHORTEST_PASSWORD,
        "refusal": refusal,
    }
    return page_with_form(request, "staff.html", person, values, status=status_of(refusal) if refusal else 200)
