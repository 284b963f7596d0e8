"""A browser on the service's pages, in few words."""

import re
from collections.abc import Mapping

import pyotp

from survey_api.collection.people import Role
from survey_api.registering import add_staff
from survey_api.security.codes import STEP
from tests.survey_api.builders import NOON, Field

PASSWORD = "a phrase to remember"  # noqa: S105 (of an invented person)
HTML = {"Accept": "text/html"}


def code_of(secret: str, *, steps: int = 0) -> str:
    """What the telephone shows at noon, or some steps of time later."""
    return pyotp.TOTP(secret).at(int(NOON.timestamp()) + steps * STEP)


def field_in(page: str, name: str) -> str:
    """The value of the first hidden field of this name on a page."""
    return re.findall(rf'name="{name}" value="([^"]+)"', page)[0]


def send_form(visitor: Field, address: str, *, on: str = "", **values: str) -> int:
    """Send a form from the page it stands on; the status of the answer."""
    page = visitor.client.get(on or address, headers=HTML).text
    sent = {"form_token": field_in(page, "form_token"), **values}
    return int(visitor.client.post(address, data=sent, headers=HTML).status_code)


def name_telephone(visitor: Field) -> str:
    """Go through the page that follows the first password; the secret that the telephone now has."""
    page = visitor.client.get("/account/codes", headers=HTML).text
    secret = field_in(page, "secret")
    token = field_in(page, "form_token")
    sent: Mapping[str, str] = {"form_token": token, "secret": secret, "code": code_of(secret)}
    assert visitor.client.post("/account/codes", data=sent, headers=HTML).status_code == 303
    return secret


def sign_in(visitor: Field, role: Role, password: str = PASSWORD, *, login: str = "", team: str = "1") -> int:
    """Register a person and sign in as them, telephone named; the status of the answer to the password."""
    login = login or role.value
    add_staff(visitor.service.order, login, role, PASSWORD, team)
    status = send_form(visitor, "/login", login=login, password=password)
    if status == 303 and not visitor.settings.home.is_demo:
        name_telephone(visitor)
    return status
