"""One office and one browser for the tests of the shell; a tablet of its own for each test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import CHROMIUM, NO_SANDBOX
from tests.survey_api.tablet.app.work import Office, enrol, office

MOST_TABLETS = 40
PATIENCE = 20_000  # milliseconds: the machine is shared
NewTablet = Callable[..., Page]
_used = count(1)


@pytest.fixture(scope="package")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The office."""
    with office(tmp_path_factory.mktemp("office"), [f"tablet-{n}" for n in range(1, MOST_TABLETS)]) as here:
        yield here


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=NO_SANDBOX)
        yield started
        started.close()


@pytest.fixture
def another_tablet(chromium: Browser, at_work: Office) -> Iterator[NewTablet]:
    """Tablets, enrolled one by one; nothing that their consoles say may be an error."""
    heard: list[str] = []
    with ExitStack() as held:

        def new(*, width: int = 390, enrolled: bool = True, **how: object) -> Page:
            page = held.enter_context(_page(chromium, width)).new_page()
            page.set_default_timeout(PATIENCE)
            page.on("pageerror", lambda error: heard.append(str(error)))
            if enrolled:
                enrol(page, at_work, f"tablet-{next(_used)}", **how)  # type: ignore[arg-type]  # passed on as given
            return page

        yield new
    assert heard == []


@contextmanager
def _page(chromium: Browser, width: int) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": width, "height": 800}, timezone_id="Africa/Tunis")
    yield context
    context.close()


@pytest.fixture
def tablet(another_tablet: NewTablet) -> Page:
    """One tablet of the team, in somebody's hand."""
    return another_tablet()
