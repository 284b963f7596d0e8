"""Members of a household: a smaller count takes nobody away without asking."""

import pytest

from questionnaires.checking import check
from questionnaires.records import read_record
from tests.questionnaires.builders import form_of
from tests.survey_api.tablet.driving import go_on, screen
from tests.survey_api.tablet.filling.builders import LISTING, new_draft, question, released, written
from tests.survey_api.tablet.filling.page import Tablet

pytestmark = pytest.mark.browser

COUNT = "/data/l_hh/n_foreign"
HOUSEHOLD = {
    "/data/l_id/unit_status": "1",
    "/data/l_hh/l_consent": "1",
    "/data/l_hh/n_persons": "4",
    COUNT: "2",
    "/data/l_hh/roster/m_age": "30",
    "/data/l_hh/roster[2]/m_age": "41",
    "/data/l_hh/roster/m_citiz": "ML",
    "/data/l_hh/roster/m_months": "12",
}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_household_is_listed_and_its_selection_shown(tablet: Tablet, language: str) -> None:
    form = released(LISTING)
    tablet.open(form, new_draft(form), language)
    tablet.fill(HOUSEHOLD, until="/data/sel_note")
    assert "2" in tablet.page.inner_text(".question-told")
    tablet.fill(HOUSEHOLD)
    record = tablet.finish()["xml"]
    assert check(form_of(LISTING), read_record(record.encode())).problems == ()
    assert record.count("<roster>") == 2
    assert "<m_age>41</m_age>" in record


def test_a_smaller_count_asks_first_and_names_what_would_go(tablet: Tablet) -> None:
    form = released(LISTING)
    tablet.open(form, new_draft(form), "fr")
    tablet.fill(HOUSEHOLD, until="/data/sel_note")
    tablet.page.click("[data-do=sections]")
    tablet.page.click(".section-row >> nth=1")
    tablet.fill(HOUSEHOLD, until=COUNT)
    tablet.page.fill(".typed-number", "1")
    tablet.page.click("[data-do=next]")
    tablet.page.wait_for_selector("dialog")
    told = tablet.page.inner_text("dialog")
    assert "Membre étranger" in told
    assert "Âge (années révolues)" in told
    tablet.page.click("dialog [data-value=keep]")
    tablet.page.wait_for_selector(".message:not(:empty)")
    assert tablet.kept["instance"].count("<roster>") == 2
    assert tablet.page.input_value(".typed-number") == "2"
    tablet.page.fill(".typed-number", "1")
    tablet.page.click("[data-do=next]")
    tablet.page.click("dialog [data-value=go]")
    tablet.page.wait_for_function("here => document.querySelector('.screen').dataset.screen !== here", arg=COUNT)
    assert tablet.kept["instance"].count("<roster>") == 1


def test_a_larger_count_asks_nothing(tablet: Tablet) -> None:
    form = released(LISTING)
    tablet.open(form, new_draft(form), "fr")
    tablet.fill(HOUSEHOLD, until="/data/l_hh/roster/m_months")
    tablet.page.click("[data-do=sections]")
    tablet.page.click(".section-row >> nth=1")
    tablet.fill(HOUSEHOLD, until=COUNT)
    tablet.page.fill(".typed-number", "3")
    assert go_on(tablet.page, COUNT)
    assert screen(tablet.page) == "/data/l_hh/roster[1]/m_sex"
    assert tablet.kept["instance"].count("<roster>") == 3


COUNTED = written(
    "<n/><more/><twice/><child><name/></child>",
    '<bind nodeset="/data/n" type="int"/><bind nodeset="/data/twice" type="int" calculate="/data/n * 2"/>',
    question("/data/n", "Pairs")
    + '<group ref="/data/child"><label>Child</label><repeat nodeset="/data/child" jr:count="/data/twice">'
    + question("/data/child/name", "Name")
    + "</repeat></group>",
)


def test_a_count_that_another_question_lowers_asks_as_well_and_nothing_is_lost(tablet: Tablet) -> None:
    tablet.open(COUNTED, new_draft(COUNTED), "fr")
    tablet.fill({"/data/n": "1", "/data/child[1]/name": "Ali", "/data/child[2]/name": "Sana"})
    tablet.page.click("[data-do=sections]")
    tablet.page.click(".section-row >> nth=0")
    tablet.page.wait_for_selector(".typed-number")
    tablet.page.fill(".typed-number", "0")
    tablet.page.wait_for_selector("dialog")
    assert tablet.page.locator("dialog li").count() == 2
    tablet.page.click("dialog [data-value=keep]")
    tablet.page.wait_for_function("() => document.querySelector('.typed-number')?.value === '1'")
    tablet.page.wait_for_selector(".kept[data-state=saved]")
    assert "<name>Ali</name>" in tablet.kept["instance"]
    assert "<name>Sana</name>" in tablet.kept["instance"]
    tablet.page.fill(".typed-number", "0")
    tablet.page.click("dialog [data-value=go]")
    tablet.page.wait_for_function("() => !localStorage.getItem('draft').includes('Sana')")
    assert "<n>0</n>" in tablet.kept["instance"]
    tablet.heard = [told for told in tablet.heard if "Dropped 2 repeat instances" not in told]  # by the engine, rightly
