"""A draft moves to a newer version of its form only after what is lost and what is newly asked was shown."""

import pytest

from tests.survey_api.tablet.filling.builders import choices, new_draft, question, written
from tests.survey_api.tablet.filling.page import Tablet

pytestmark = pytest.mark.browser

OLD = written(
    "<age/><town/><work/>",
    '<bind nodeset="/data/age" type="int"/>',
    question("/data/age", "Age")
    + question("/data/town", "Town")
    + question("/data/work", "Work", "select1", choices("farm", "shop")),
)
NEW = written(
    "<age/><work/><hours/>",
    '<bind nodeset="/data/age" type="int"/><bind nodeset="/data/hours" type="int" required="true()"/>',
    question("/data/age", "Age")
    + question("/data/work", "Work", "select1", choices("shop", "mill"))
    + question("/data/hours", "Hours"),
    version="2",
)
ANSWERS = {"/data/age": "30", "/data/town": "Sfax", "/data/work": "farm"}
OFFER = """async ([draft, newForm, oldForm]) => {
  const { offerMove } = await import(window.filling_at + "/moving_view.js");
  window.moved = undefined;
  offerMove(document.body, { draft, newForm, oldForm, language: "fr" }).then((moved) => { window.moved = moved; });
}"""


def test_what_is_lost_and_what_is_newly_asked_is_shown_before_moving(tablet: Tablet) -> None:
    tablet.open(OLD, new_draft(OLD), "fr")
    tablet.fill(ANSWERS)
    draft = tablet.kept
    tablet.page.evaluate(OFFER, [draft, NEW, OLD])
    tablet.page.wait_for_selector("dialog")
    lost = tablet.page.locator("dialog [data-what=moving_lost] li").all_inner_texts()
    asked = tablet.page.locator("dialog [data-what=moving_asked] li").all_inner_texts()
    assert (lost, asked) == (["Town", "Work"], ["Hours"])
    tablet.page.click("dialog [data-value=stay]")
    tablet.page.wait_for_function("() => window.moved && window.moved.stays === '2'")
    assert tablet.page.evaluate("() => window.moved.version") == "1"
    tablet.page.evaluate(OFFER, [draft, NEW, OLD])
    tablet.page.click("dialog [data-value=go]")
    tablet.page.wait_for_function("() => window.moved && !window.moved.stays")
    moved = tablet.page.evaluate("() => window.moved")
    assert moved["version"] == "2"
    assert "<age>30</age>" in moved["instance"]
    assert 'version="2"' in moved["instance"]
    assert "Sfax" not in moved["instance"]
    assert moved["id"] in moved["instance"]


def test_a_version_that_changes_nothing_loses_nothing(tablet: Tablet) -> None:
    tablet.open(OLD, new_draft(OLD), "fr")
    tablet.fill(ANSWERS)
    same = {**OLD, "version": "2", "xml": OLD["xml"].replace('version="1"', 'version="2"')}
    found = tablet.page.evaluate("([draft, form]) => compare_draft(draft, form)", [tablet.kept, same])
    assert found == {"lost": [], "newlyAsked": []}
