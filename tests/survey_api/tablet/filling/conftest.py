"""One browser and one server for the tests of filling; a tablet of its own for each test."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import CHROMIUM, NO_SANDBOX
from tests.survey_api.tablet.filling.page import Tablet, serving

NewTablet = Callable[..., Tablet]


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    """Where the page is."""
    with serving() as here:
        yield here


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=NO_SANDBOX)
        yield started
        started.close()


@pytest.fixture
def tablet(chromium: Browser, address: str) -> Iterator[Tablet]:
    """A tablet in somebody's hand, in Tunis; nothing of its console may be an error."""
    context = chromium.new_context(viewport={"width": 390, "height": 800}, timezone_id="Africa/Tunis")
    held = Tablet(context, address)
    yield held
    context.close()
    assert held.heard == []
