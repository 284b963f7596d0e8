"""Registering a tablet by a code: once, in time, by nobody who guesses; and what becomes of the tablet before."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from httpx import Response
from sqlalchemy import Connection, select

from survey_api.collection.people import Role
from survey_api.collection.tablets.problems import DeviceRevoked, NoSuchTablet
from survey_api.registering import add_devices, give_code, revoke_device
from survey_api.security import enrolment
from survey_api.security.attempts import MOST, WINDOW
from survey_api.settings import Settings
from survey_api.store.tables import Event, rows_of
from survey_api.store.tablet_tables import EnrolmentCode
from tests.survey_api.browsing import HTML, field_in, sign_in
from tests.survey_api.builders import NOON, Field, field, visit
from tests.survey_api.tablet.service.boxes import basic

UNKNOWN = "tablet_service.code_unknown"


class Clock:
    """A clock that is put forward."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> object:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def running(settings: Settings, clock: Clock) -> Iterator[Field]:
    """A service on each database, with a clock that can be put forward."""
    with field(replace(settings, clock=clock)) as tablet:  # type: ignore[arg-type]
        yield tablet


def enrol(tablet: Field, code: str) -> Response:
    answer: Response = tablet.client.post("/tablet/enrol", json={"code": code}, auth=None)
    return answer


def code_of(answer: Response) -> str:
    return str(answer.json()["codes"][0])


def may_send(tablet: Field, device: str, token: str) -> int:
    return int(tablet.client.get("/openrosa/formList", headers=basic(device, token), auth=None).status_code)


def test_a_tablet_is_registered_once_with_its_code(running: Field) -> None:
    code = give_code(running.service.order, "tablet-1")
    running.client.auth = None
    answer = enrol(running, code)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["device"], told["team"]) == ("tablet-1", "north")
    assert may_send(running, "tablet-1", told["token"]) == 200
    again = enrol(running, code)
    assert (again.status_code, code_of(again)) == (422, UNKNOWN)
    assert may_send(running, "tablet-1", told["token"]) == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_of_many_that_give_one_code_at_once_one_is_registered(running: Field) -> None:
    code = give_code(running.service.order, "tablet-1")
    running.client.auth = None
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: enrol(running, code), range(8)))
    [taken] = [answer for answer in answers if answer.status_code == 200]
    assert {answer.status_code for answer in answers} == {200, 422}
    assert may_send(running, "tablet-1", taken.json()["token"]) == 200


def test_the_tablet_before_works_until_another_one_registers(running: Field) -> None:
    code, before = give_code(running.service.order, "tablet-1"), running.device
    running.client.auth = None
    assert may_send(running, before.device_id, before.token) == 200
    enrol(running, code)
    refused = running.client.get("/openrosa/formList", headers=basic(before.device_id, before.token))
    assert (refused.status_code, refused.headers["X-AMEM-Problem"]) == (401, "service.unknown_device")


def test_a_new_code_replaces_the_one_before(running: Field) -> None:
    first, second = (give_code(running.service.order, "tablet-1") for _ in range(2))
    running.client.auth = None
    assert code_of(enrol(running, first)) == UNKNOWN
    assert enrol(running, second).status_code == 200


def test_a_code_is_good_for_three_days(running: Field, clock: Clock) -> None:
    code = give_code(running.service.order, "tablet-1")
    running.client.auth = None
    clock.now = NOON + enrolment.VALID
    assert code_of(enrol(running, code)) == UNKNOWN
    clock.now = NOON + enrolment.VALID - timedelta(seconds=1)
    assert enrol(running, code).status_code == 200


def test_a_revoked_device_cannot_be_taken_up_again(running: Field) -> None:
    order, code = running.service.order, give_code(running.service.order, "tablet-1")
    revoke_device(order, "tablet-1")
    running.client.auth = None
    assert code_of(enrol(running, code)) == UNKNOWN
    with pytest.raises(DeviceRevoked):
        give_code(order, "tablet-1")
    with pytest.raises(NoSuchTablet):
        give_code(order, "tablet-99")


def test_a_revoked_tablet_is_told_so_and_nobody_who_only_knows_its_name(running: Field) -> None:
    revoke_device(running.service.order, "tablet-1")
    running.client.auth = None
    name, token = running.device.device_id, running.device.token
    for path in ("/field/tablet", "/openrosa/formList"):
        told = running.client.get(path, headers=basic(name, token))
        assert (told.status_code, told.headers["X-AMEM-Problem"]) == (401, "tablet_service.device_revoked")
        guessed = running.client.get(path, headers=basic(name, "guessed"))
        assert (guessed.status_code, guessed.headers["X-AMEM-Problem"]) == (401, "service.unknown_device")


def test_no_browser_asks_an_interviewer_for_a_password(tablet: Field) -> None:
    tablet.client.auth = None
    fetched = tablet.client.get("/field/tablet", headers={"Sec-Fetch-Mode": "cors"})
    assert (fetched.status_code, "WWW-Authenticate" in fetched.headers) == (401, False)
    assert "WWW-Authenticate" in tablet.client.get("/openrosa/formList").headers  # Collect goes by it


@pytest.mark.parametrize("typed", ["{lower}", " {plain} ", "{spaced}", "{confused}"])
def test_a_code_is_read_as_people_type_it(tablet: Field, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr("survey_api.registering.new_code", lambda: "A0B1-C0D1-E0F1")
    code = give_code(tablet.service.order, "tablet-1")
    forms = {
        "lower": code.lower(),
        "plain": code.replace("-", ""),
        "spaced": code.replace("-", " "),
        "confused": code.replace("0", "O").replace("1", "l"),
    }
    tablet.client.auth = None
    assert enrol(tablet, typed.format(**forms)).status_code == 200


NO_CODES = ("", "AAAA-AAAA-AAA", "AAAA-AAAA-AAAAA", "AAAA-AAAA-AAAU", "é" * 12, "\u0661" * 12, "' OR 1=1 --")


def test_what_is_no_code_is_answered_as_a_wrong_one(tablet: Field) -> None:
    tablet.client.auth = None
    answers = [enrol(tablet, typed) for typed in NO_CODES]
    assert {(answer.status_code, code_of(answer)) for answer in answers} == {(422, UNKNOWN)}


def test_what_is_no_request_is_refused_without_an_error(tablet: Field) -> None:
    tablet.client.auth = None
    bodies: tuple[object, ...] = ({}, {"code": 1}, {"code": None}, {"code": "A" * 41}, [], "A")
    assert {tablet.client.post("/tablet/enrol", json=sent).status_code for sent in bodies} == {422}


def test_codes_cannot_be_tried_one_after_the_other(running: Field, clock: Clock) -> None:
    code = give_code(running.service.order, "tablet-1")
    running.client.auth = None
    answers = [enrol(running, enrolment.new_code()).status_code for _ in range(MOST)]
    assert set(answers) == {422}
    refused = enrol(running, code)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    clock.now = NOON + WINDOW
    assert enrol(running, code).status_code == 200


def test_codes_are_drawn_from_more_than_anybody_could_try() -> None:
    codes = [enrolment.new_code() for _ in range(2_000)]
    assert len(set(codes)) == len(codes)
    assert {sign for code in codes for sign in code.replace("-", "")} == set(enrolment.ALPHABET)
    assert len(enrolment.ALPHABET) ** enrolment.LENGTH == 2**60
    assert all(enrolment.plain(code) == code.replace("-", "") for code in codes)


def test_a_copy_of_the_database_tells_no_code_and_no_token(running: Field) -> None:
    code = give_code(running.service.order, "tablet-1")

    def rows(connection: Connection) -> str:
        codes = connection.execute(select(rows_of(EnrolmentCode))).all()
        return repr([*codes, *connection.execute(select(rows_of(Event))).all()])

    before = running.service.read(rows)
    running.client.auth = None
    token = enrol(running, code).json()["token"]
    whole = before + running.service.read(rows)
    plain = code.replace("-", "")
    for secret in (code, plain, token):
        assert secret not in whole
    assert enrolment.digest_of(running.service.digest_key, plain) in before
    assert enrolment.digest_of(b"another home's secret", plain) not in before


def test_who_gave_a_code_and_that_it_was_used_stands_in_the_log(tablet: Field) -> None:
    code = give_code(lambda name, told: tablet.service.order(name, told, "amal"), "tablet-1")
    tablet.client.auth = None
    enrol(tablet, code)
    events = rows_of(Event)
    wanted = select(events.c.actor, events.c.action, events.c.object).order_by(events.c.number.desc()).limit(2)
    assert tablet.service.read(lambda connection: connection.execute(wanted).all()) == [
        ("enrolment code", "device.enrolled", "device:tablet-1"),
        ("amal", "device.code_given", "device:tablet-1"),
    ]


def test_a_device_that_is_added_has_a_code_at_once(tablet: Field) -> None:
    [added] = add_devices(tablet.service.order, ["tablet-7"], "south")
    tablet.client.auth = None
    told = enrol(tablet, added.code).json()
    assert (told["device"], told["team"]) == ("tablet-7", "south")
    assert may_send(tablet, "tablet-7", added.token) == 401


def test_what_the_tablet_before_sent_stays_its_own(tablet: Field) -> None:
    assert tablet.post(visit("uuid:before")).status_code == 201
    code = give_code(tablet.service.order, "tablet-1")
    tablet.client.auth = None
    told = enrol(tablet, code).json()
    tablet.client.auth = (told["device"], told["token"])
    assert tablet.post(visit("uuid:before")).status_code == 201


def test_a_supervisor_gives_codes_for_the_own_team_alone(tablet: Field) -> None:
    add_devices(tablet.service.order, ["tablet-8"], "south")
    tablet.client.follow_redirects = False
    sign_in(tablet, Role.SUPERVISOR, team="north")
    page = tablet.client.get("/devices", headers=HTML).text
    assert "/devices/tablet-1/code" in page
    assert "tablet-8" not in page
    form = {"form_token": field_in(page, "form_token")}
    given = tablet.client.post("/devices/tablet-1/code", data=form, headers=HTML)
    assert given.status_code == 201
    assert tablet.client.post("/devices/tablet-8/code", data=form, headers=HTML).status_code == 403
    assert tablet.client.post("/devices/tablet-1/code", data={"form_token": "x"}, headers=HTML).status_code == 403


def test_the_page_shows_the_code_and_where_to_type_it_and_the_picture_only_in_private(tablet: Field) -> None:
    tablet.client.follow_redirects = False
    sign_in(tablet, Role.ADMINISTRATOR)
    form = {"form_token": field_in(tablet.client.get("/devices", headers=HTML).text, "form_token")}
    page = tablet.client.post("/devices/tablet-1/code", data=form, headers=HTML).text
    code = page.split("enrol-code")[1].split(">")[1].split("<")[0]
    assert "<svg" not in page
    tablet.client.auth = None
    assert enrol(tablet, code).status_code == 200


def test_a_link_tells_its_code_to_no_server() -> None:
    link = enrolment.link("https://survey.example/", "AAAA-BBBB-CCCC")
    assert link == "https://survey.example/tablet/#enrol=AAAA-BBBB-CCCC"
