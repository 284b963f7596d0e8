"""Back-checks in the export for whoever checks the fieldwork: rows of units and cases of the sample, nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from questionnaires.tunisia.fieldwork import FIELD_FORMS
from survey_api.asked_again import back_checks
from survey_api.held import Held

UNITS = {"U1": {"unit_id": "U1", "frame": "1"}, "U2": {"unit_id": "U2", "frame": "1"}}
CASES = {"U1-01": {"case_id": "U1-01", "unit_id": "U1"}}
SAID: Mapping[str, object] = {
    "unit_id": "U1", "case_id": "U1-01", "interviewer_id": "B01", "start": datetime(2026, 10, 9, tzinfo=UTC),
}  # fmt: skip


def record(form: str = "amem_tn_backcheck", **answers: object) -> Held:
    return Held(form, "2026.1", "uuid:b", 0, {**SAID, **answers}, {}, ())


def test_a_back_check_names_its_unit_its_case_and_who_made_it() -> None:
    [row] = back_checks([record()], UNITS, CASES, FIELD_FORMS)
    assert row is not None
    assert (row["unit_id"], row["case_id"], row["interviewer_id"]) == ("U1", "U1-01", "B01")


def test_a_unit_where_nobody_was_drawn_is_back_checked_without_a_case() -> None:
    [row] = back_checks([record(case_id=None)], UNITS, CASES, FIELD_FORMS)
    assert row is not None
    assert row["case_id"] is None


@pytest.mark.parametrize(
    "answers", [{"unit_id": "U9"}, {"unit_id": "U2"}, {"interviewer_id": None}, {"start": None}], ids=str
)
def test_what_belongs_to_nobody_is_no_row(answers: dict[str, object]) -> None:
    assert back_checks([record(**answers)], UNITS, CASES, FIELD_FORMS) == [None]


def test_other_records_and_surveys_without_the_form_have_none() -> None:
    assert back_checks([record("amem_tn_contact")], UNITS, CASES, FIELD_FORMS) == []
    assert back_checks([record()], UNITS, CASES, replace(FIELD_FORMS, back_check=None)) == []
