"""The codebook in three languages: universe in words, codes, and why a value may not be there."""

import csv
import json

import pytest

from questionnaires.changes import Changes
from questionnaires.dictionary import COLUMNS, LANGUAGES, Entry, as_csv, as_json, as_rows, as_values
from questionnaires.history import Edition, History
from tests.questionnaires.small_versions import CHOICES, SURVEY, form, without
from tests.questionnaires.survey_forms import IDS, form_of
from tests.questionnaires.test_codebook_universe import say

CHILDREN = "integer,children,Enfants,الأبناء,Children,,,. >= 0 or . = -9,,,,\n"


def entries(history: History | None = None) -> dict[str, Entry]:
    survey = without(SURVEY, "comment") + CHILDREN
    return {one["variable"]: one for one in as_values(form(survey, CHOICES, "2"), say, history)}


def history() -> History:
    return History((Edition(form()), Edition(form(without(SURVEY, "comment") + CHILDREN, CHOICES, "2"), Changes())))


def reasons(entry: Entry) -> list[str]:
    return [one["label"]["en"] for one in entry["missing"]]


def test_an_entry_says_all_of_a_variable_in_three_languages() -> None:
    risks = entries()["risks"]
    assert (risks["form_id"], risks["version"], risks["type"], risks["kind"]) == (
        "small",
        "2",
        "select_multiple",
        "text",
    )
    assert risks["label"] == {"fr": "Risques", "ar": "المخاطر", "en": "Risks"}
    assert risks["section"]["ar"] == "العمل"
    assert risks["universe"]["en"] == "the value of “Age” (age) is at least 18"
    assert risks["columns"] == ["risks", "risks__0", "risks__1", "risks__2"]
    assert risks["codes"][1] == {"code": "1", "label": {"fr": "Chute", "ar": "سقوط", "en": "Fall"}}


def test_why_a_value_may_not_be_there() -> None:
    found = entries()
    assert reasons(found["sex"]) == []
    assert reasons(found["risks"]) == ["empty: not asked, by the other answers", "empty: asked, not answered"]
    assert reasons(found["status"]) == ["empty: not asked, by the other answers", "-8: does not know"]
    assert reasons(found["children"]) == ["empty: asked, not answered", "-9: refuses to answer"]
    assert reasons(found["all_hours"])[-1] == "empty: cannot be computed from these answers"


def test_minus_five_names_the_versions_that_did_not_ask() -> None:
    found = entries(history())
    assert "-5: not asked in version 1" in reasons(found["children"])
    assert "-5: not asked in version 2" in reasons(found["comment"])
    assert not any(reason.startswith("-5") for reason in reasons(found["sex"]))


@pytest.mark.parametrize("form_id", IDS)
def test_rows_have_one_cell_a_column_and_words_in_each_language(form_id: str) -> None:
    rows = list(as_rows(form_of(form_id), say))
    assert all(set(row) == set(COLUMNS) for row in rows)
    assert all(row[f"universe_{language}"] for row in rows for language in LANGUAGES)
    coded = next(row for row in rows if row["type"] == "select_one")
    assert " = " in coded["codes_fr"]


def test_the_csv_and_the_json_hold_the_same_variables() -> None:
    small = form()
    rows = list(csv.DictReader(as_csv(small, say).splitlines(keepends=True)))
    values = json.loads(as_json(small, say))
    assert [row["variable"] for row in rows] == [value["variable"] for value in values]
    assert [row["variable"] for row in rows if row["within"] == "jobs"] == ["hours"]
