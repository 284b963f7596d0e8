"""The pages in a browser, phone and desktop, both directions of writing: whole, quiet and accessible."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from survey_api.app import create_app
from survey_api.collection.people import Role
from survey_api.registering import add_devices, add_staff
from survey_api.settings import Settings
from tests.browser import CHROMIUM, NO_SANDBOX
from tests.survey_api.browsing import PASSWORD, code_of
from tests.survey_api.builders import a_home, load_small_sample, orders_of, publish_all, settings_of

pytestmark = pytest.mark.browser

WIDTHS = [360, 800, 1280]


@contextmanager
def answering(settings: Settings) -> Iterator[str]:
    """The service on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="error", date_header=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = a_home(tmp_path_factory.mktemp("browser") / "home")
    settings = settings_of(home)
    order = orders_of(settings)
    publish_all(order)
    load_small_sample(order, home.folder / "sample")
    add_devices(order, ["tablet-1", "tablet-2"], "north")
    for language in ("fr", "ar"):
        add_staff(order, f"amal-{language}", Role.ADMINISTRATOR, PASSWORD)
    home.report.mkdir()
    (home.report / "index.html").write_text("<p>results</p>")
    with answering(settings) as here:
        yield here


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=NO_SANDBOX)
        yield started
        started.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_pages_are_whole_and_accessible(address: str, browser: Browser, language: str) -> None:
    page = browser.new_page()
    heard: list[str] = []
    page.on("console", lambda told: None if told.text.startswith("[DOM] Input") else heard.append(told.text))  # advice
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(address) else heard.append(request.url))
    page.goto(f"{address}/?lang={language}")
    look(page)
    page.goto(f"{address}/login")
    look(page)
    page.fill("#login", f"amal-{language}")
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{address}/account/codes")
    look(page)
    page.fill("#code", code_of(page.input_value("input[name=secret]")))
    page.click("main button")
    page.wait_for_url(f"{address}/overview")
    look(page)
    page.goto(f"{address}/devices")
    look(page)
    page.fill("#device", f"tablet-{language}")
    page.click("main section button")
    look(page)
    page.goto(f"{address}/devices")
    page.click("details.confirm summary >> nth=-1")
    look(page)
    page.click("details.confirm[open] button")
    look(page)
    page.goto(f"{address}/staff")
    page.click("details.confirm summary >> nth=0")
    look(page)
    page.goto(f"{address}/account")
    look(page)
    page.click("form[action='/logout'] button")
    page.wait_for_url(f"{address}/")
    assert heard == []
    page.close()


def look(page: Page) -> None:
    page.evaluate("document.fonts.ready")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert [(violation["id"], violation["nodes"]) for violation in found.response["violations"]] == []
