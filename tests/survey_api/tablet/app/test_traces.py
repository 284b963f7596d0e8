"""What is left on the disk of where somebody was, and what never comes up on a tablet that was closed meanwhile."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from survey_api.settings import now_utc
from tests.browser import CHROMIUM, NO_SANDBOX
from tests.survey_api.psus.drawn import FIRST
from tests.survey_api.tablet.app.given import FIRST_CASE, a_day
from tests.survey_api.tablet.app.work import Office, begin_unit, enrol, open_again
from tests.survey_api.tablet.driving import screen
from tests.survey_api.tablet.keeping.test_profile import found_in

pytestmark = pytest.mark.browser
DEVICE = "tablet-36"
FILLING = "**/filling/filling.js"
DRAFTS = """() => new Promise(done => {
  indexedDB.open('amem-tablet').onsuccess = ({target}) => {
    const drafts = target.result.transaction('drafts').objectStore('drafts').getAllKeys();
    drafts.onsuccess = () => { target.result.close(); done(drafts.result); };
  };
})"""


def test_the_history_on_the_disk_does_not_tell_which_door_was_visited(
    tmp_path: Path, chromium: Browser, at_work: Office
) -> None:
    launch = chromium.browser_type.launch_persistent_context
    with launch(tmp_path, executable_path=CHROMIUM, args=NO_SANDBOX) as browser:
        page = browser.pages[0]
        page.route("**/field/assignment", lambda route: route.fulfill(json=a_day(now_utc())))
        enrol(page, at_work, DEVICE)
        page.click(f"a[href='#/case/{FIRST_CASE}']")
        page.click("[data-do=interview]")
        page.wait_for_selector(".filling .screen")
        [draft] = page.evaluate(DRAFTS)
        assert page.title() == "AMEM"
        page.reload()
        page.wait_for_selector("input[type=password]")
    assert found_in(tmp_path, "/tablet/#/interview/"), "what is in an address would be found"
    assert {text: found_in(tmp_path, text) for text in (FIRST_CASE, FIRST)} == {FIRST_CASE: [], FIRST: []}
    assert [name for name in found_in(tmp_path, draft) if "IndexedDB" not in name] == []


def test_back_leads_to_the_case_that_was_open_before(tablet: Page) -> None:
    tablet.click("[data-work=psu] a.card")
    expect(tablet.locator("h1")).to_have_text(FIRST)
    tablet.click("[data-place=settings]")
    expect(tablet.locator("h1")).not_to_have_text(FIRST)
    tablet.go_back()
    expect(tablet.locator("h1")).to_have_text(FIRST)


def test_an_interview_killed_comes_back_when_the_tablet_is_opened(tablet: Page) -> None:
    begin_unit(tablet)
    here = screen(tablet)
    tablet.reload()
    open_again(tablet)
    tablet.wait_for_selector(".filling .screen")
    assert screen(tablet) == here


@pytest.mark.parametrize("address", ["#/case/%", "#/constructor", "#/case", "#/psu/~00000000", "#/interview/~00000000"])
def test_an_address_that_means_nothing_shows_the_work_of_today(tablet: Page, address: str) -> None:
    tablet.evaluate("address => { location.hash = address }", address)
    tablet.reload()
    open_again(tablet)
    expect(tablet.locator("main#main")).to_be_visible()


def test_an_interview_that_is_still_being_opened_does_not_come_up_on_a_withdrawn_tablet(
    chromium: Browser, at_work: Office
) -> None:
    with chromium.new_context(service_workers="block") as context:
        page = context.new_page()
        held: list[Route] = []
        page.route(FILLING, lambda route: held.append(route))
        enrol(page, at_work, "tablet-34")
        page.click("[data-work=psu] a.card")
        page.click("[data-do=numbers]")
        page.click("[data-do=list]")
        page.wait_for_selector(".opening")
        at_work.withdraw("tablet-34")
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_selector("input.code")
        with page.expect_response(FILLING):
            held[0].continue_()
        page.wait_for_timeout(500)
        assert page.locator(".interview").count() == 0
        expect(page.locator("input.code")).to_be_visible()
        page.unroute_all(behavior="ignoreErrors")
