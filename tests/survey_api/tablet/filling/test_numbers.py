"""Numbers as people type them: stored as they were meant, or refused with a sentence."""

import re

import pytest

from tests.survey_api.tablet.driving import go_on, screen
from tests.survey_api.tablet.filling.builders import new_draft, question, written
from tests.survey_api.tablet.filling.page import Tablet

pytestmark = pytest.mark.browser

PAY = written(
    "<pay/><days/><last/>",
    '<bind nodeset="/data/pay" type="decimal" required="true()" constraint=". &gt;= 0 or . = -8 or . = -9"/>'
    '<bind nodeset="/data/days" type="int" constraint=". &lt;= 31"/>',
    question("/data/pay", "Pay") + question("/data/days", "Days") + question("/data/last", "Last"),
)


def stored(tablet: Tablet, name: str) -> str:
    """What the record has now."""
    found = re.search(f"<{name}>([^<]*)</{name}>", tablet.kept["instance"])
    return found[1] if found else ""


def typed(tablet: Tablet, text: str) -> None:
    """Type a number and go to the next field, as a keyboard does."""
    tablet.page.fill(".typed-number", text)
    tablet.page.dispatch_event(".typed-number", "change")


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_comma_point_and_arabic_digits_are_one_number(tablet: Tablet, language: str) -> None:
    tablet.open(PAY, new_draft(PAY), language)
    for text in ("850,5", "850.5", "٨٥٠٫٥", "٨٥٠,٥", " 850,50 ", "٠٨٥٠٫٥"):
        typed(tablet, "")
        typed(tablet, text)
        assert go_on(tablet.page, "/data/pay")
        assert stored(tablet, "pay") == "850.5", text
        tablet.page.click("[data-do=back]")
        tablet.page.wait_for_selector("[data-path='/data/pay']")
        assert tablet.page.input_value(".typed-number") == ("850.5" if language == "en" else "850,5")


def test_thousands_apart_are_understood_and_read_back(tablet: Tablet) -> None:
    tablet.open(PAY, new_draft(PAY), "fr")
    typed(tablet, "12 345,5")
    tablet.page.wait_for_selector(".read-back:not(:empty)")
    assert "12\u00a0345,5" in tablet.page.inner_text(".read-back")
    typed(tablet, "1\u202f234,5")
    assert go_on(tablet.page, "/data/pay")
    assert stored(tablet, "pay") == "1234.5"


@pytest.mark.parametrize("text", ["1,234.5", "1.234,5", "12 34", "8,", "huit", "1 2345"])
def test_what_could_mean_two_numbers_is_refused_and_nothing_old_is_left(tablet: Tablet, text: str) -> None:
    tablet.open(PAY, new_draft(PAY), "fr")
    typed(tablet, "7")
    typed(tablet, text)
    assert not go_on(tablet.page, "/data/pay")
    assert len(tablet.page.inner_text(".message")) > 20
    assert stored(tablet, "pay") == ""


def test_a_whole_number_takes_no_decimals(tablet: Tablet) -> None:
    tablet.open(PAY, new_draft(PAY, place="/data/days"), "fr")
    typed(tablet, "2,5")
    assert not go_on(tablet.page, "/data/days")
    assert "entier" in tablet.page.inner_text(".message")
    typed(tablet, "٢٥")
    assert go_on(tablet.page, "/data/days")
    assert stored(tablet, "days") == "25"


def test_dont_know_and_refusal_are_offered_where_the_form_foresees_them(tablet: Tablet) -> None:
    tablet.open(PAY, new_draft(PAY), "fr")
    tablet.page.click("[data-code='-9']")
    assert go_on(tablet.page, "/data/pay")
    assert stored(tablet, "pay") == "-9.0"
    assert tablet.page.locator("[data-code]").count() == 0
    assert screen(tablet.page) == "/data/days"


def test_an_amount_is_read_back_in_its_unit_and_parts(tablet: Tablet) -> None:
    unit = {"fr": "dinars", "ar": "دينار", "en": "dinars"}
    part = {"fr": "millimes", "ar": "مليم", "en": "millimes"}
    money = {"paths": ["/data/pay"], "parts": 1000, "unit": unit, "part": part}
    tablet.open(PAY, new_draft(PAY), "fr", money=money)
    typed(tablet, "2,54")
    tablet.page.wait_for_selector(".read-back:not(:empty)")
    said = re.sub("[\u2068\u2069]", "", tablet.page.inner_text(".read-back"))
    assert said == "Relisez à voix haute : 2 dinars et 540 millimes"


@pytest.mark.parametrize(("language", "words"), [("fr", "attend une réponse"), ("ar", "ينتظر إجابة")])
def test_a_question_that_must_be_answered_says_so_in_the_language_of_the_interview(
    tablet: Tablet, language: str, words: str
) -> None:
    tablet.open(PAY, new_draft(PAY), language)
    assert not go_on(tablet.page, "/data/pay")
    assert words in tablet.page.inner_text(".message")
