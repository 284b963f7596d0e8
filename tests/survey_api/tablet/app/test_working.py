"""Working a case: interview, visit, hint; an interview that came back is corrected where a supervisor asked."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.survey_api.tablet.app.conftest import NewTablet
from tests.survey_api.tablet.app.given import FIRST_CASE, RETURNED, a_day, given_back
from tests.survey_api.tablet.app.work import Office, enrol
from tests.survey_api.tablet.driving import answer_screens, screen

pytestmark = pytest.mark.browser
REFUSED = {"/data/v_id/visit_result": "3", "/data/v_id/visit_dt": "24/11/2026 08:30", "/data/v_id/obs_risk": "0"}
CHILD = {"/data/g_id/consent": "1", "/data/g_id/age": "16", "/data/g_id/itw_interp": "0"}


@pytest.fixture
def tablet(another_tablet: NewTablet, at_work: Office) -> Page:
    """A tablet that was given cases, and an interview to correct."""
    page = another_tablet(enrolled=False)
    day = a_day(datetime.now(UTC))
    page.route("**/field/assignment", lambda route: route.fulfill(json=day, headers={"ETag": '"day"'}))
    back = f"**/field/returned/amem_tn_individual/{quote(RETURNED)}"
    page.route(back, lambda route: route.fulfill(json=given_back()))
    enrol(page, at_work, "tablet-35", team_code=True)
    return page


def finish(page: Page) -> None:
    """Finish what was answered to its end."""
    page.click("[data-do=finish]")
    page.click("[data-value=yes]")
    page.wait_for_selector(".banner.good")


def test_an_interview_is_begun_in_two_taps_and_its_visit_is_logged_after_it(tablet: Page) -> None:
    tablet.evaluate(f"location.hash = '#/case/{FIRST_CASE}'")
    tablet.click("[data-do=interview]")
    answer_screens(tablet, CHILD)
    finish(tablet)
    expect(tablet.locator(".about").first).to_contain_text(FIRST_CASE)
    assert tablet.locator("[data-do=interview]").count() == 0
    tablet.click("[data-do=visit]")
    answer_screens(tablet, REFUSED)
    finish(tablet)
    expect(tablet.locator("[data-do=visit]")).to_contain_text("2")


def test_a_hint_is_read_by_the_team(tablet: Page) -> None:
    tablet.evaluate(f"location.hash = '#/case/{FIRST_CASE}'")
    tablet.click("details.more summary")
    tablet.context.set_offline(True)
    tablet.fill("textarea", "blue door")
    tablet.click("[data-do=hint]")
    expect(tablet.locator(".hint-text.big")).to_have_text("blue door")
    tablet.click("[data-place=today]")
    expect(tablet.locator(".card .hint-text").first).to_have_text("blue door")


def test_an_interview_that_came_back_opens_on_the_question_that_was_asked_about(tablet: Page) -> None:
    tablet.click("[data-work=returned] .card")
    tablet.click("[data-do=correct]")
    tablet.wait_for_selector(".filling .screen")
    assert screen(tablet) == "/data/g_id/age"
    expect(tablet.locator(".comment-text").first).to_be_visible()
    tablet.evaluate("location.hash = '#/today'")
    expect(tablet.locator("[data-work=under_way] .card")).to_be_visible()
