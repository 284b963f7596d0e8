"""The light road's tables: names, counts and dispositions. That they equal the export is shown end to end."""

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from questionnaires.contracts import CASES, CONTACT_ATTEMPTS, LISTING_UNITS, PSUS, ROSTER
from questionnaires.identifiers import case_id, unit_id
from simulation.field.full import full_road
from simulation.field.naming import unit_ids
from simulation.field.persons import Visit
from simulation.field.tables import tables
from simulation.fieldwork import provenance
from tests.simulation.builders import drawn, forms


@cache
def made() -> dict[str, pa.Table]:
    return {contract.name: table for contract, table in tables(drawn(), provenance(forms())).items()}


def test_units_are_named_all_at_once_as_one_by_one() -> None:
    found = drawn()
    psu = found.world.frame.psu_id[found.psus.row[found.listed.place]]
    one_by_one = [unit_id(str(name), int(no)) for name, no in zip(psu, found.listed.serial, strict=True)]
    assert unit_ids(found).to_pylist() == one_by_one


def test_every_case_is_named_after_its_unit_and_its_line() -> None:
    for row in made()[CASES.name].to_pylist():
        assert row["case_id"] == case_id(row["unit_id"], row["line_no"])


def test_units_with_eligible_persons_have_no_disposition_and_every_other_has() -> None:
    for row in made()[LISTING_UNITS.name].to_pylist():
        assert (row["disposition"] is None) == (row["eligibility"] == "eligible") == bool(row["n_eligible"])
        assert (row["n_persons"] is None) == (row["status"] != "1")


def test_counts_of_a_unit_are_those_of_its_roster() -> None:
    roster = made()[ROSTER.name].group_by("unit_id").aggregate([("selected", "sum"), ("line_no", "count")])
    told = {row["unit_id"]: (row["line_no_count"], row["selected_sum"]) for row in roster.to_pylist()}
    units = made()[LISTING_UNITS.name].to_pylist()
    assert told == {row["unit_id"]: (row["n_foreign"], row["n_selected"]) for row in units if row["n_foreign"]}


def test_respondents_are_the_complete_and_the_sufficient_interviews() -> None:
    found = drawn()
    status = made()[CASES.name].column("response_status")
    assert pc.sum(pc.cast(pc.equal(status, "respondent"), "int64")).as_py() == len(found.respondents)
    assert len(found.respondents) == found.complete.sum() + found.partial.sum()


def test_attempts_of_a_case_are_counted_and_numbered_through() -> None:
    attempts = made()[CONTACT_ATTEMPTS.name].group_by("case_id").aggregate([("visit_no", "max"), ("visit_no", "count")])
    assert attempts.column("visit_no_max") == attempts.column("visit_no_count")
    cases = {row["case_id"]: row["n_attempts"] for row in made()[CASES.name].to_pylist()}
    assert {row["case_id"]: row["visit_no_count"] for row in attempts.to_pylist()} == {
        case: n for case, n in cases.items() if n
    }


def test_weights_of_the_listed_units_sum_to_the_dwellings_of_the_frame_about() -> None:
    p = dict(zip(*(made()[PSUS.name].column(name).to_pylist() for name in ("psu_id", "p_psu")), strict=True))
    units = made()[LISTING_UNITS.name].to_pylist()
    total = sum(1 / (p[row["psu_id"]] * row["p_dwelling"]) for row in units)
    assert total == pytest.approx(drawn().world.frame.dwellings.sum() / 0.92, rel=0.1)


def test_both_roads_tell_the_same_visits() -> None:
    found = drawn()
    visits: tuple[Visit, ...] = full_road(found).visits
    assert [visit.visit_no for visit in visits] == found.attempts.visit_no.tolist()
    assert np.array([visit.at.timestamp() for visit in visits]).astype(int).tolist() == found.attempts.at.tolist()
    interviewed = {visit.case.member.case_id for visit in visits if visit.interviewed}
    ended = found.complete | found.partial
    names = {row["case_id"] for row in made()[CASES.name].to_pylist() if row["response_status"] == "respondent"}
    assert len(names) == ended.sum()
    assert names <= interviewed
