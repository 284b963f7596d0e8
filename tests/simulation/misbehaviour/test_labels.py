"""The labels say what is wrong with which record, and nobody but the simulation sees them."""

from typing import Any

from questionnaires.contracts import ALL
from questionnaires.records import read_record
from simulation.field.full import full_road
from simulation.field.persons import Visit
from simulation.filling.interviews import interview
from simulation.filling.visits import contact
from simulation.misbehaviour.catalogue import FRAUD
from simulation.misbehaviour.labels import INTERVIEW, LABELS, UNIT, VISIT, FormIds
from simulation.misbehaviour.labels import labels as labels_of
from simulation.population.scenario import Misbehaviour
from tests.simulation.builders import forms
from tests.simulation.misbehaviour.builders import fraud
from tests.simulation.misbehaviour.draws import told

Row = dict[str, Any]

FORMS = FormIds("amem_tn_individual", "amem_tn_contact")


def labels(subject: str) -> list[Row]:
    return [row for row in fraud().labels.to_pylist() if row["subject"] == subject]


def by_case() -> dict[str, Visit]:
    return {visit.case.member.case_id: visit for visit in fraud().visits if visit.interviewed}


def test_every_interview_has_one_label_with_its_record_interviewer_tablet_and_day() -> None:
    held = by_case()
    found = labels(INTERVIEW)
    assert sorted(row["case_id"] for row in found) == sorted(held)
    for row in found[::20]:
        visit = held[row["case_id"]]
        record = interview(forms().individual, fraud().world, visit, fraud().seed, fraud().manner(visit))
        assert row["record_id"] == record.instance_id
        assert (row["interviewer_id"], row["device_id"]) == (visit.interviewer, visit.device)
        assert (row["unit_id"], row["day"]) == (visit.case.unit.unit_id, visit.at.date())


def test_a_copy_names_the_record_it_was_taken_from_and_others_name_none() -> None:
    kind_of = {row["record_id"]: row["kind"] for row in labels(INTERVIEW)}
    for row in labels(INTERVIEW):
        copied = row["kind"] in ("A", "D")
        assert (row["copied_from"] is not None) == (row["changed"] is not None) == copied
        assert not copied or kind_of[row["copied_from"]] is None
        assert row["fraud"] == (row["kind"] in FRAUD)
        assert (row["place"] == "dwelling") == (row["kind"] not in ("A", "D", "E"))


def test_every_dwelling_that_nobody_visited_has_a_label() -> None:
    units = {unit.unit_id: unit for unit in fraud().units}
    assert len(labels(UNIT)) == len(fraud().told.units) > 20
    for row in labels(UNIT):
        assert row["kind"] == "C"
        assert units[row["record_id"]].screened
        assert units[row["record_id"]].n_foreign == 0
        assert row["interviewer_id"] == units[row["record_id"]].interviewer


def test_every_visit_that_met_nobody_and_is_told_as_an_interview_has_a_label() -> None:
    found = told("fraud", only=Misbehaviour("A", 12, 0.45))
    rows = [row for row in labels_of(found, FORMS).to_pylist() if row["subject"] == VISIT]
    assert len(rows) == len(found.visits) > 0
    visits = full_road(found.draw).visits
    made_up = {contact(forms().contact, visits[row], 5).instance_id: visits[row] for row in found.visits.row.tolist()}
    for row in rows:
        assert (row["kind"], row["fraud"]) == ("A", True)
        assert row["place"] in ("home", "café")
        assert made_up[row["record_id"]].interviewed


def test_a_fieldwork_where_nobody_misbehaves_has_labels_without_a_kind() -> None:
    rows = fraud(kinds="").labels.to_pylist()
    assert {(row["subject"], row["kind"], row["fraud"]) for row in rows} == {(INTERVIEW, None, False)}


def test_no_table_that_travels_has_a_column_of_the_labels() -> None:
    own = {"kind", "fraud", "copied_from", "changed"}
    assert own <= {column.name for column in LABELS.columns}
    for contract in ALL:
        assert not own & {column.name for column in contract.columns}, contract.name
    for contract, table in fraud().sample.items():
        assert set(table.column_names) == {column.name for column in contract.columns}


def test_a_record_of_a_copy_says_nothing_of_its_source() -> None:
    held = by_case()
    sources = {row["record_id"]: row["case_id"] for row in labels(INTERVIEW)}
    copies = [row for row in labels(INTERVIEW) if row["copied_from"]]
    for row in copies:
        visit = held[row["case_id"]]
        record = interview(forms().individual, fraud().world, visit, fraud().seed, fraud().manner(visit))
        for secret in (row["copied_from"], sources[row["copied_from"]], "misbehaviour"):
            assert secret.encode() not in record.xml
        honest = interview(forms().individual, fraud().world, visit, fraud().seed)
        assert _facts(record.xml) == _facts(honest.xml)


def _facts(xml: bytes) -> dict[str, str | None]:
    """What identifies the record and its case: the same whether it is a copy or not."""
    record = read_record(xml)
    names = ("unit_id", "case_id", "psu_code", "interviewer_id", "min_age")
    return {name: record.root.findtext(name) for name in names} | {"instance": record.instance_id}
