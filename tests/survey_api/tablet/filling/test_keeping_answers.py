"""Kept after every answer: the mark says so only when it is true, and a failure is never silent."""

import pytest

from tests.survey_api.tablet.filling.builders import INDIVIDUAL, new_draft, question, released, written
from tests.survey_api.tablet.filling.page import Tablet

pytestmark = pytest.mark.browser

SLOW = """() => { window.release = null; window.saves = 0; window.keeping = (draft) => new Promise((done) => {
  window.saves += 1;
  window.release = () => { localStorage.setItem('draft', JSON.stringify(draft)); done(); };
}); }"""
FULL = (
    """() => { window.keeping = () => Promise.reject(Object.assign(new Error('full'), { code: 'storage_full' })); }"""
)
GOOD = """() => { window.keeping = async (draft) => localStorage.setItem('draft', JSON.stringify(draft)); }"""


def state(tablet: Tablet) -> str:
    """What the mark says."""
    return tablet.page.get_attribute(".kept", "data-state") or ""


def test_the_mark_says_saved_only_when_it_is_kept(tablet: Tablet) -> None:
    form = released(INDIVIDUAL)
    tablet.open(form, new_draft(form), "fr")
    tablet.page.wait_for_selector(".kept[data-state=saved]")
    tablet.page.evaluate(SLOW)
    tablet.page.click(".choice >> nth=1")
    tablet.page.wait_for_selector(".kept[data-state=saving]")
    tablet.page.click(".choice >> nth=0")
    tablet.page.click(".choice >> nth=2")
    assert state(tablet) == "saving"
    assert tablet.page.evaluate("() => window.saves") == 1
    tablet.page.evaluate("() => window.release()")
    tablet.page.wait_for_function("() => window.saves === 2")
    assert state(tablet) == "saving"
    tablet.page.evaluate("() => window.release()")
    tablet.page.wait_for_selector(".kept[data-state=saved]")
    assert "<itw_mode>3</itw_mode>" in tablet.kept["instance"]


def test_a_full_memory_is_told_with_what_to_do_and_tried_again(tablet: Tablet) -> None:
    form = released(INDIVIDUAL)
    tablet.open(form, new_draft(form), "fr")
    tablet.page.evaluate(FULL)
    tablet.page.click(".choice >> nth=1")
    tablet.page.wait_for_selector(".alarm")
    assert "pleine" in tablet.page.inner_text(".alarm")
    assert state(tablet) == "failed"
    tablet.page.evaluate(GOOD)
    tablet.page.click(".alarm button")
    tablet.page.wait_for_selector(".kept[data-state=saved]")
    assert tablet.page.locator(".alarm").is_hidden()
    assert "<itw_mode>2</itw_mode>" in tablet.kept["instance"]


def test_leaving_keeps_what_was_typed(tablet: Tablet) -> None:
    form = released(INDIVIDUAL)
    tablet.open(form, new_draft(form, place="/data/g_end/end_comment"), "fr")
    tablet.page.fill("textarea", "relancer mardi")
    tablet.page.click("[data-do=sections]")
    tablet.page.click("[data-do=leave]")
    tablet.page.wait_for_function("() => window.calls.left === 1")
    assert "<end_comment>relancer mardi</end_comment>" in tablet.kept["instance"]
    assert tablet.kept["events"][-1][0] == "form exit"


def test_an_interview_that_cannot_be_sealed_stays_open_and_says_so(tablet: Tablet) -> None:
    form = released(INDIVIDUAL)
    tablet.open(form, new_draft(form), "fr")
    tablet.fill({"/data/g_id/consent": "0"})
    tablet.page.evaluate("() => { window.sealing = async () => { throw new Error('no'); }; }")
    tablet.page.click("[data-do=finish]")
    tablet.page.click("dialog [data-value=yes]")
    tablet.page.wait_for_selector(".notice")
    assert "Rien n'est perdu" in tablet.page.inner_text(".notice")
    tablet.page.evaluate("() => { window.sealing = null; }")
    assert "<consent>0</consent>" in tablet.finish()["xml"]


def test_what_an_answer_took_away_is_told_on_the_next_screen_too(tablet: Tablet) -> None:
    form = released(INDIVIDUAL)
    tablet.open(form, new_draft(form), "fr")
    agrees = {"/data/g_id/consent": "1", "/data/g_id/age": "34", "/data/g_id/consent_sens": "1"}
    tablet.fill(agrees, until="/data/g_main/g_demo/marital")
    tablet.page.click("[data-do=sections]")
    tablet.page.click(".section-row >> nth=0")
    tablet.fill(agrees, until="/data/g_id/age")
    tablet.page.fill(".typed-number", "16")
    tablet.page.click("[data-do=next]")
    tablet.page.wait_for_selector("[data-path='/data/g_id/under_age_note']")
    assert "Sexe" in tablet.page.inner_text(".notice")


def test_the_trail_begins_with_the_version_of_the_app_and_tells_another_one_where_it_begins(tablet: Tablet) -> None:
    form = written("<age/>", '<bind nodeset="/data/age" type="int"/>', question("/data/age", "Age"))
    tablet.open(form, new_draft(form, code="aaaaaaaaaaaa"))
    tablet.page.wait_for_selector(".kept[data-state=saved]")
    for code in ("aaaaaaaaaaaa", "bbbbbbbbbbbb"):
        draft = tablet.killed()
        tablet.open(form, {**draft, "code": code})
        tablet.page.wait_for_selector(".kept[data-state=saved]")
    events = [event[0] for event in tablet.kept["events"]]
    assert events[0] == "code aaaaaaaaaaaa"
    assert [event for event in events if event.startswith("code ")] == ["code aaaaaaaaaaaa", "code bbbbbbbbbbbb"]
