"""What protects the person in front of the interviewer, and the interviewer: curtain, lock, passphrase, forgetting."""

import pytest
from playwright.sync_api import Page, expect

from tests.survey_api.tablet.app.conftest import NewTablet
from tests.survey_api.tablet.app.work import PASSPHRASE, PIN, Office, begin_unit, open_again, type_pin
from tests.survey_api.tablet.driving import screen

pytestmark = pytest.mark.browser
QUESTION = ".filling .question"


def test_one_tap_hides_the_question_and_one_brings_it_back(tablet: Page) -> None:
    begin_unit(tablet)
    here = screen(tablet)
    tablet.click("[data-do=hide]")
    expect(tablet.locator(".curtain")).to_be_visible()
    expect(tablet.locator(QUESTION).first).to_be_hidden()
    tablet.keyboard.press("Escape")
    tablet.keyboard.press("Escape")
    expect(tablet.locator(".curtain")).to_be_visible()
    tablet.click("[data-do=lift]")
    expect(tablet.locator(QUESTION).first).to_be_visible()
    assert screen(tablet) == here


@pytest.mark.parametrize(("deed", "way_back"), [("hide", "[data-do=lift]"), ("lock", "[data-digit='4']")])
def test_a_question_of_the_app_that_comes_up_underneath_does_not_take_the_way_back(
    tablet: Page, deed: str, way_back: str
) -> None:
    tablet.click(f"[data-do={deed}]")
    tablet.evaluate("""() => {
      const dialog = document.createElement('dialog');
      dialog.append('Ahmed, 34');
      document.getElementById('desk').append(dialog);
      dialog.showModal();
    }""")
    expect(tablet.get_by_text("Ahmed, 34")).to_be_hidden()
    tablet.click(way_back, timeout=3_000)


def test_today_is_hidden_by_one_tap_too(tablet: Page) -> None:
    tablet.click("[data-do=hide]")
    expect(tablet.locator(".card").first).to_be_hidden()


def test_a_locked_tablet_opens_with_its_pin_alone(tablet: Page) -> None:
    tablet.click("[data-do=lock]")
    tablet.keyboard.press("Escape")
    expect(tablet.locator(".card").first).to_be_hidden()
    type_pin(tablet, "111222")
    expect(tablet.locator(".pin-told")).to_contain_text("4")
    type_pin(tablet)
    expect(tablet.locator(".card").first).to_be_visible()


def test_five_wrong_pins_close_the_tablet(tablet: Page) -> None:
    tablet.click("[data-do=lock]")
    for tries in range(5):
        expect(tablet.locator(".pin-pad[aria-busy]")).to_have_count(0)
        type_pin(tablet, f"11122{tries}")
    tablet.wait_for_selector("input[type=password]")
    open_again(tablet)
    expect(tablet.locator(".card").first).to_be_visible()


def test_after_starting_again_only_the_passphrase_opens_it(tablet: Page) -> None:
    tablet.reload()
    tablet.fill("input[type=password]", "another sentence that is long")
    tablet.click("[data-do=next]")
    expect(tablet.locator(".error")).to_be_visible()
    open_again(tablet)
    expect(tablet.locator(".card").first).to_be_visible()


def test_a_forgotten_passphrase_is_replaced_with_the_code_of_the_team(tablet: Page, at_work: Office) -> None:
    tablet.reload()
    tablet.click("[data-do=forgotten]")
    code, fresh, pin = tablet.query_selector_all("form input")
    code.fill(at_work.paper.recovery_code)
    fresh.fill("four other words together")
    pin.fill("739051")
    tablet.click("[data-do=next]")
    expect(tablet.locator(".card").first).to_be_visible()
    tablet.click("[data-do=lock]")
    type_pin(tablet, "739051")
    expect(tablet.locator(".card").first).to_be_visible()


def test_drafts_are_forgotten_at_once_and_the_tablet_closes(tablet: Page) -> None:
    begin_unit(tablet)
    tablet.evaluate("location.hash = '#/settings'")
    tablet.click("[data-do=forget]")
    tablet.click("dialog [data-do=yes]")
    open_again(tablet)
    tablet.evaluate("location.hash = '#/today'")
    expect(tablet.locator("[data-work=psu] .card").first).to_be_visible()
    assert tablet.locator("[data-work=under_way]").count() == 0


def test_a_withdrawn_tablet_forgets_everything_and_says_so(another_tablet: NewTablet, at_work: Office) -> None:
    page = another_tablet()
    tablet_name = page.evaluate("indexedDB.databases().then(all => all.length)")
    assert tablet_name == 1
    page.click("[data-place=settings]")
    device = page.locator("[data-panel=this_tablet] dd").nth(2).inner_text()
    at_work.withdraw(device)
    page.click("[data-place=today]")
    page.click("[data-do=sync]")
    expect(page.locator(".banner.bad")).to_be_visible()
    expect(page.locator("input.code")).to_be_visible()


def test_a_passphrase_that_is_easy_to_guess_is_not_taken(another_tablet: NewTablet, at_work: Office) -> None:
    page = another_tablet(enrolled=False)
    page.goto(f"{at_work.address}/tablet/#enrol={at_work.code('tablet-39')}")
    page.click("[data-do=next]")
    page.click(".people button")
    for field in page.query_selector_all("input[type=password]"):
        field.fill("bonjour")
    page.click("[data-do=next]")
    expect(page.locator(".error")).to_be_visible()
    for field in page.query_selector_all("input[type=password]"):
        field.fill(PASSPHRASE)
    page.click("[data-do=next]")
    type_pin(page, "123456")
    expect(page.locator(".pin-told")).not_to_be_empty()
    assert len(PIN) == 6
