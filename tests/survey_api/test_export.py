"""The export: what was collected, in contract tables, whatever the order of arrival."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from questionnaires.contracts import COLLECTED, INTERVIEWS
from questionnaires.files import read, read_manifest
from survey_api.collection.errors import NoSample
from survey_api.export import Exported, export
from survey_api.settings import Settings
from tests.survey_api.builders import (
    Field,
    a_home,
    field,
    interview,
    listing,
    load_small_sample,
    orders_of,
    publish_all,
    settings_of,
    visit,
)

SENT = (
    visit("uuid:v1"),
    visit("uuid:v2", visit_no="2", result="refused", who="person"),
    visit("uuid:v3", visit_no="3", result="done"),
    interview("uuid:i1"),
    interview("uuid:i2", replaces="uuid:i1", age="31"),
)


@pytest.fixture
def ready(settings: Settings) -> Iterator[Field]:
    with field(settings) as tablet:
        load_small_sample(tablet.service.order, settings.home.folder / "sample")
        yield tablet


def exported(tablet: Field) -> Exported:
    return export(tablet.settings, tablet.settings.home.exports, survey="small")


def rows(tablet: Field, name: str) -> list[dict[str, Any]]:
    exported(tablet)
    [contract] = [contract for contract in COLLECTED if contract.name == name]
    found: list[dict[str, Any]] = read(tablet.settings.home.exports, contract).to_pylist()
    return found


def test_before_the_first_record_every_case_is_there_and_not_attempted(ready: Field) -> None:
    [case] = rows(ready, "cases")
    assert (case["case_id"], case["n_attempts"], case["disposition"]) == ("A-1-01", 0, "3.11")
    assert case["response_status"] == "unknown_eligibility"
    assert rows(ready, "interviews") == []


def test_visits_and_interview_make_a_respondent(ready: Field) -> None:
    for xml in SENT:
        assert ready.post(xml).status_code == 201
    [case] = rows(ready, "cases")
    assert (case["n_attempts"], case["disposition"], case["response_status"]) == (3, "1.1", "respondent")
    assert case["disposition_rule"] == "precedence-2"
    assert [row["result"] for row in rows(ready, "contact_attempts")] == ["absent", "refused", "done"]


def test_an_edit_takes_the_place_of_what_it_replaces(ready: Field) -> None:
    for xml in reversed(SENT):
        ready.post(xml)
    [row] = rows(ready, "interviews")
    assert (row["interview_id"], row["age"], row["case_id"]) == ("uuid:i2", 31, "A-1-01")


def test_interviews_carry_typed_answers_and_neither_free_text_nor_device(ready: Field) -> None:
    ready.post(interview())
    [row] = rows(ready, "interviews")
    assert (row["age"], row["rooms"], row["works"]) == (30, 2, "1")
    assert "remark" not in row
    assert "unit_id" not in row
    assert not any("tablet-1" in str(value) or "nobody" in str(value) for value in row.values())
    assert row["started_at"].isoformat() == "2026-11-21T09:00:00+00:00"
    assert row["questionnaire_version"] == "7"


def test_what_is_in_quarantine_is_not_exported(ready: Field) -> None:
    ready.post(interview())
    ready.post(interview(age="77"))
    ready.post(interview("uuid:i9", version="99"))
    found = exported(ready)
    assert found.quarantined == 2
    assert [row["age"] for row in rows(ready, "interviews")] == [30]


def test_records_outside_the_sample_stay_in_the_store_and_are_counted(ready: Field) -> None:
    ready.post(interview("uuid:i9", case_id="Z-9-01"))
    ready.post(visit("uuid:v9", unit_id="Z-9"))
    ready.post(visit("uuid:v8", at=""))
    ready.post(visit("uuid:v7", case_id="A-1-09"))
    assert exported(ready).outside == 4
    assert rows(ready, "interviews") == rows(ready, "contact_attempts") == []


def test_of_two_interviews_of_a_case_the_more_complete_counts_then_the_later(ready: Field) -> None:
    ready.post(interview("uuid:full", end="2026-11-21T10:40:00.000+01:00"))
    ready.post(interview("uuid:partial", end="2026-11-22T10:40:00.000+01:00", **{"life/rooms": ""}))
    assert [row["interview_id"] for row in rows(ready, "interviews")] == ["uuid:full"]
    ready.post(interview("uuid:later", end="2026-11-23T10:40:00.000+01:00"))
    assert [row["interview_id"] for row in rows(ready, "interviews")] == ["uuid:later"]


@pytest.mark.parametrize(
    ("answers", "disposition"),
    [
        ({"life/rooms": ""}, "1.2"),
        ({"work/works": ""}, "2.12"),
        ({"agrees": "0", "age": "", "work/works": "", "life/rooms": ""}, "2.112"),
        ({"age": "16", "too_young": "1"}, "4.70"),
    ],
)
def test_an_interview_that_was_cut_short_says_so(tablet: Field, answers: dict[str, str], disposition: str) -> None:
    load_small_sample(tablet.service.order, tablet.settings.home.folder / "sample")
    tablet.post(interview(**answers))
    [case] = rows(tablet, "cases")
    assert case["disposition"] == disposition
    assert len(rows(tablet, "interviews")) == (1 if disposition.startswith("1.") else 0)


def test_a_visit_before_a_person_was_selected_counts_for_the_cases_of_the_unit(tablet: Field) -> None:
    load_small_sample(tablet.service.order, tablet.settings.home.folder / "sample")
    tablet.post(visit("uuid:v1", case_id="", result="screened"))
    [case] = rows(tablet, "cases")
    assert (case["n_attempts"], case["disposition"]) == (1, "3.11")


def test_listing_forms_give_the_same_tables_as_the_loaded_sample(tablet: Field) -> None:
    load_small_sample(tablet.service.order, tablet.settings.home.folder / "sample")
    before = exported(tablet).manifest.tables
    assert tablet.post(listing("A-1")).status_code == 201
    assert tablet.post(listing("B-1", status="4")).status_code == 201
    assert exported(tablet).manifest.tables == before


def test_listing_forms_correct_what_was_loaded(tablet: Field) -> None:
    load_small_sample(tablet.service.order, tablet.settings.home.folder / "sample")
    tablet.post(listing("A-1", status="2"))
    [unit, _] = rows(tablet, "listing_units")
    assert (unit["status"], unit["disposition"], unit["eligibility"]) == ("2", "3.212", "unknown")
    assert unit["n_persons"] is None
    assert rows(tablet, "roster") == []


def _export_in_order(folder: Path, sent: Sequence[str]) -> tuple[str, bytes]:
    settings = settings_of(a_home(folder))
    with field(settings) as tablet:
        load_small_sample(tablet.service.order, folder / "sample")
        for xml in sent:
            assert tablet.post(xml).status_code == 201
        exported(tablet)
    return read_manifest(settings.home.exports).to_json(), (settings.home.exports / "interviews.parquet").read_bytes()


def test_two_orders_of_arrival_give_the_same_export(tmp_path: Path) -> None:
    otherwise = [SENT[4], SENT[2], SENT[0], SENT[3], SENT[0], SENT[1], SENT[4]]
    assert _export_in_order(tmp_path / "a", SENT) == _export_in_order(tmp_path / "b", otherwise)


def test_the_manifest_says_what_the_sample_said_and_which_questionnaires(ready: Field) -> None:
    facts = exported(ready).manifest.facts
    assert facts["simulated"] is True
    assert facts["survey"] == "small"
    assert facts["questionnaires"] == {"interview": ["7"], "listing": ["7"], "visit": ["7"]}


def test_answers_of_the_interview_are_declared_columns(ready: Field) -> None:
    ready.post(interview())
    exported(ready)
    names = read(ready.settings.home.exports, INTERVIEWS).column_names
    assert names[: len(INTERVIEWS.columns)] == [column.name for column in INTERVIEWS.columns]
    assert {"age", "works", "rooms", "agrees"} <= set(names)


def test_without_a_sample_there_is_nothing_to_export(own: Settings) -> None:
    publish_all(orders_of(own))
    with pytest.raises(NoSample):
        export(own, own.home.exports, survey="small")
    assert not own.home.exports.exists()
