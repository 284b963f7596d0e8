"""The service's own pages: who sees what, in which language, and what a browser may do with them."""

import re
from pathlib import Path

import pytest

from presentation.text import LANGUAGES
from survey_api.collection.people import Role
from survey_api.registering import add_staff
from tests.survey_api.browsing import HTML, PASSWORD, send_form, sign_in
from tests.survey_api.builders import Field, interview, load_small_sample, visit


@pytest.fixture
def visitor(tablet: Field) -> Field:
    """A browser that has not signed in."""
    tablet.client.auth = None
    tablet.client.follow_redirects = False
    return tablet


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_speaks_three_languages(visitor: Field, language: str) -> None:
    page = visitor.client.get(f"/?lang={language}")
    assert page.status_code == 200
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page.text
    assert f"language={language}" in page.headers["Set-Cookie"]
    assert f'<html lang="{language}"' in visitor.client.get("/").text


def test_a_browser_is_answered_in_the_language_it_asks_for(visitor: Field) -> None:
    assert '<html lang="ar"' in visitor.client.get("/", headers={"Accept-Language": "ar-TN,ar;q=0.9,fr;q=0.8"}).text
    assert '<html lang="fr"' in visitor.client.get("/", headers={"Accept-Language": "de"}).text


def test_no_page_asks_another_host_or_runs_a_script(visitor: Field) -> None:
    sign_in(visitor, Role.SUPERVISOR)
    for address in ("/", "/overview", "/devices", "/account"):
        page = visitor.client.get(address, headers=HTML)
        assert page.status_code == 200
        assert "<script" not in page.text
        assert " style=" not in page.text
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page.text)
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert "unsafe" not in page.headers["Content-Security-Policy"]
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Cache-Control"] == "no-store"
        for linked in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
            assert visitor.client.get(linked).status_code == 200


@pytest.mark.parametrize("address", ["/overview", "/report/", "/report/index.html"])
def test_who_has_not_signed_in_is_led_to_the_door(visitor: Field, address: str) -> None:
    led = visitor.client.get(address, headers=HTML)
    assert (led.status_code, led.headers["Location"]) == (303, "/login")
    told = visitor.client.get(address, headers={"Accept": "application/json"})
    assert told.status_code == 401
    assert told.headers["Content-Type"] == "application/problem+json"
    assert told.json()["codes"] == ["service.sign_in_first"]


def test_signing_in_opens_the_overview_until_signing_out(visitor: Field) -> None:
    assert sign_in(visitor, Role.ANALYST) == 303
    assert visitor.client.get("/overview").status_code == 200
    stolen = visitor.client.cookies["amem_session"]
    assert send_form(visitor, "/logout", on="/account") == 303
    assert visitor.client.get("/overview", headers=HTML).status_code == 303
    visitor.client.cookies.set("amem_session", stolen)
    assert visitor.client.get("/overview", headers=HTML).status_code == 303


def test_a_wrong_login_and_a_wrong_password_are_answered_alike(visitor: Field) -> None:
    assert sign_in(visitor, Role.ANALYST, "not the password") == 401
    assert send_form(visitor, "/login", login="nobody", password=PASSWORD) == 401
    assert "amem_session" not in visitor.client.cookies


def test_the_session_cookie_is_out_of_reach_of_scripts(visitor: Field) -> None:
    add_staff(visitor.service.order, "amal", Role.ANALYST, PASSWORD)
    page = visitor.client.get("/login", headers=HTML)
    [token] = re.findall(r'name="form_token" value="([^"]+)"', page.text)
    answer = visitor.client.post("/login", data={"form_token": token, "login": "amal", "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert answer.headers["Location"] == "/account/codes"


@pytest.mark.parametrize("token", ["", "x", "forged"])
def test_a_form_sent_from_elsewhere_is_refused(visitor: Field, token: str) -> None:
    add_staff(visitor.service.order, "amal", Role.ANALYST, PASSWORD)
    visitor.client.get("/login")
    sent = {"form_token": token, "login": "amal", "password": PASSWORD}
    assert visitor.client.post("/login", data=sent).status_code in (403, 422)
    visitor.client.cookies.clear()
    assert visitor.client.post("/login", data=sent).status_code in (403, 422)
    assert "amem_session" not in visitor.client.cookies


@pytest.mark.parametrize(
    "path",
    ["../service/database.key", "..%2fservice%2fdatabase.key", "%2e%2e/DEMO", "/etc/passwd", "no", "%00", "a" * 5000],
)
def test_the_report_shows_its_own_folder_only(visitor: Field, path: str) -> None:
    home = visitor.settings.home
    home.report.mkdir()
    (home.report / "index.html").write_text("<p>results</p>")
    (home.folder / "DEMO").touch()
    home.key_file.write_text("secret")
    sign_in(visitor, Role.ANALYST)
    answer = visitor.client.get(f"/report/{path}")
    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_the_overview_counts_what_has_arrived(tablet: Field, tmp_path: Path) -> None:
    load_small_sample(tablet.service.order, tmp_path / "sample")
    for xml in (
        visit(),
        interview(),
        interview(age="130"),
        interview("uuid:i2", age="130"),
        interview("uuid:i3", version="9"),
    ):
        tablet.post(xml)
    tablet.client.auth, tablet.client.follow_redirects = None, False
    sign_in(tablet, Role.SUPERVISOR)
    page = re.sub(r"<[^>]+>|\s+", " ", tablet.client.get("/overview?lang=en").text)
    words = re.sub(r"\s+", " ", re.sub("[\u2066-\u2069]", "", page))
    assert "Simulated data" in words
    assert "An interview has arrived for 1 of the 1 persons drawn." in words
    assert "Interviews 7 3 2 1 1" in words
    assert "Interviews 9 1 0 0 1" in words
    assert "Visits 7 1 1 0 0" in words
    assert "tablet-1 north 5 24 Nov · 13:00" in words


def test_before_anything_arrives_the_overview_says_what_to_do(visitor: Field) -> None:
    sign_in(visitor, Role.SUPERVISOR)
    page = visitor.client.get("/overview?lang=fr").text
    assert "Aucun formulaire n&#39;est encore arrivé" in page
    assert "Données simulées" not in page


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/nothing", 404), ("POST", "/", 405), ("GET", "/docs", 404), ("GET", "/openapi.json", 404)],
)
def test_a_wrong_address_is_told_in_words(visitor: Field, method: str, address: str, status: int) -> None:
    told = visitor.client.request(method, address)
    assert told.status_code == status
    assert told.headers["Content-Type"] == "application/problem+json"
    assert told.json()["title"].endswith(".")
    shown = visitor.client.request(method, address, headers=HTML)
    assert shown.status_code == status
    assert "<h1" in shown.text or "lead" in shown.text


def test_an_incomplete_form_is_told_in_words(visitor: Field) -> None:
    answer = visitor.client.post("/login", data={"login": "x"})
    assert answer.status_code == 422
    assert answer.json()["codes"] == ["service.bad_request"]


def test_the_service_lives_and_is_ready(visitor: Field) -> None:
    assert visitor.client.get("/livez").text == "ok"
    assert visitor.client.get("/readyz").text == "ok"


def test_the_first_page_says_when_the_line_is_not_encrypted(visitor: Field) -> None:
    assert "--tls-cert" in visitor.client.get("/").text
    visitor.client.base_url = "https://testserver"
    assert "--tls-cert" not in visitor.client.get("/").text


def test_a_password_of_demonstrations_opens_only_homes_that_are_marked(visitor: Field) -> None:
    marker = visitor.settings.home.folder / "DEMO"
    known = "demo-superviseur"
    add_staff(visitor.service.order, "superviseur", Role.SUPERVISOR, known)
    assert send_form(visitor, "/login", login="superviseur", password=known) == 401
    marker.touch()
    assert send_form(visitor, "/login", login="superviseur", password=known) == 303


def test_a_form_of_nobody_is_not_read_beyond_its_fields(visitor: Field) -> None:
    for large in ({"data": {"login": "a" * 20_000}}, {"files": {"login": b"a" * 20_000}}):
        assert visitor.client.post("/login", headers=HTML, **large).status_code == 413


def test_a_login_that_nobody_can_have_is_answered_as_a_wrong_one(visitor: Field) -> None:
    assert send_form(visitor, "/login", login="a\0b", password=PASSWORD) == 401
