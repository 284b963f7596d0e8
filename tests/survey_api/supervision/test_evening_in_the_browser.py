"""An evening on a phone in French and at a desk in Arabic: the doubtful interview found, returned, back, approved."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from survey_api.collection.people import Role
from survey_api.registering import NewDevice, add_staff
from tests.browser import CHROMIUM, NO_SANDBOX
from tests.survey_api.browsing import PASSWORD
from tests.survey_api.builders import Field, a_home, field, interview, settings_of
from tests.survey_api.supervision.evening import DOUBTFUL, make_evening, send, show_found

pytestmark = pytest.mark.browser

PAGES = (
    *("", "interviews", "cases/", "cases/P1-3-01", "psus/", "psus/P1", "team", "interviewers/E003", "progress"),
    *("rates", "quality", "representativity", "back-checks", "more"),
)


@contextmanager
def answering(running: Field) -> Iterator[str]:
    """The running service on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = uvicorn.Server(uvicorn.Config(running.client.app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            thread.join()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Field, dict[str, NewDevice], str]]:
    home = a_home(tmp_path / "home")
    (home.folder / "DEMO").write_text("", encoding="utf-8")  # whose people have no telephone
    with field(settings_of(home)) as running:
        devices = make_evening(running)
        show_found(running)
        add_staff(running.service.order, "amal", Role.SUPERVISOR, PASSWORD, "1")
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
    page.goto(f"{address}/login?lang={language}")
    page.fill("#login", "amal")
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{address}/overview")
    for name in PAGES:
        page.goto(f"{address}/supervision/{name}")
        look(page, width)
    page.goto(f"{address}/supervision/")
    page.click(".task.red > a")
    page.click(f"a[href='/supervision/interviews/interview/{DOUBTFUL.replace(':', '%3A')}']")
    page.wait_for_url(f"**/interviews/interview/{DOUBTFUL.replace(':', '%3A')}")
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


def test_the_last_page_is_read_without_a_network_and_says_so(
    place: tuple[Field, dict[str, NewDevice], str], browser: Browser
) -> None:
    _, _, address = place
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page, _ = opened(context, address)
    page.goto(f"{address}/login?lang=fr")
    page.fill("#login", "amal")
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{address}/overview")
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
