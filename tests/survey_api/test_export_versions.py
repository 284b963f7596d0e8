"""Records of several versions in one export: under the current names, and "not asked" is never "no"."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest

from questionnaires.changes import Changes, WrongChanges
from questionnaires.contracts import INTERVIEWS, LISTING_UNITS, ROSTER
from questionnaires.files import read, read_beside
from survey_api.current import Declared
from survey_api.export import DICTIONARY, Exported, export
from survey_api.settings import Settings
from tests.survey_api.builders import (
    Field,
    appoint_custodian,
    field,
    interview,
    listing,
    load_small_sample,
    publish_one,
)
from tests.survey_api.forms import interview_form, listing_form

RENAMED: Declared = {("interview", "10"): Changes({"rooms": "chambers"}, {"works": {"0": "2"}})}


def newer_interview(version: str = "10") -> bytes:
    """One question more, one that has another name, one code that became another; free text became a choice."""
    return (
        interview_form(version)
        .replace(b"<works/>", b"<works/><wage/>")
        .replace(
            b'<bind nodeset="/data/work/remark"',
            b'<bind nodeset="/data/work/wage" type="int"/><bind nodeset="/data/work/remark"',
        )
        .replace(b'<input ref="/data/work/remark">', _input("work/wage") + b'<input ref="/data/work/remark">')
        .replace(b"rooms", b"chambers")
        .replace(b"<value>0</value></item></select1><input", b"<value>2</value></item></select1><input")
    )


def _input(path: str) -> bytes:
    return f'<input ref="/data/{path}"><label>{path}</label></input>'.encode()


@pytest.fixture
def ready(own: Settings) -> Iterator[Field]:
    with field(own) as tablet:
        load_small_sample(tablet.service.order, own.home.folder / "sample")
        yield tablet


def exported(tablet: Field, declared: Declared = RENAMED) -> Exported:
    return export(tablet.settings, tablet.settings.home.exports, survey="small", declared=declared)


def the_interview(tablet: Field, declared: Declared = RENAMED) -> dict[str, Any]:
    exported(tablet, declared)
    [row] = read(tablet.settings.home.exports, INTERVIEWS).to_pylist()
    return dict(row)


def test_an_older_record_comes_under_the_current_names_and_codes(ready: Field) -> None:
    publish_one(ready.service.order, "interview", "10", newer_interview())
    ready.post(interview(**{"work/works": "0"}))
    row = the_interview(ready)
    assert (row["chambers"], row["works"], row["questionnaire_version"]) == (2, "2", "7")
    assert "rooms" not in row


def test_what_the_older_version_did_not_ask_is_minus_five_and_the_manifest_names_it(ready: Field) -> None:
    publish_one(ready.service.order, "interview", "10", newer_interview())
    ready.post(interview())
    assert the_interview(ready)["wage"] == -5
    assert exported(ready).manifest.facts["not_asked"] == {"7": ["wage"]}


def test_a_question_not_answered_in_the_newer_version_stays_empty(ready: Field) -> None:
    publish_one(ready.service.order, "interview", "10", newer_interview())
    ready.post(interview(version="10", **{"life/rooms": "", "life/chambers": "3"}))
    row = the_interview(ready)
    assert (row["chambers"], row["wage"], row["questionnaire_version"]) == (3, None, "10")


def test_versions_are_ordered_by_their_names_and_not_by_when_they_were_published(ready: Field) -> None:
    publish_one(ready.service.order, "interview", "10", newer_interview())
    publish_one(ready.service.order, "interview", "9", interview_form("9"))
    ready.post(interview())
    found = exported(ready)
    assert found.manifest.facts["questionnaires"]["interview"] == ["7", "9", "10"]
    assert found.manifest.facts["not_asked"] == {"7": ["wage"], "9": ["wage"]}


def test_a_case_is_complete_by_what_its_own_version_asked(ready: Field) -> None:
    publish_one(ready.service.order, "interview", "10", newer_interview())
    ready.post(interview())
    assert the_interview(ready)["case_id"] == "A-1-01"


def test_without_a_declaration_a_code_out_of_the_list_is_kept_and_told(ready: Field) -> None:
    publish_one(ready.service.order, "interview", "10", newer_interview())
    ready.post(interview(**{"work/works": "0"}))
    assert the_interview(ready, {})["works"] == "0"
    assert [(one.code, one.values["variable"]) for one in exported(ready, {}).problems] == [
        ("versions.code_unknown", "works")
    ]


def test_a_declaration_that_does_not_fit_stops_the_export(ready: Field) -> None:
    publish_one(ready.service.order, "interview", "10", newer_interview())
    with pytest.raises(WrongChanges):
        exported(ready, {("interview", "10"): Changes({"nothing": "chambers"})})


def test_a_free_text_of_an_older_version_does_not_leave_when_the_question_becomes_a_number(ready: Field) -> None:
    number = interview_form("10").replace(
        b'nodeset="/data/work/remark" type="string"', b'nodeset="/data/work/remark" type="int"'
    )
    publish_one(ready.service.order, "interview", "10", number)
    ready.post(interview())
    row = the_interview(ready, {})
    assert row["remark"] is None
    assert not any("nobody" in str(value) or "remark (" in name for name, value in row.items())


def test_a_question_that_was_identifying_once_never_leaves(ready: Field) -> None:
    marked = interview_form("9").replace(
        b'nodeset="/data/life/rooms" type="int"',
        b'nodeset="/data/life/rooms" type="int" xmlns:amem="https://example.org/a" amem:identifying="true"',
    )
    appoint_custodian(ready.service.order)
    publish_one(ready.service.order, "interview", "9", marked)
    publish_one(ready.service.order, "interview", "10", interview_form("10"))
    ready.post(interview(version="10"))
    assert "rooms" not in the_interview(ready, {})


def test_listing_forms_of_an_older_version_give_the_same_tables(ready: Field) -> None:
    before = exported(ready).manifest.tables
    older = listing_form("3").replace(b"members", b"folk").replace(b"<persons/>", b"").replace(_input("persons"), b"")
    older = older.replace(b'<bind nodeset="/data/persons" type="int" />', b"")
    publish_one(ready.service.order, "listing", "3", older)
    for unit, status in (("A-1", "1"), ("B-1", "4")):
        told = listing(unit, status=status).replace("members", "folk").replace('version="7"', 'version="3"')
        assert ready.post(told.replace("<persons>3</persons>", "")).status_code == 201
    found = exported(ready, {("listing", "7"): Changes({"folk": "members"})})
    assert found.outside == 0
    [unit, _] = read(ready.settings.home.exports, LISTING_UNITS).to_pylist()
    assert (unit["n_persons"], unit["n_foreign"], unit["questionnaire_version"]) == (None, 1, "3")
    [member] = read(ready.settings.home.exports, ROSTER).to_pylist()
    assert (member["case_id"], member["age"], member["questionnaire_version"]) == ("A-1-01", 30, "3")
    assert found.manifest.tables["cases"] == before["cases"]


def test_the_dictionary_lies_beside_the_tables_and_names_no_private_variable(ready: Field) -> None:
    publish_one(ready.service.order, "interview", "10", newer_interview())
    ready.post(interview())
    exported(ready)
    rows = list(csv.DictReader(io.StringIO(read_beside(ready.settings.home.exports, DICTIONARY).decode())))
    named = {row["variable"]: row for row in rows}
    assert {"age", "works", "wage", "chambers"} <= set(named)
    assert {"remark", "unit_id", "case_id"}.isdisjoint(named)
    assert "7" in named["wage"]["missing_en"]
    columns = read(ready.settings.home.exports, INTERVIEWS).column_names[len(INTERVIEWS.columns) :]
    assert columns == [column for row in rows for column in row["columns"].split()]
