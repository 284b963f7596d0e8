"""Edits when answers are read: applied where they fit, refused where they do not; codes joined as text."""

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coded import with_codes
from analysis.editing import Described, described, edited
from analysis.problems import WrongEdits
from questionnaires.contracts import EDITS, Kind
from questionnaires.dictionary import COLUMNS
from questionnaires.files import table

VARIABLES = {
    "age": Described(Kind.WHOLE, several=False, codes=()),
    "pay": Described(Kind.NUMBER, several=False, codes=()),
    "sex": Described(Kind.TEXT, several=False, codes=("1", "2")),
    "why": Described(Kind.TEXT, several=True, codes=("a", "b", "c")),
}
INTERVIEWS = pa.table(
    {
        "case_id": ["A", "B"],
        "age": pa.array([30, None], pa.int64()),
        "pay": [480.0, 25.5],
        "sex": ["1", "2"],
        "why": ["a", "a b"],
        "why__a": [True, True],
        "why__b": [False, True],
        "why__c": [False, False],
    }
)


def edits(*rows: tuple[str, str, str | None, str | None]) -> pa.Table:
    seen: dict[tuple[str, str], int] = {}
    made = []
    for case, variable, old, new in rows:
        seen[case, variable] = step = seen.get((case, variable), 0) + 1
        row: dict[str, Any] = {"edit_id": f"{case}/{variable}/{step}", "case_id": case, "variable": variable}
        row |= {"step": step, "old": old, "new": new, "rule": "r", "who": "a", "confirmed_by": "b"}
        made.append({**row, "at": datetime(2026, 11, 24, tzinfo=UTC)})
    return table(EDITS, made)


def test_an_edit_is_applied_in_the_type_of_its_column() -> None:
    done = edited(
        INTERVIEWS, edits(("A", "age", "30", "31"), ("B", "age", None, "40"), ("B", "pay", "25.5", None)), VARIABLES
    )
    assert done.column("age").to_pylist() == [31, 40]
    assert done.column("pay").to_pylist() == [480.0, None]
    assert done.schema == INTERVIEWS.schema
    assert INTERVIEWS.column("age").to_pylist() == [30, None]


def test_an_edit_of_several_choices_moves_their_columns_too() -> None:
    done = edited(INTERVIEWS, edits(("A", "why", "a", "b c"), ("B", "why", "a b", None)), VARIABLES)
    assert [done.column(f"why__{code}").to_pylist() for code in "abc"] == [[False, None], [True, None], [True, None]]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("A", "age", "31", "32"), "edit_old_differs"),
        (("A", "sex", "1", "3"), "edit_not_an_answer"),
        (("A", "why", "a", "a z"), "edit_not_an_answer"),
        (("A", "age", "30", "old"), "edit_not_an_answer"),
        (("Z", "age", "30", "31"), "edit_of_nothing"),
        (("A", "no_such", "30", "31"), "edit_of_nothing"),
    ],
)
def test_an_edit_that_does_not_fit_is_refused_by_its_name(row: tuple[str, str, str, str], code: str) -> None:
    with pytest.raises(WrongEdits) as refusal:
        edited(INTERVIEWS, edits(("B", "sex", "2", "1"), row), VARIABLES)
    assert [problem.code for problem in refusal.value.problems] == [f"analysis.{code}"]


def test_edits_of_one_answer_follow_each_other() -> None:
    chain = (("A", "age", "30", "31"), ("A", "age", "31", "45"), ("A", "age", "45", "30"))
    assert edited(INTERVIEWS, edits(*chain[:2]), VARIABLES).column("age").to_pylist()[0] == 45
    assert edited(INTERVIEWS, edits(*chain), VARIABLES).equals(INTERVIEWS)
    with pytest.raises(WrongEdits):
        edited(INTERVIEWS, edits(chain[1], chain[0]), VARIABLES)


DISTINCT = (("A", "age", "30", "31"), ("A", "sex", "1", "2"), ("B", "pay", "25.5", "26.0"), ("B", "why", "a b", "c"))


@given(st.permutations(DISTINCT))
def test_edits_of_different_answers_are_the_same_in_any_order(rows: list[tuple[str, str, str, str]]) -> None:
    assert edited(INTERVIEWS, edits(*rows), VARIABLES).equals(edited(INTERVIEWS, edits(*DISTINCT), VARIABLES))


@given(st.permutations(DISTINCT), st.integers(0, 4))
def test_edits_applied_in_two_lots_leave_what_they_leave_at_once(
    rows: list[tuple[str, str, str, str]], cut: int
) -> None:
    first = edited(INTERVIEWS, edits(*rows[:cut]), VARIABLES)
    assert edited(first, edits(*rows[cut:]), VARIABLES).equals(edited(INTERVIEWS, edits(*rows), VARIABLES))


def test_the_dictionary_tells_types_and_codes_whatever_a_spreadsheet_needs_before_them() -> None:
    row = dict.fromkeys(COLUMNS, "") | {"variable": "x", "type": "select_multiple", "kind": "text"}
    row["codes_en"] = '"\'-8 = Do not know\n1 = Yes"'
    text = ",".join(COLUMNS) + "\n" + ",".join(row[name] for name in COLUMNS) + "\n"
    assert described(text.encode()) == {"x": Described(Kind.TEXT, several=True, codes=("-8", "1"))}


def test_codes_are_joined_as_text_and_empty_where_none_stands() -> None:
    codings = pa.table({"case_id": ["B", "B"], "variable": ["isic", "isco"], "code": ["01", "0110"]})
    done = with_codes(INTERVIEWS, codings, ["isco", "isic", "other"])
    assert [done.column(name).to_pylist() for name in ("isco", "isic", "other")] == [
        [None, "0110"],
        [None, "01"],
        [None, None],
    ]
