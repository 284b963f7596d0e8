"""Signing in: a password, then a telephone's one-time code; tries are counted, sessions end."""

import base64
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from threading import BoundedSemaphore

import pytest
from sqlalchemy import select

from survey_api.collect_settings import collect_settings
from survey_api.collection.people import Person, Role
from survey_api.registering import add_staff, forget_codes, revoke_staff
from survey_api.routes import sign_in as sign_in_routes
from survey_api.security.attempts import MOST, WINDOW, Attempts
from survey_api.security.codes import new_secret, step_of
from survey_api.settings import Settings
from survey_api.store.tables import Event, rows_of
from tests.survey_api.browsing import HTML, PASSWORD, code_of, field_in, name_telephone, send_form, sign_in
from tests.survey_api.builders import NOON, Field, field


class Watch:
    """A clock that a test can move."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def visitor(own: Settings, watch: Watch) -> Iterator[Field]:
    with field(replace(own, clock=watch)) as running:
        running.client.auth = None
        running.client.follow_redirects = False
        yield running


def test_before_a_telephone_is_named_a_password_opens_nothing_else(visitor: Field) -> None:
    add_staff(visitor.service.order, "amal", Role.SUPERVISOR, PASSWORD)
    assert send_form(visitor, "/login", login="amal", password=PASSWORD) == 303
    for address in ("/overview", "/devices", "/account"):
        assert visitor.client.get(address).status_code == 401
    name_telephone(visitor)
    assert visitor.client.get("/overview").status_code == 200


def test_a_wrong_first_code_names_no_telephone(visitor: Field) -> None:
    add_staff(visitor.service.order, "amal", Role.SUPERVISOR, PASSWORD)
    send_form(visitor, "/login", login="amal", password=PASSWORD)
    page = visitor.client.get("/account/codes", headers=HTML).text
    wrong = {"form_token": field_in(page, "form_token"), "secret": field_in(page, "secret"), "code": "000000"}
    answer = visitor.client.post("/account/codes", data=wrong, headers=HTML)
    assert answer.status_code == 401
    assert field_in(answer.text, "secret") == wrong["secret"]
    assert visitor.client.get("/overview").status_code == 401


def test_who_knew_the_first_password_cannot_name_another_telephone_later(visitor: Field) -> None:
    add_staff(visitor.service.order, "amal", Role.SUPERVISOR, PASSWORD)
    send_form(visitor, "/login", login="amal", password=PASSWORD)
    page = visitor.client.get("/account/codes", headers=HTML).text
    session, secret = visitor.client.cookies["amem_session"], field_in(page, "secret")
    visitor.client.cookies.clear()
    send_form(visitor, "/login", login="amal", password=PASSWORD)
    name_telephone(visitor)
    visitor.client.cookies.clear()
    visitor.client.cookies.set("amem_session", session)
    sent = {"form_token": field_in(page, "form_token"), "secret": secret, "code": code_of(secret)}
    assert visitor.client.post("/account/codes", data=sent).status_code == 401
    assert visitor.client.get("/overview").status_code == 401


def test_a_storm_of_sign_ins_takes_no_thread_from_the_other_pages(
    visitor: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_staff(visitor.service.order, "amal", Role.SUPERVISOR, PASSWORD)
    monkeypatch.setattr(sign_in_routes, "_UNDER_WAY", BoundedSemaphore(1))
    with sign_in_routes._UNDER_WAY:
        assert send_form(visitor, "/login", login="amal", password=PASSWORD) == 503
    assert send_form(visitor, "/login", login="amal", password=PASSWORD) == 303


def test_once_a_telephone_is_named_its_code_is_asked_and_each_is_good_once(visitor: Field, watch: Watch) -> None:
    add_staff(visitor.service.order, "amal", Role.SUPERVISOR, PASSWORD)
    send_form(visitor, "/login", login="amal", password=PASSWORD)
    secret = name_telephone(visitor)

    def again(code: str) -> int:
        visitor.client.cookies.clear()
        return send_form(visitor, "/login", login="amal", password=PASSWORD, code=code)

    assert again("") == 401
    assert again(code_of(secret)) == 401, "the code that named the telephone was used"
    watch.now += timedelta(seconds=30)
    assert again(code_of(secret, steps=1)) == 303
    assert again(code_of(secret, steps=1)) == 401
    assert again(code_of(secret, steps=-1)) == 401, "an older code is not good after a newer one"
    watch.now += timedelta(minutes=5)
    assert again(code_of(secret, steps=1)) == 401


def test_codes_are_accepted_half_a_minute_off_and_no_more() -> None:
    secret = new_secret()
    code = code_of(secret)
    for seconds, fits in ((-31, False), (-30, True), (0, True), (29, True), (59, True), (60, False)):
        assert (step_of(code, secret, NOON + timedelta(seconds=seconds)) is not None) is fits, seconds
    assert step_of(f"{code[:3]} {code[3:]}", secret, NOON) is not None
    for typed in ("", "12", "abcdef", "١٢٣٤٥٦", code + "0"):
        assert step_of(typed, secret, NOON) is None


def test_a_lost_telephone_is_forgotten_and_its_sessions_end(visitor: Field, watch: Watch) -> None:
    sign_in(visitor, Role.ANALYST, login="amal")
    forget_codes(visitor.service.order, "amal")
    assert visitor.client.get("/overview").status_code == 401
    visitor.client.cookies.clear()
    assert send_form(visitor, "/login", login="amal", password=PASSWORD) == 303
    watch.now += timedelta(seconds=30)
    assert visitor.client.get("/account/codes", headers=HTML).status_code == 200


def test_after_ten_wrong_tries_even_the_right_password_waits(visitor: Field, watch: Watch) -> None:
    add_staff(visitor.service.order, "amal", Role.ANALYST, PASSWORD)
    for _ in range(MOST):
        assert send_form(visitor, "/login", login="amal", password="wrong") == 401  # noqa: S106 (invented)
    page = visitor.client.get("/login", headers=HTML).text
    sent = {"form_token": field_in(page, "form_token"), "login": "amal", "password": PASSWORD}
    told = visitor.client.post("/login", data=sent)
    assert told.status_code == 429
    assert 0 < int(told.headers["Retry-After"]) <= WINDOW.total_seconds()
    assert send_form(visitor, "/login", login="somebody", password=PASSWORD) == 401
    watch.now += WINDOW
    assert send_form(visitor, "/login", login="amal", password=PASSWORD) == 303


def test_tries_on_names_that_nobody_has_are_counted_in_bounded_memory() -> None:
    attempts = Attempts()
    for number in range(20_000):
        attempts.take(f"nobody-{number}", NOON)
    assert attempts.take("nobody-19999", NOON) == 0
    assert len(attempts._tries) <= 10_000


def test_a_session_ends_after_half_an_hour_unused_and_after_twelve_hours_used(visitor: Field, watch: Watch) -> None:
    sign_in(visitor, Role.ANALYST)
    for _ in range(27):
        watch.now += timedelta(minutes=27)
        if watch.now - NOON < timedelta(hours=12):
            assert visitor.client.get("/overview").status_code == 200
    assert visitor.client.get("/overview").status_code == 401


def test_an_unused_session_ends(visitor: Field, watch: Watch) -> None:
    sign_in(visitor, Role.ANALYST)
    watch.now += timedelta(minutes=31)
    assert visitor.client.get("/overview").status_code == 401


def test_the_token_of_a_form_belongs_to_its_session(visitor: Field) -> None:
    sign_in(visitor, Role.ANALYST, login="first")
    of_first = field_in(visitor.client.get("/account", headers=HTML).text, "form_token")
    visitor.client.cookies.clear()
    sign_in(visitor, Role.ANALYST, login="second")
    sent = {"form_token": of_first, "password": PASSWORD, "wanted": "another long phrase"}
    assert visitor.client.post("/account/password", data=sent).status_code == 403


def test_a_form_that_another_site_sends_is_refused(visitor: Field) -> None:
    sign_in(visitor, Role.ANALYST)
    own = field_in(visitor.client.get("/account", headers=HTML).text, "form_token")
    sent = {"form_token": own}
    for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 303)):
        assert visitor.client.post("/logout", data=sent, headers={"Sec-Fetch-Site": site}).status_code == status


def test_a_changed_password_ends_the_other_sessions(visitor: Field) -> None:
    sign_in(visitor, Role.ANALYST, login="amal")
    elsewhere = visitor.client.cookies["amem_session"]
    wrong = send_form(visitor, "/account/password", on="/account", password="wrong", wanted="x" * 20)  # noqa: S106
    short = send_form(visitor, "/account/password", on="/account", password=PASSWORD, wanted="short")
    assert (wrong, short) == (401, 422)
    assert send_form(visitor, "/account/password", on="/account", password=PASSWORD, wanted="x" * 20) == 303
    assert visitor.client.get("/overview").status_code == 200
    visitor.client.cookies.clear()
    visitor.client.cookies.set("amem_session", elsewhere)
    assert visitor.client.get("/overview").status_code == 401


def test_a_revoked_person_is_out_at_once(visitor: Field) -> None:
    sign_in(visitor, Role.ANALYST, login="amal")
    revoke_staff(visitor.service.order, "amal")
    assert visitor.client.get("/overview").status_code == 401
    assert send_form(visitor, "/login", login="amal", password=PASSWORD) == 401


def test_nobody_revokes_themselves(visitor: Field) -> None:
    sign_in(visitor, Role.ADMINISTRATOR, login="root")
    assert send_form(visitor, "/staff/root/revoke", on="/staff") == 409
    assert visitor.client.get("/staff").status_code == 200


def test_what_collect_reads_from_the_picture_is_what_a_device_needs() -> None:
    packed = collect_settings("https://survey.example", "T001", "a token", "ar")
    settings = json.loads(zlib.decompress(base64.b64decode(packed)))
    assert settings["general"]["server_url"] == "https://survey.example/collect"
    assert settings["general"]["username"] == "T001"
    assert settings["general"]["password"] == "a token"  # noqa: S105 (invented)
    assert settings["general"]["app_language"] == "ar"
    assert settings["admin"]["change_server"] is False


def test_a_new_device_is_shown_its_picture_over_tls_only(visitor: Field) -> None:
    sign_in(visitor, Role.ADMINISTRATOR)
    page = visitor.client.get("/devices", headers=HTML).text
    token = field_in(page, "form_token")
    plain = visitor.client.post("/devices", data={"form_token": token, "device": "T900", "team": "1"}, headers=HTML)
    assert plain.status_code == 201
    assert "<svg" not in plain.text
    assert "HTTPS" in plain.text
    session = visitor.client.cookies["amem_session"]
    visitor.client.base_url = "https://testserver"
    visitor.client.cookies.set("amem_session", session)
    sent = {"form_token": token, "device": "T901", "team": "1"}
    secure = visitor.client.post("/devices", data=sent, headers=HTML)
    assert "<svg" in secure.text
    [code] = re.findall(r'address">([A-Za-z0-9_-]{43})</code>', secure.text)
    visitor.client.cookies.clear()
    visitor.client.auth = ("T901", code)
    assert visitor.client.get("/openrosa/formList").status_code == 200


def test_a_refused_sign_in_is_written_down_for_people_there_are(visitor: Field) -> None:
    add_staff(visitor.service.order, "amal", Role.ANALYST, PASSWORD)
    for login in ("amal", "a password typed into the wrong field"):
        assert send_form(visitor, "/login", login=login, password="wrong") == 401  # noqa: S106 (invented)
    visitor.service.writer.change(lambda _: None).result()
    events = rows_of(Event)
    found = visitor.service.read(lambda connection: connection.execute(select(events)).mappings().all())
    refused = [row["object"] for row in found if row["action"] == "staff.sign_in_refused"]
    assert refused == ["staff:amal"]
    assert "wrong field" not in str(found)


def test_wrong_tries_at_changing_a_password_are_counted_too(visitor: Field) -> None:
    sign_in(visitor, Role.ANALYST, login="amal")
    tries = [
        send_form(visitor, "/account/password", on="/account", password="wrong", wanted="x" * 20)  # noqa: S106
        for _ in range(MOST + 1)
    ]
    assert tries == [401] * MOST + [429]


def test_no_address_leads_elsewhere_by_its_last_slash(visitor: Field) -> None:
    assert visitor.client.get("/overview/", headers={"Host": "evil.example"}).status_code == 404


def test_supervisors_begin_with_their_evening_and_others_with_the_overview() -> None:
    assert sign_in_routes._first_page(Person("salma", Role.SUPERVISOR, "1")) == "/supervision/"
    assert sign_in_routes._first_page(Person("amal", Role.ANALYST, "1")) == "/overview"
