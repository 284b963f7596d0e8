"""What protects the person in front of the interviewer: the questions of the sensitive blocks, and one tap."""

import pytest

from questionnaires.checking import check
from questionnaires.records import read_record
from tests.questionnaires.builders import form_of
from tests.survey_api.tablet.driving import questions
from tests.survey_api.tablet.filling.builders import ALONE, INDIVIDUAL, PROTECTION, new_draft, released
from tests.survey_api.tablet.filling.page import Tablet

pytestmark = pytest.mark.browser

AGREES = {
    "/data/g_id/itw_interp": "0",
    "/data/g_id/consent": "1",
    "/data/g_id/age": "34",
    "/data/g_id/consent_sens": "1",
}
SENSITIVE = ("permit_now", "fl_deceit", "fl_viol", "uni_member", "dis_any")


def test_a_person_of_16_is_asked_nothing_more(tablet: Tablet) -> None:
    form = released(INDIVIDUAL)
    tablet.open(form, new_draft(form), "fr", protection=PROTECTION)
    tablet.fill({**AGREES, "/data/g_id/age": "16"}, until="/data/g_id/under_age_note")
    assert "18" in tablet.page.inner_text(".question-told")
    asked = tablet.fill({})
    assert not any("g_main" in path for path in asked)
    record = tablet.finish()["xml"]
    assert "<g_main" not in record
    assert not any(f"<{name}" in record for name in SENSITIVE)
    assert check(form_of(INDIVIDUAL), read_record(record.encode())).problems == ()


def test_where_somebody_else_is_present_no_sensitive_question_is_in_the_record(tablet: Tablet) -> None:
    form = released(INDIVIDUAL)
    draft = new_draft(form)
    tablet.open(form, draft, "fr", protection=PROTECTION)
    tablet.fill({**AGREES, ALONE[0]: "1"}, until="/data/g_main/g_legal/permit_now")
    tablet.fill({}, until="/data/g_main/g_legal/work_permit")
    assert "<permit_now>" in tablet.kept["instance"]
    tablet.page.click("[data-do=sections]")
    tablet.page.click(".section-row[aria-current]")
    while not any(path == ALONE[0] for path, _ in questions(tablet.page)):
        here = tablet.page.get_attribute(".screen", "data-screen")
        tablet.page.click("[data-do=back]")
        tablet.page.wait_for_function("here => document.querySelector('.screen').dataset.screen !== here", arg=here)
    assert tablet.page.locator(".alone-badge").count() == 1
    tablet.page.click(".choice >> nth=1")
    tablet.page.wait_for_selector(".notice")
    asked = tablet.fill({ALONE[0]: "0"}, until="/data/g_main/g_first/fj_any")
    assert "/data/g_main/skip_legal" in asked
    assert not any("g_legal" in path for path in asked)
    assert "<g_legal" not in tablet.kept["instance"]


def test_one_tap_hides_the_screen_and_is_in_the_trail(tablet: Tablet) -> None:
    form = released(INDIVIDUAL)
    tablet.open(form, new_draft(form), "fr")
    tablet.page.click("[data-do=hide]")
    assert tablet.page.evaluate("() => window.calls.hidden") == 1
    tablet.page.click(".choice >> nth=0")
    tablet.page.click("[data-do=next]")
    tablet.page.wait_for_selector("[data-path='/data/g_id/gov']")
    assert "hide" in [event[0] for event in tablet.kept["events"]]


def test_the_referral_card_opens_from_its_note(tablet: Tablet) -> None:
    form = released(INDIVIDUAL)
    tablet.open(form, new_draft(form), "fr", protection=PROTECTION)
    tablet.fill({**AGREES, "/data/g_id/age": "16"}, until="/data/g_end/referral")
    tablet.page.click("[data-do=card]")
    assert tablet.page.evaluate("() => window.calls.cards") == 1
