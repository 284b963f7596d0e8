"""Kept after every answer: the mark says so only when it is true, and a failure is never silent."""

import pytest

from tests.survey_api.tablet.filling.builders import INDIVIDUAL, new_draft, released
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
