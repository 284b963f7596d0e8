import re
from pathlib import Path

import pytest

from questionnaires.contracts import DRAWN_CASES, LISTING_UNITS, PSUS, ROSTER, SAMPLE
from questionnaires.files import digest, read, read_manifest
from questionnaires.records import read_record
from simulation.field.margins import as_csv
from simulation.field.tables import write_sample
from simulation.fieldwork import Fieldwork, NotANumberOfInterviews, SeedNegative, simulate
from simulation.population.scenario import scenario
from tests.simulation.builders import checked, code_lists, fieldwork, forms, of_form


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, second = fieldwork(), simulate(scenario("mar"), 7, forms(), code_lists(), "small", 60)
    assert _digests(first) == _digests(second)
    assert [one.xml for one in first.submissions] == [one.xml for one in second.submissions]
    assert first.submissions == second.submissions
    assert first.truth == second.truth


def test_another_seed_gives_other_bytes() -> None:
    first, second = fieldwork(), fieldwork(8)
    assert not set(_digests(first)) & set(_digests(second))
    assert not {one.instance_id for one in first.submissions} & {one.instance_id for one in second.submissions}


def test_every_record_that_is_whole_passes_the_check() -> None:
    found = fieldwork(5, 200)
    assert len(of_form(found.submissions, forms().individual)) > 150
    early = {visit.case.member.case_id for visit in found.visits if visit.until}
    whole = [one for one in found.submissions if one.case_id not in early]
    assert {problem for one in whole for problem in map(str, checked(one).problems)} == set()


def test_every_visit_has_a_contact_form_and_every_interview_an_individual_form() -> None:
    found = fieldwork()
    interviewed = sorted(visit.case.member.case_id for visit in found.visits if visit.interviewed)
    assert len(of_form(found.submissions, forms().contact)) == len(found.visits)
    individual = of_form(found.submissions, forms().individual)
    assert sorted(str(checked(one).answers.answers["case_id"]) for one in individual) == interviewed
    assert found.n_forms == len({one.instance_id for one in found.submissions})


def test_records_carry_the_id_and_version_of_their_submission() -> None:
    for submission in fieldwork().submissions[:50]:
        record = read_record(submission.xml)
        assert (record.form_id, record.version, record.instance_id) == (
            submission.form_id,
            submission.version,
            submission.instance_id,
        )
        assert re.fullmatch(r"uuid:[0-9a-f-]{36}", submission.instance_id)


def test_a_few_submissions_are_sent_twice_and_unchanged() -> None:
    submissions = fieldwork(5, 200).submissions
    once = {one.instance_id: one.xml for one in submissions}
    assert 0 < len(submissions) - len(once) < 0.04 * len(once)
    assert all(once[one.instance_id] == one.xml for one in submissions)


def test_an_interview_follows_its_own_visit_on_the_same_device() -> None:
    found = fieldwork()
    sent = {one.instance_id: one for one in found.submissions}.values()
    devices = {
        str(checked(one).answers.answers["case_id"]): one.device
        for one in sent
        if one.form_id == forms().contact.form_id
    }
    for one in of_form(found.submissions, forms().individual):
        assert one.device == devices[str(checked(one).answers.answers["case_id"])]
    assert {one.device for one in sent} <= set(found.devices)


def test_listing_forms_reproduce_the_listed_units_and_the_roster() -> None:
    found = fieldwork()
    units = {row["unit_id"]: row for row in found.sample[LISTING_UNITS].to_pylist()}
    roster = {(row["unit_id"], row["line_no"]): row for row in found.sample[ROSTER].to_pylist()}
    records = of_form(found.listing_submissions, forms().listing)
    assert len(records) == len(units)
    for record in records:
        seen = checked(record)
        assert seen.problems == ()
        answers = seen.answers.answers
        unit = units.pop(str(answers["unit_id"]))
        told = [answers[name] for name in ("psu_code", "unit_status", "n_persons", "n_foreign", "n_elig", "n_sel")]
        assert told == [
            unit[name] for name in ("psu_id", "status", "n_persons", "n_foreign", "n_eligible", "n_selected")
        ]
        chosen = str(answers["sel_lines"] or "").split()
        for member in seen.answers.repeats["roster"]:
            row = roster.pop((unit["unit_id"], int(str(member["line_no"]))))
            assert [member["m_sex"], member["m_age"], member["m_citiz"], member["m_months"]] == [
                row["sex"],
                row["age"],
                row["citizenship"],
                row["months_in_tunisia"],
            ]
            assert [member["m_intend6"], member["m_work"]] == [row["intends_six_months"], row["works_or_seeks"]]
            assert {"1": "eligible", "0": "ineligible", "-8": "unknown"}[str(member["m_elig"])] == row["eligibility"]
            assert (str(member["line_no"]) in chosen) == row["selected"]
            assert row["p_person"] == (
                answers["sel_prob"] and float(str(answers["sel_prob"])) if row["eligibility"] == "eligible" else None
            )
    assert not units
    assert not roster


def test_drawn_cases_are_the_selected_members() -> None:
    found = fieldwork()
    selected = {row["case_id"]: row for row in found.sample[ROSTER].to_pylist() if row["selected"]}
    drawn = {row["case_id"]: row for row in found.sample[DRAWN_CASES].to_pylist()}
    assert selected.keys() == drawn.keys()
    assert all(drawn[case]["p_person"] == selected[case]["p_person"] for case in drawn)


def test_every_listed_unit_lies_in_a_drawn_area_unit() -> None:
    found = fieldwork()
    psus = set(found.sample[PSUS].column("psu_id").to_pylist())
    assert set(found.sample[LISTING_UNITS].column("psu_id").to_pylist()) == psus


def test_a_written_sample_is_read_back_and_says_that_it_is_simulated(tmp_path: Path) -> None:
    found = fieldwork()
    write_sample(tmp_path, found.sample, as_csv(found.margins), {"survey": "tunisia", **found.facts})
    assert read_manifest(tmp_path).simulated
    for contract in SAMPLE:
        assert digest(read(tmp_path, contract)) == digest(found.sample[contract])
    assert (tmp_path / "margins.csv").read_text(encoding="utf-8").count("SIMULATED") == found.margins.num_rows


def test_a_fieldwork_without_interviews_is_refused() -> None:
    with pytest.raises(NotANumberOfInterviews) as refused:
        simulate(scenario("mar"), 1, forms(), code_lists(), "small", 0)
    assert refused.value.problems[0].values == {"interviews": 0}


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(SeedNegative):
        simulate(scenario("mar"), -1, forms(), code_lists(), "small", 60)


def _digests(found: Fieldwork) -> list[str]:
    return [digest(found.sample[contract]) for contract in SAMPLE] + [digest(found.margins)]
