"""A newer version under a draft, another tablet's rescue file, what a case still needs, a code that is spent."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.survey_api.psus.drawn import FIRST
from tests.survey_api.tablet.app.conftest import NewTablet
from tests.survey_api.tablet.app.given import FIRST_CASE, a_case
from tests.survey_api.tablet.app.work import Office, begin_unit, enrol, finish_unit
from tests.survey_api.tablet.driving import answer_screen

pytestmark = pytest.mark.browser
GOVERNORATE = "/data/l_id/gov"


def publish_newer_listing(page: Page) -> None:
    """From now on the tablet is told of a version of the listing that asks for the governorate in another place."""

    def told(route: Route) -> None:
        known = route.fetch().json()
        known["forms"]["listing"]["version"] = "2026.2"
        route.fulfill(json=known)

    def listed(route: Route) -> None:
        entries = route.fetch().text().split("<xform>")
        newer = [one.replace("2026.1", "2026.2") if "amem_tn_listing" in one else one for one in entries]
        route.fulfill(body="<xform>".join(newer), content_type="text/xml")

    def form(route: Route) -> None:
        older = route.fetch(url=route.request.url.replace("2026.2", "2026.1")).text()
        newer = older.replace("2026.1", "2026.2").replace(GOVERNORATE, f"{GOVERNORATE}2")
        route.fulfill(body=newer.replace("<gov/>", "<gov2/>"), content_type="text/xml")

    page.route("**/field/tablet", told)
    page.route("**/openrosa/formList*", listed)
    page.route(re.compile(r"/openrosa/forms/amem_tn_listing/2026\.2\.xml"), form)
    page.route(re.compile(r"/openrosa/forms/amem_tn_listing/2026\.2/"), lambda route: route.fulfill(status=404))


def begin_then_newer(page: Page) -> None:
    """A unit whose governorate was answered is left for later; then the newer version comes."""
    begin_unit(page)
    answer_screen(page, {GOVERNORATE: "TN-11"})
    page.evaluate("location.hash = '#/today'")
    page.wait_for_selector("[data-work=under_way] .card")
    publish_newer_listing(page)
    with page.expect_response("**/tablet/version.json"):
        page.click("[data-do=sync]:not([disabled])")
    page.wait_for_selector("[data-do=sync]:not([disabled])")


def resume(page: Page) -> None:
    page.evaluate("location.hash = '#/today'")
    page.click("[data-work=under_way] .card")


def test_a_draft_moves_to_the_newer_version_once_its_price_was_shown(tablet: Page) -> None:
    begin_then_newer(tablet)
    resume(tablet)
    expect(tablet.locator("[data-what=moving_lost] li")).to_have_attribute("data-path", GOVERNORATE)
    expect(tablet.locator(f"[data-what=moving_asked] [data-path='{GOVERNORATE}2']")).to_have_count(1)
    tablet.keyboard.press("Escape")
    expect(tablet.locator(".filling .screen")).to_be_visible()
    resume(tablet)
    tablet.click("dialog [data-value=go]")
    tablet.wait_for_selector(".filling .screen")
    resume(tablet)
    tablet.wait_for_selector(".filling .screen")
    assert tablet.locator("dialog[open]").count() == 0
    tablet.click("[data-do=sections]")
    tablet.click(".sections-panel .section-row >> nth=0")
    expect(tablet.locator(f"[data-path='{GOVERNORATE}2']")).to_be_visible()


def test_a_draft_that_stays_with_its_version_is_not_asked_again(tablet: Page) -> None:
    begin_then_newer(tablet)
    resume(tablet)
    tablet.click("dialog [data-value=stay]")
    for _ in range(2):
        expect(tablet.locator(".filling .screen")).to_be_visible()
        assert tablet.locator("dialog[open]").count() == 0
        resume(tablet)
    tablet.click("[data-do=sections]")
    tablet.click(".sections-panel .section-row >> nth=0")
    expect(tablet.locator(f"[data-path='{GOVERNORATE}'] :checked")).to_have_count(1)


def test_what_another_tablet_could_not_send_goes_out_from_here(another_tablet: NewTablet, tmp_path: Path) -> None:
    without, other = another_tablet(), another_tablet()
    begin_unit(without)
    without.context.set_offline(True)
    finish_unit(without)
    without.click("[data-place=queue]")
    with without.expect_download() as waiting:
        without.click("[data-do=rescue]")
    file = tmp_path / "amem.json"
    waiting.value.save_as(file)
    other.click("[data-place=queue]")
    with other.expect_response("**/openrosa/submission") as sent:
        other.set_input_files("input[type=file]", file)
    expect(other.locator(".banner.good")).to_contain_text("1")
    assert sent.value.status == 201
    file.write_text("{}")
    other.set_input_files("input[type=file]", file)
    expect(other.locator(".banner.bad[role=alert]").first).to_contain_text("amem-")


def test_a_case_says_which_visits_it_still_needs(another_tablet: NewTablet, at_work: Office) -> None:
    page = another_tablet(enrolled=False)
    cases = [a_case(FIRST, 14, visit=3, lacks={"attempts": 2, "evening": 1})]
    page.route("**/field/assignment", lambda route: route.fulfill(json={"psus": [], "cases": cases, "returned": []}))
    enrol(page, at_work, "tablet-37")
    page.evaluate(f"location.hash = '#/case/{FIRST_CASE}'")
    expect(page.locator("[data-panel=lacks] li")).to_have_text(["Visites à faire : 2", "Visites le soir : 1"])


def test_whoever_enrols_is_told_that_the_code_is_spent_before_anything_is_kept(
    another_tablet: NewTablet, at_work: Office
) -> None:
    page = another_tablet(enrolled=False)
    page.goto(f"{at_work.address}/tablet/#enrol={at_work.code('tablet-38')}")
    assert page.locator("[data-what=spent]").count() == 0
    page.click("[data-do=next]")
    page.wait_for_selector(".people")
    expect(page.locator("[data-what=spent]")).to_be_visible()
