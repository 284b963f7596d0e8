"""Every number is printed once, the same way, and never turns round in an Arabic sentence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from presentation.bidi import without_isolation
from presentation.numbers import (
    COUNT,
    DINARS,
    DINARS_AN_HOUR,
    FACTOR,
    HOURS,
    PERCENT,
    PERSONS,
    THOUSANDS,
    Measure,
    html_numbers,
    plain_numbers,
    rounded,
)
from presentation.text import LANGUAGES, Language

NARROW, NO_BREAK, MINUS = "\u202f", "\u00a0", "\u2212"


def plain(language: Language, value: float, measure: Measure, *, unit: bool = True) -> str:
    numbers = plain_numbers(language)
    return without_isolation(numbers.full(value, measure) if unit else numbers.bare(value, measure))


@pytest.mark.parametrize(
    ("value", "measure", "fr", "ar", "en"),
    [
        (1234567, COUNT, f"1{NARROW}234{NARROW}567", "1.234.567", "1,234,567"),
        (0.1234, PERCENT, f"12,3{NO_BREAK}%", "12,3%", "12.3%"),
        (0.12345, PERCENT, f"12,3{NO_BREAK}%", "12,3%", "12.3%"),
        (0.1235, PERCENT, f"12,4{NO_BREAK}%", "12,4%", "12.4%"),
        (0.0, PERCENT, f"0,0{NO_BREAK}%", "0,0%", "0.0%"),
        (61950, THOUSANDS, f"62,0{NO_BREAK}milliers", f"62,0{NO_BREAK}ألف", f"62.0{NO_BREAK}thousand"),
        (12465, PERSONS, f"12{NARROW}470", "12.470", "12,470"),
        (-0.125, PERCENT, f"{MINUS}12,5{NO_BREAK}%", f"{MINUS}12,5%", f"{MINUS}12.5%"),
        (1234.5, DINARS, f"1{NARROW}235{NO_BREAK}DT", f"1.235{NO_BREAK}د.ت", f"1,235{NO_BREAK}TND"),
        (3.125, DINARS_AN_HOUR, f"3,13{NO_BREAK}DT/h", f"3,13{NO_BREAK}د.ت في الساعة", f"3.13{NO_BREAK}TND/h"),
        (47.25, HOURS, f"47,3{NO_BREAK}h", f"47,3{NO_BREAK}ساعة", f"47.3{NO_BREAK}h"),
        (1.2345, FACTOR, "1,235", "1,235", "1.235"),
    ],
)
def test_numbers_follow_the_usage_of_each_language(value: float, measure: Measure, fr: str, ar: str, en: str) -> None:
    assert [plain(language, value, measure) for language in ("fr", "ar", "en")] == [fr, ar, en]


@pytest.mark.parametrize(("value", "places", "expected"), [(0.5, 0, 1), (1.5, 0, 2), (2.5, 0, 3), (-2.5, 0, -3)])
def test_halves_go_away_from_zero(value: float, places: int, expected: int) -> None:
    assert rounded(value, places) == expected


def test_the_noise_of_binary_arithmetic_decides_no_digit() -> None:
    assert plain("en", 0.1225 - 2e-17, PERCENT) == plain("en", 0.1225, PERCENT) == "12.3%"


def test_nothing_is_printed_as_minus_zero() -> None:
    assert plain("fr", -0.0001, PERCENT, unit=False) == "0,0"


@given(st.floats(-1e9, 1e9, allow_nan=False))
def test_three_languages_print_the_same_digits(value: float) -> None:
    digits = {"".join(filter(str.isdigit, plain(language, value, HOURS))) for language in LANGUAGES}
    assert len(digits) == 1


def test_html_numbers_are_safe_markup_isolated_from_their_surroundings() -> None:
    printed = html_numbers("ar").interval(0.165, 0.30, PERCENT)
    assert isinstance(printed, Markup)
    assert printed == f'<bdi dir="ltr">16,5{NO_BREAK}–{NO_BREAK}30,0</bdi>'


def test_the_unit_of_money_stands_outside_the_number_in_arabic() -> None:
    assert html_numbers("ar").full(1234, DINARS) == f'<bdi dir="ltr">1.234</bdi>{NO_BREAK}د.ت'


@pytest.mark.parametrize(
    ("language", "expected"), [("fr", "25 juillet 2026"), ("ar", "25 جويلية 2026"), ("en", "25 July 2026")]
)
def test_months_carry_their_tunisian_names(language: Language, expected: str) -> None:
    assert without_isolation(plain_numbers(language).date(date(2026, 7, 25))) == expected


def test_plain_text_is_isolated_by_characters() -> None:
    assert plain_numbers("ar").interval(-0.02, 0.05, PERCENT) == f"\u2066{MINUS}2,0{NO_BREAK}–{NO_BREAK}5,0\u2069"
    assert plain_numbers("ar").date(date(2026, 7, 25)).startswith("\u2067")
    assert plain_numbers("ar").code("15-24") == "\u206615-24\u2069"
