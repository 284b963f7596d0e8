"""Every screen of the shell, narrow and wide, in both directions: whole, in words of its language, accessible."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.survey_api.tablet.app.conftest import NewTablet
from tests.survey_api.tablet.app.given import FIRST_CASE, RETURNED, a_day
from tests.survey_api.tablet.app.work import Office, begin_unit, enrol
from tests.survey_api.tablet.driving import END

pytestmark = pytest.mark.browser
CASE, BACK = f"case/{FIRST_CASE}", f"returned/amem_tn_individual/{RETURNED}"
SCREENS = ["today", "queue", "settings", "referral", CASE, BACK, "psu/TN11-0001"]
WHOLE = "document.documentElement.scrollWidth <= innerWidth"
SMALL = """() => [...document.querySelectorAll('a, button, input, textarea, summary')]
  .filter(one => one.offsetParent && one.getBoundingClientRect().height < 48).map(one => one.outerHTML)"""


def look(page: Page) -> None:
    """Nothing stands out at the side, nothing is too small for a thumb, no code stands for a sentence."""
    assert page.evaluate(WHOLE)
    assert page.evaluate(SMALL) == []
    text = page.inner_text("body")
    assert "tablet." not in text
    assert "undefined" not in text
    assert "[object" not in text
    assert not [word for word in text.split() if word.startswith("{")]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def busy(route: Route) -> None:
    """A day with a bit of everything, beside the PSUs that the service gives."""
    real = route.fetch()
    day = a_day(datetime.now(UTC))
    if real.status == 200:
        day["psus"] = real.json()["psus"]
    route.fulfill(status=200, json=day, headers={"ETag": '"busy"'})


@pytest.fixture(params=["fr", "ar"])
def busy_tablet(request: pytest.FixtureRequest, another_tablet: NewTablet, at_work: Office) -> Iterator[Page]:
    """A tablet on a busy day."""
    page = another_tablet(enrolled=False)
    page.route("**/field/assignment", busy)
    name = {"fr": "tablet-37", "ar": "tablet-38"}[request.param]
    enrol(page, at_work, name, language=request.param, team_code=True)
    yield page
    page.unroute_all(behavior="ignoreErrors")


def test_every_screen_is_whole_and_accessible(busy_tablet: Page) -> None:
    page = busy_tablet
    for screen in SCREENS:
        page.evaluate(f"location.hash = '#/{screen}'")
        expect(page.locator(".empty")).to_have_count(0)
        page.locator("#main > *").first.wait_for()
        for width in (390, 800, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            look(page)


def test_what_stands_over_the_work_is_accessible_too(busy_tablet: Page) -> None:
    page = busy_tablet
    page.click("[data-do=hide]")
    look(page)
    page.click("[data-do=lift]")
    page.click("[data-do=lock]")
    look(page)
    page.reload()
    page.click("[data-do=forgotten]")
    look(page)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_steps_of_enrolling_are_whole_and_accessible(
    another_tablet: NewTablet, at_work: Office, language: str
) -> None:
    page = another_tablet(enrolled=False)
    page.goto(f"{at_work.address}/tablet/#enrol={at_work.code('tablet-36')}")
    page.click(f".language-choice[lang={language}]")
    expect(page.locator("html")).to_have_attribute("dir", {"fr": "ltr", "ar": "rtl"}[language])
    look(page)
    page.click("[data-do=next]")
    page.wait_for_selector(".people")
    look(page)
    page.click(".people button")
    page.fill("input[type=password] >> nth=0", "olive bicycle")
    look(page)


def test_after_an_interview_the_shell_speaks_its_own_language_again(another_tablet: NewTablet) -> None:
    page = another_tablet()
    begin_unit(page)
    page.select_option(".filling .language", "ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.get_attribute(".screen", "data-screen") != END
    page.evaluate("location.hash = '#/today'")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator("[data-work=under_way] .card")).to_be_visible()
