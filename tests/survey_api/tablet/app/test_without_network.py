"""A day without a network: the app starts, units are listed, what is unsent is told, and all of it arrives later."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from survey_api.store.tables import Submission, rows_of
from tests.survey_api.tablet.app.work import Office, begin_unit, finish_unit, open_again
from tests.survey_api.tablet.driving import screen

pytestmark = pytest.mark.browser
KEPT = """async () => {
  let rows = 0;
  for (const { name } of await indexedDB.databases()) {
    const opened = indexedDB.open(name);
    const database = await new Promise((told) => (opened.onsuccess = () => told(opened.result)));
    for (const store of database.objectStoreNames) {
      const asked = database.transaction(store).objectStore(store).count();
      rows += await new Promise((told) => (asked.onsuccess = () => told(asked.result)));
    }
  }
  return rows;
}"""


def arrived(office: Office) -> int:
    """How many records the office has."""
    count = select(func.count()).select_from(rows_of(Submission))
    return int(office.app.state.service.read(lambda connection: connection.scalar(count)))


def wait_until_kept(page: Page) -> None:
    """Until the app lies on the tablet whole."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def test_units_listed_without_a_network_are_sent_when_there_is_one(tablet: Page, at_work: Office) -> None:
    wait_until_kept(tablet)
    numbers = [begin_unit(tablet)]
    before = arrived(at_work)
    tablet.context.set_offline(True)
    finish_unit(tablet)
    numbers.append(begin_unit(tablet))
    assert numbers[0] != numbers[1]
    finish_unit(tablet)
    tablet.click("[data-place=queue]")
    expect(tablet.locator(".lines > li")).to_have_count(2)
    expect(tablet.locator(".standing.unsent .standing-offline")).to_be_visible()
    assert tablet.inner_text("[data-place=queue] .badge") == "2"
    tablet.context.set_offline(False)
    tablet.locator("[data-do=sync]:not([disabled])").click()
    expect(tablet.locator(".standing.sent")).to_be_visible()
    assert arrived(at_work) == before + 2


def test_the_app_starts_without_a_network_on_the_question_where_it_was(tablet: Page) -> None:
    wait_until_kept(tablet)
    begin_unit(tablet)
    tablet.locator(".choice input").first.check()
    tablet.click("[data-do=next]")
    here = screen(tablet)
    tablet.context.set_offline(True)
    tablet.reload()
    open_again(tablet)
    tablet.wait_for_selector(".filling .screen")
    assert screen(tablet) == here


def test_a_rescue_file_holds_what_waits_and_nothing_that_can_be_read(tablet: Page) -> None:
    begin_unit(tablet)
    tablet.context.set_offline(True)
    finish_unit(tablet)
    tablet.click("[data-place=queue]")
    with tablet.expect_download() as waiting:
        tablet.click("[data-do=rescue]")
    content = waiting.value.path().read_text(encoding="utf-8")
    assert '"finished":[{' in content
    assert "unit_status" not in content


def test_nobody_leaves_the_team_while_something_waits(tablet: Page) -> None:
    begin_unit(tablet)
    tablet.evaluate("location.hash = '#/settings'")
    expect(tablet.locator("[data-panel=sign_out]")).to_be_visible()
    assert tablet.locator("[data-do=sign-out]").count() == 0


def test_whoever_leaves_the_team_leaves_nothing_behind(tablet: Page) -> None:
    tablet.click("[data-place=settings]")
    tablet.click("[data-do=sign-out]")
    tablet.click("dialog [data-do=yes]")
    expect(tablet.locator("input.code")).to_be_visible()
    assert tablet.evaluate(KEPT) == 0


def test_a_tablet_that_the_service_forgot_goes_on_with_a_new_code(tablet: Page, at_work: Office) -> None:
    begin_unit(tablet)
    tablet.evaluate("location.hash = '#/settings'")
    device = tablet.locator("[data-panel=this_tablet] dd").nth(2).inner_text()
    other = tablet.request.post(f"{at_work.address}/tablet/enrol", data={"code": at_work.code(device)})
    assert other.status == 200
    tablet.click("[data-place=queue]")
    tablet.click("[data-do=sync]")
    expect(tablet.locator(".standing-problem")).to_be_visible()
    tablet.click("[data-place=settings]")
    tablet.fill("[data-panel=this_tablet] input", at_work.code(device))
    tablet.click("[data-panel=this_tablet] [data-do=next]")
    expect(tablet.locator("[data-panel=this_tablet] input")).to_have_count(0)
    tablet.click("[data-place=today]")
    expect(tablet.locator("[data-work=under_way] .card")).to_have_count(1)
    expect(tablet.locator(".standing-problem")).to_have_count(0)
    tablet.reload()
    open_again(tablet)
    tablet.evaluate("location.hash = '#/today'")
    expect(tablet.locator("[data-work=under_way] .card")).to_have_count(1)
