"""An evening on a phone in French and at a desk in Arabic: the doubtful interview found, returned, back, approved."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from survey_api.collection.people import Role
from survey_api.registering import NewDevice, add_staff
from tests.browser import CHROMIUM, NO_SANDBOX
from tests.survey_api.browsing import PASSWORD
from tests.survey_api.builders import Field, a_home, field, interview, settings_of
from tests.survey_api.supervision.answering import answering
from tests.survey_api.supervision.evening import DOUBTFUL, make_evening, send, show_found

pytestmark = pytest.mark.browser

PAGES = (
    *("", "interviews", "cases/", "cases/P1-3-01", "psus/", "psus/P1", "team", "interviewers/E003", "progress"),
    *("rates", "quality", "quality?show=judged", "representativity", "back-checks", "more"),
    *("interviews?show=returned", "cases/?show=overdue", "sample"),  # nothing of the kind, not allowed
)
OFFICE = ("", "rates?by=region", "sample", "journal", "quality", "representativity", "back-checks?team=2", "more")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Field, dict[str, NewDevice], str]]:
    home = a_home(tmp_path / "home")
    (home.folder / "DEMO").write_text("", encoding="utf-8")  # whose people have no telephone
    with field(settings_of(home)) as running:
        devices = make_evening(running)
        show_found(running)
        add_staff(running.service.order, "amal", Role.SUPERVISOR, PASSWORD, "1")
        add_staff(running.service.order, "sami", Role.QUALITY, PASSWORD)
        with answering(running) as address:
            yield running, devices, address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=NO_SANDBOX)
        yield started
        started.close()


@pytest.mark.parametrize(("language", "width"), [("fr", 390), ("ar", 1280)])
def test_an_evening(
    place: tuple[Field, dict[str, NewDevice], str], browser: Browser, language: str, width: int
) -> None:
    running, devices, address = place
    context = browser.new_context(viewport={"width": width, "height": 844})
    page, heard = opened(context, address)
    sign_in(page, address, language)
    page.goto(f"{address}/supervision/")
    page.click(".task.red > a")
    page.click(f"a[href='/supervision/interviews/interview/{DOUBTFUL.replace(':', '%3A')}']")
    page.wait_for_url(f"**/interviews/interview/{DOUBTFUL.replace(':', '%3A')}")
    page.wait_for_selector(".tabs a[href='/supervision/interviews'][aria-current]", state="attached")
    assert page.get_attribute(".tabs a[href='/supervision/']", "aria-current") is None
    look(page, width)
    page.click("form[action$='/return'] >> xpath=.. >> summary")
    page.select_option("#return-path", "/data/life/rooms")
    page.fill("#return-text", "كم غرفة؟" if language == "ar" else "Combien de pièces ?")
    look(page, width)
    page.click("form[action$='/return'] button")
    page.wait_for_selector(".thread.open")
    look(page, width)
    named = {"unit_id": "P1-2", "case_id": "P1-2-01", "interviewer_id": "E003", "life/rooms": "3"}
    send(running, devices["north-1"], interview("uuid:again", replaces=DOUBTFUL, **named))
    running.settle()
    running.client.app.state.board.look_again()  # type: ignore[attr-defined]  # an ASGI app of any kind
    page.goto(f"{address}/supervision/interviews?show=came_back")
    page.click("a.row")
    page.wait_for_selector("#diff")
    look(page, width)
    page.click("form[action$='/approve'] button")
    page.wait_for_selector("main .message.good")
    look(page, width)
    assert heard == []
    context.close()


def test_no_page_keeps_anybody_out(place: tuple[Field, dict[str, NewDevice], str], browser: Browser) -> None:
    """Each page from right to left and from left to right, on a phone, beside it or on a desk, everything unfolded."""
    _, _, address = place
    for login, pages in (("amal", PAGES), ("sami", OFFICE)):
        context = browser.new_context()
        page, _ = opened(context, address)
        sign_in(page, address, "fr", login)
        for number, name in enumerate(pages):
            joint = "&" if "?" in name else "?"
            for language, width in zip(("fr", "ar"), (390, 1280) if number % 2 else (800, 390), strict=True):
                page.set_viewport_size({"width": width, "height": 844})
                page.goto(f"{address}/supervision/{name}{joint}lang={language}")
                page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
                look(page, width)
        context.close()


def test_the_last_page_is_read_without_a_network_and_says_so(
    place: tuple[Field, dict[str, NewDevice], str], browser: Browser
) -> None:
    _, _, address = place
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page, _ = opened(context, address)
    sign_in(page, address, "fr")
    page.goto(f"{address}/supervision/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function("caches.open('supervision-1').then((kept) => kept.match('/supervision/')).then(Boolean)")
    context.set_offline(True)
    page.reload()
    page.wait_for_selector(".offline:not([hidden])")
    assert "Sans réseau" in page.inner_text(".offline")
    assert page.inner_text("h1") == "Ce soir"
    context.close()


def sign_in(page: Page, address: str, language: str, login: str = "amal") -> None:
    """Sign in, as far as the page that follows."""
    page.goto(f"{address}/login?lang={language}")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url(lambda url: not url.startswith(f"{address}/login"))


def opened(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """A page, and what it complains of or asks of others."""
    page, heard = context.new_page(), list[str]()
    page.on("console", lambda told: None if told.text.startswith("[DOM]") else heard.append(told.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(address) else heard.append(request.url))
    return page, heard


def look(page: Page, width: int) -> None:
    """Nothing is wider than the screen, and nothing keeps anybody out."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    found = Axe().run(page)
    told = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]]
    assert told == [], page.url
