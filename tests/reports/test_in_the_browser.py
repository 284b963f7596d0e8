"""The publication in a browser, from the file system: no error, no request, no sideways scrolling, accessible."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from tests.browser import CHROMIUM, NO_SANDBOX

pytestmark = pytest.mark.browser

PAGES = [
    "index.html",
    "labour-force.html",
    "methodology.html",
    "ar/employment.html",
    "ar/fieldwork.html",
    "en/population.html",
]
WIDTHS = [390, 800, 1280]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=NO_SANDBOX)
        yield started
        started.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_and_accessible(publication: Path, browser: Browser, name: str) -> None:
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": 844})
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else heard.append(request.url))
    page.on("requestfailed", lambda request: heard.append(request.url))
    page.goto((publication / name).as_uri())
    page.evaluate("document.fonts.ready")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert heard == []
    found = Axe().run(page)
    assert [(violation["id"], len(violation["nodes"])) for violation in found.response["violations"]] == []
    page.close()
