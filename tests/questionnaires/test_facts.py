"""What a record says of the field: by its part, never a reason or an answer, and never more than a table can hold."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from questionnaires import parts
from questionnaires.checking import examine
from questionnaires.facts import RecordFacts, RecordKind, facts_in, facts_of
from questionnaires.records import read_record
from questionnaires.tunisia import fieldwork
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from questionnaires.versions import released
from questionnaires.xform import compile_form

FORMS = Path(fieldwork.__file__).with_name("forms")
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
VISIT: dict[str, Any] = {
    "unit_id": "U",
    "case_id": "U-01",
    "psu_code": "P",
    "interviewer_id": "E1",
    "visit_dt": AT,
    "visit_mode": "1",
    "visit_result": "5",
}


def facts(form_id: str, **answers: Any) -> RecordFacts:
    return facts_of(FIELD_FORMS, form_id, answers, {}, ())


def test_a_visit_says_who_was_where_when_and_what_came_of_it() -> None:
    found = facts("amem_tn_contact", **VISIT)
    assert (found.kind, found.case_id, found.interviewer_id, found.at) == (RecordKind.VISIT, "U-01", "E1", AT)
    assert (found.outcome, found.result, found.closes) == ("2.24", "5", False)


@pytest.mark.parametrize(
    ("reason", "closes"), [("1", False), ("2", True), ("3", True), ("4", False), ("6", True), ("96", False)]
)
def test_reasons_are_no_facts_but_that_some_close_the_case(reason: str, closes: bool) -> None:
    found = facts("amem_tn_contact", **{**VISIT, "visit_result": "3", "who_contact": "1", "refuse_why": reason})
    assert (found.outcome, found.closes) == ("2.112", closes)
    assert "refuse" not in found.to_json()


def test_an_appointment_and_a_language_are_facts() -> None:
    later = datetime(2026, 11, 22, 18, tzinfo=UTC)
    found = facts("amem_tn_contact", **{**VISIT, "visit_result": "2", "appoint_dt": later})
    assert (found.appointment, found.outcome) == (later, "2.25")
    assert facts("amem_tn_contact", **{**VISIT, "visit_result": "8", "lang_barrier": "wo"}).language_needed == "wo"


def test_an_interview_says_what_became_of_the_case() -> None:
    spoken = {"case_id": "U-01", "interviewer_id": "E1", "start": AT, "end": AT, "consent": "0"}
    found = facts("amem_tn_individual", **spoken)
    assert (found.kind, found.outcome, found.ended_at) == (RecordKind.INTERVIEW, "2.112", AT)


def test_a_listing_says_what_was_met_and_which_number_it_selected_with() -> None:
    found = facts("amem_tn_listing", unit_id="U", psu_code="P", unit_status="4", sel_u=0.25)
    assert (found.kind, found.outcome, found.selection, found.psu_id) == (RecordKind.LISTING, "4.60", 0.25, "P")
    assert facts("amem_tn_listing", unit_status="no status").outcome == ""


@pytest.mark.parametrize("case_id", ["", "x" * 256, "a\u0000b", "a\nb"])
def test_what_no_sample_could_have_names_nothing(case_id: str) -> None:
    assert facts("amem_tn_contact", **{**VISIT, "case_id": case_id}).case_id is None


@pytest.mark.parametrize(
    "at", [None, datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC), datetime(2026, 1, 1)]
)
def test_a_clock_that_cannot_be_right_says_nothing(at: datetime | None) -> None:
    assert facts("amem_tn_contact", **{**VISIT, "visit_dt": at}).at is None


@pytest.mark.parametrize("number", ["nan", "inf", "-0.1", "1.0", "words", None])
def test_a_selection_starts_between_nought_and_one(number: str | None) -> None:
    assert facts("amem_tn_listing", unit_status="4", sel_u=number).selection is None


def test_facts_and_parts_travel_as_text() -> None:
    told = facts("amem_tn_contact", **VISIT)
    assert RecordFacts.from_json(told.to_json()) == told
    again = parts.from_json(parts.to_json(FIELD_FORMS))
    assert (again.listing, again.contact, again.individual) == (
        FIELD_FORMS.listing,
        FIELD_FORMS.contact,
        FIELD_FORMS.individual,
    )


def test_facts_are_read_from_the_released_forms() -> None:
    found = {release.form_id: compile_form(release.xform()) for release in released(FORMS)}
    xml = (
        '<data id="amem_tn_contact" version="2026.1"><unit_id>U</unit_id><case_id>U-01</case_id>'
        "<today>2026-11-20</today>"
        "<v_id><visit_dt>2026-11-20T10:00:00.000+01:00</visit_dt><visit_mode>1</visit_mode>"
        "<visit_result>3</visit_result><who_contact>1</who_contact><refuse_why>2</refuse_why></v_id>"
        "<interviewer_id>E1</interviewer_id><meta><instanceID>uuid:1</instanceID></meta></data>"
    )
    examined = examine(found["amem_tn_contact"], read_record(xml.encode()))
    told = facts_in(FIELD_FORMS, found["amem_tn_contact"], examined.root, ())
    assert (told.outcome, told.closes, told.at, told.case_id) == ("2.112", True, AT, "U-01")
