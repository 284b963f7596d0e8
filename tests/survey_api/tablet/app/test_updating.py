"""Newer versions of the app: they wait, are told, and never change the code under an open interview."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from survey_api.tablet.serving import CurrentApplication, read_application
from tests.survey_api.tablet.app.test_without_network import wait_until_kept
from tests.survey_api.tablet.app.work import Office, begin_unit, finish_unit, open_again, until

pytestmark = pytest.mark.browser
VERSION = "document.querySelector('meta[name=version]').content"
CACHES = "caches.keys().then(all => all.filter(name => name.startsWith('amem-')).sort())"
WAITING = "navigator.serviceWorker.getRegistration('/tablet/').then(found => Boolean(found.waiting))"


@pytest.fixture(autouse=True)
def as_it_was(at_work: Office) -> Iterator[None]:
    """The version of the other tests is served again afterwards."""
    yield
    at_work.app.state.tablet = CurrentApplication(read_application)


def look_for_newer(page: Page) -> None:
    """Sync, and wait until the newer version lies on the tablet."""
    page.evaluate("navigator.serviceWorker.getRegistration('/tablet/').then(found => found.update())")
    until(page, WAITING)


def test_a_newer_version_is_told_and_taken_by_one_tap(tablet: Page, at_work: Office) -> None:
    wait_until_kept(tablet)
    before = tablet.evaluate(VERSION)
    newer = at_work.newer_version()
    look_for_newer(tablet)
    expect(tablet.locator(".banner.warn")).to_be_visible()
    tablet.click(".banner.warn a")
    tablet.click("[data-do=update]")
    tablet.wait_for_selector("input[type=password]")
    assert tablet.evaluate(VERSION) == newer != before
    open_again(tablet)
    expect(tablet.locator("[data-panel=versions]")).to_contain_text(newer)


def test_a_draft_goes_on_with_the_code_it_was_begun_with_without_a_network(tablet: Page, at_work: Office) -> None:
    wait_until_kept(tablet)
    older = tablet.evaluate(VERSION)
    begin_unit(tablet)
    newer = at_work.newer_version()
    look_for_newer(tablet)
    tablet.evaluate("location.hash = '#/settings'")
    tablet.click("[data-do=update]")
    tablet.wait_for_selector("input[type=password]")
    open_again(tablet)
    tablet.wait_for_selector("[data-panel=versions]")
    assert tablet.evaluate(CACHES) == sorted([f"amem-{older}", f"amem-{newer}"])
    tablet.context.set_offline(True)
    heard: list[str] = []
    tablet.on("request", lambda request: heard.append(request.url))
    tablet.evaluate("location.hash = '#/today'")
    tablet.click("[data-work=under_way] .card")
    tablet.wait_for_selector(".filling .screen")
    assert any(f"/tablet/v/{older}/filling/filling.js" in url for url in heard)
    finish_unit(tablet)
    tablet.context.set_offline(False)
    tablet.reload()
    open_again(tablet)
    until(tablet, f"{CACHES}.then(all => all.join() === 'amem-{newer}')")


def test_a_draft_whose_code_the_browser_let_go_is_not_lost(tablet: Page, at_work: Office) -> None:
    wait_until_kept(tablet)
    older = tablet.evaluate(VERSION)
    begin_unit(tablet)
    at_work.newer_version()
    look_for_newer(tablet)
    tablet.evaluate("location.hash = '#/settings'")
    tablet.click("[data-do=update]")
    tablet.wait_for_selector("input[type=password]")
    open_again(tablet)
    tablet.wait_for_selector("[data-panel=versions]")
    assert tablet.evaluate(f"caches.delete('amem-{older}')")
    tablet.context.new_cdp_session(tablet).send("Network.clearBrowserCache")
    tablet.evaluate("location.hash = '#/today'")
    tablet.click("[data-work=under_way] .card")
    tablet.wait_for_selector(".filling .screen")
    finish_unit(tablet)


def test_nothing_is_taken_while_an_interview_is_open_in_another_tab(tablet: Page, at_work: Office) -> None:
    wait_until_kept(tablet)
    begin_unit(tablet)
    at_work.newer_version()
    look_for_newer(tablet)
    other = tablet.context.new_page()
    other.goto(f"{at_work.address}/tablet/")
    other.wait_for_selector("input[type=password]")
    other.wait_for_timeout(500)
    assert other.evaluate(WAITING)
    expect(tablet.locator(".filling .screen")).to_be_visible()
