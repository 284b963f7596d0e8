"""Who may do what: every operation of the service, by everybody there is, on what is theirs and what is not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from survey_api.collection.people import Role
from survey_api.collection.rights import ANYBODY, DEVICE, STAFF, Reach, Right
from survey_api.registering import add_devices, add_staff, revoke_device
from survey_api.settings import Settings
from tests.survey_api.browsing import HTML, PASSWORD, field_in, sign_in
from tests.survey_api.builders import Field, field, visit
from tests.survey_api.objects_of_teams import OBJECTS, OTHER, OWN, SENT, make_objects

OUTSIDE, REVOKED, TABLET, ENROLLING = "nobody", "a revoked device", "a device", "somebody without a telephone"
LONG_AGO: Mapping[str, str] = {"If-Match": '"999999"'}  # a decision on what nobody can have seen changes nothing
CALLERS = (OUTSIDE, REVOKED, TABLET, ENROLLING, *Role)


@dataclass(frozen=True)
class Operation:
    """One operation of the OpenAPI document, with the team that its object belongs to, where it has one."""

    method: str
    path: str
    right: Right
    team: str | None

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}" + (f" of team {self.team}" if self.team else "")


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            assert "x-right" in described, f"{method} {path} says nothing about who may use it"
            for team in (OWN, OTHER) if any(f"{{{name}}}" in path for name in OBJECTS) else (None,):
                yield Operation(method, path, Right(described["x-right"]), team)


def allowed(caller: str, operation: Operation) -> bool:
    if operation.right in ANYBODY:
        return True
    if operation.right in DEVICE:
        return caller == TABLET and operation.team in (None, OWN)
    if caller == ENROLLING:
        return operation.right is Right.NAME_TELEPHONE
    if caller not in list(Role):
        return False
    reach = STAFF[operation.right].get(Role(caller), Reach.NONE)
    return reach is Reach.ALL or (reach is Reach.OWN_TEAM and operation.team in (None, OWN))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    from tests.survey_api.builders import a_home, settings_of

    settings: Settings = settings_of(a_home(tmp_path_factory.mktemp("rights") / "home"))
    with field(settings) as running:
        running.client.follow_redirects = False
        settings.home.report.mkdir()
        (settings.home.report / "index.html").write_text("<p>results</p>")
        make_objects(running)
        add_staff(running.service.order, "somebody", Role.ANALYST, PASSWORD)
        yield running


@pytest.mark.parametrize("caller", CALLERS)
def test_every_operation_is_open_to_whom_the_table_says_and_to_nobody_else(service: Field, caller: str) -> None:
    form_token = become(service, caller)
    document = service.client.app.openapi()  # type: ignore[attr-defined]  # an ASGI app of any kind
    walked = list(operations(document))
    assert len(walked) >= 20
    assert {operation.right for operation in walked} == set(Right)
    for operation in sorted(walked, key=lambda one: one.path == "/logout"):
        status = call(service, operation, form_token)
        refused = status in (401, 403)
        assert refused is not allowed(caller, operation), f"{caller}: {operation} answered {status}"


def become(service: Field, caller: str) -> str:
    """Take a caller's place; the token of a form they were served."""
    client, order = service.client, service.service.order
    client.cookies.clear()
    client.auth = None
    if caller in (TABLET, REVOKED):
        [device] = add_devices(order, [f"caller-{caller.replace(' ', '-')}"], OWN)
        if caller == REVOKED:
            revoke_device(order, device.device_id)
        client.auth = (device.device_id, device.token)
    elif caller == ENROLLING:
        add_staff(order, "newcomer", Role.ADMINISTRATOR, PASSWORD)
        page = client.get("/login", headers=HTML).text
        sent = {"form_token": field_in(page, "form_token"), "login": "newcomer", "password": PASSWORD}
        client.post("/login", data=sent)
        return field_in(client.get("/account/codes", headers=HTML).text, "form_token")
    elif caller in list(Role):
        assert sign_in(service, Role(caller), team=OWN) == 303
        return field_in(client.get("/account", headers=HTML).text, "form_token")
    return field_in(client.get("/login", headers=HTML).text, "form_token")


def call(service: Field, operation: Operation, form_token: str) -> int:
    """Do it, on the object of the team the operation names; a form that lacks something is refused later (422)."""
    names = {name: of_team[operation.team] for name, of_team in OBJECTS.items() if operation.team} | {
        "login": "nobody-at-all",
        "unit_id": "A-1",
        "form_id": "visit",
        "version": "7",
        "name": "none.png",
        "path": "",
        "replicate": "1",
        "variable": "rooms",
    }
    address = operation.path.replace("{path}", "").format(**names)
    if operation.path == "/openrosa/submission" and operation.method == "post":
        parts = {"xml_submission_file": ("x.xml", visit("uuid:rights").encode(), "text/xml")}
        return int(service.client.post(address, files=parts).status_code)
    if operation.path in SENT:
        answer = service.client.request(operation.method, address, json=SENT[operation.path], headers=LONG_AGO)
        return int(answer.status_code)
    if operation.method == "post":
        return int(service.client.post(address, data={"form_token": form_token, **_filled(operation)}).status_code)
    return int(service.client.request(operation.method, address).status_code)


def _filled(operation: Operation) -> dict[str, str]:
    """A form filled so that only the right to send it is in question: what it asks for is refused on other grounds."""
    match operation.path:
        case "/login":
            return {"login": "a b"}  # no password: incomplete, so neither a try nor a refusal
        case "/account/codes":
            return {"secret": "x"}
        case "/account/password":
            return {"password": "x"}
        case "/devices":
            return {"device": "no name", "team": "1"}
        case "/staff":
            return {"login": "no name", "role": "none", "team": "1", "password": "x"}
        case _:
            return {}
