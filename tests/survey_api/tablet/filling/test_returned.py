"""A returned interview: remarks on their very questions, and answers that stay at the office."""

import re

import pytest

from questionnaires.checking import check
from questionnaires.records import read_record
from questionnaires.synthetic import interview
from tests.questionnaires.builders import MONDAY, PRELOADED, form_of
from tests.survey_api.tablet.driving import go_on, questions, screen
from tests.survey_api.tablet.filling.builders import ID, INDIVIDUAL, Draft, new_draft, released
from tests.survey_api.tablet.filling.page import Tablet

pytestmark = pytest.mark.browser

FIRST = "uuid:0c1d7f10-9d6e-4a57-8c62-3f1c6c2b7a11"
MILIEU, CHILDREN = "/data/g_id/milieu", "/data/g_main/g_demo/n_child"
PERMIT, VALID = "/data/g_main/g_legal/permit_now", "/data/g_main/g_legal/permit_valid"
REMARKS = [
    {"thread": 7, "path": MILIEU, "position": "", "comments": ["Le PSU est urbain."], "answer": "2"},
    {"thread": 8, "path": PERMIT, "position": "", "comments": ["À reposer seul à seul."]},
]


def full_interview() -> str:
    """An invented interview in which the residence block was asked."""
    form = form_of(INDIVIDUAL)
    found = (interview(form, seed, MONDAY, PRELOADED).decode() for seed in range(400))
    return next(one for one in found if re.search("<permit_now>[1-7]</permit_now>", one) and "<n_child>" in one)


def blanked(record: str, *names: str) -> str:
    """The record as the office sends it back: these answers stay there."""
    for name in names:
        record = re.sub(f"<{name}>[^<]*</{name}>", f"<{name}/>", record)
    return record


def returned_draft(**more: object) -> Draft:
    record = blanked(full_interview(), "permit_now", "permit_valid")
    back = {"record": "r1", "deprecated": FIRST}
    return new_draft(released(INDIVIDUAL), instance=record, returned=back, comments=REMARKS, **more)


def test_a_remark_stands_on_its_question_and_is_replied_to(tablet: Tablet) -> None:
    tablet.open(released(INDIVIDUAL), returned_draft(), "fr")
    assert [path for path, _ in questions(tablet.page)] == [MILIEU]
    assert "Le PSU est urbain." in tablet.page.inner_text(".comment")
    tablet.page.fill(".comment textarea", "Corrigé après vérification.")
    tablet.page.click(".choice >> nth=0")
    assert go_on(tablet.page, MILIEU)
    assert tablet.page.locator(".comment").count() == 0
    assert [one.get("reply") for one in tablet.kept["comments"]] == ["Corrigé après vérification.", None]


def test_what_is_withheld_is_neither_shown_nor_asked_nor_required(tablet: Tablet) -> None:
    tablet.open(released(INDIVIDUAL), returned_draft(withheld=[PERMIT, VALID]), "fr")
    tablet.page.fill(".comment textarea", "Vu.")
    asked = tablet.fill({}, until=PERMIT)
    assert tablet.page.locator(".screen .choice, .screen .typed-number").count() == 0
    assert "À reposer seul à seul." in tablet.page.inner_text(".comment")
    assert go_on(tablet.page, PERMIT)
    assert screen(tablet.page) != VALID
    assert VALID not in asked
    tablet.page.click("[data-do=sections]")
    tablet.page.click("[data-do=end]")
    tablet.page.wait_for_selector(".end-ready")
    finished = tablet.finish()
    record = finished["xml"]
    assert re.search("<permit_now ?/>", record)
    assert re.search("<permit_valid ?/>", record)
    read = read_record(record.encode())
    assert (read.instance_id, read.deprecated_id) == (ID, FIRST)
    assert finished["replies"] == [{"thread": 7, "text": "Vu."}]
    problems = {problem.values.get("path") for problem in check(form_of(INDIVIDUAL), read).problems}
    assert problems <= {PERMIT, VALID}


def test_answers_of_a_returned_interview_are_there_again(tablet: Tablet) -> None:
    tablet.open(released(INDIVIDUAL), returned_draft(place=CHILDREN), "fr")
    said = re.search("<n_child>([^<]*)<", full_interview())
    assert said
    assert tablet.page.input_value(".typed-number") == said[1]
