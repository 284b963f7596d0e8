"""Two roads to one number: what people are, and what the analysis makes of their answers; answers that fit together."""

from collections.abc import Iterator

import numpy as np
import pytest

import simulation.filling.interviews
from questionnaires.codebook import missing_codes
from simulation.answers.abroad import LATER
from simulation.answers.occupations import LEVELS, RANK, occupations
from simulation.answers.silence import rates
from simulation.answers.table import answers
from simulation.filling.census import interviewed
from simulation.filling.versions import SIMULATED, NewItem
from simulation.population.traits import EMPLOYEE, OWN_ACCOUNT, POTENTIAL, UNAVAILABLE, UNEMPLOYED, WORKING_AGE
from tests.simulation.builders import forms, world
from tests.simulation.censuses import SEED, answered, column, derived, some_people

SILENT = ("-8", "-9")
AMOUNTS = ("rc_agent", "rc_docs", "rc_travel", "rc_local", "rc_informal", "rc_other")


def traits(name: str) -> np.ndarray:
    return np.asarray(getattr(world(SEED).traits, name)[some_people()])


def people(name: str) -> np.ndarray:
    return np.asarray(getattr(world(SEED).people, name)[some_people()])


def share(truths: Iterator[bool]) -> float:
    found = list(truths)
    return sum(found) / len(found)


def test_answers_lead_to_the_labour_force_status_of_the_person() -> None:
    assert [int(code) for code in derived("labour_force_status")] == traits("labour").tolist()


def test_answers_lead_to_the_informality_of_the_job() -> None:
    expected = np.where(traits("employed"), traits("informal"), None)
    assert derived("informal_job").tolist() == expected.tolist()


def test_answers_lead_to_the_pay_of_a_month() -> None:
    pay = world(SEED).monthly_pay[some_people()]
    for told, known, employee in zip(derived("monthly_pay"), pay, traits("employee"), strict=True):
        assert told is None or (employee and told == pytest.approx(known))


def test_who_came_as_a_child_begins_to_work_when_old_enough_and_had_no_job_waiting() -> None:
    year, months = world(SEED).country.field.first_day.year, people("months")
    came_as_child = 0
    for row, age, stayed in zip(answered(), people("age").tolist(), months.tolist(), strict=True):
        for began in ("fj_year", "mjt_year"):
            assert row[began] is None or row[began] >= year - age + WORKING_AGE
        if age - stayed // 12 < WORKING_AGE:
            came_as_child += row["fj_year"] is not None
            assert row["job_arranged"] != "1"
    assert came_as_child > 20


def test_wages_miss_nine_per_cent_and_more_among_people_in_irregular_status() -> None:
    silent = np.array([value in (-8, -9) for value in column("inc_amount")])
    asked = np.array([value is not None for value in column("inc_amount")])
    irregular = traits("irregular")
    assert 0.06 < silent[asked].mean() < 0.12
    assert silent[asked & irregular].mean() > silent[asked & ~irregular].mean()


def test_other_questions_miss_at_most_six_per_cent() -> None:
    for question, (unknown, refused) in rates().items():
        assert question in ("inc_amount", "inc_band") or 0.004 <= unknown + refused <= 0.061, question


def test_only_codes_that_a_question_offers_are_given_instead_of_an_answer() -> None:
    nodes = {node.name: node for node in forms().individual.questions}
    for question, chances in rates().items():
        offered = {code.value for code in missing_codes(nodes[question])}
        given = {code for code, chance in zip(SILENT, chances, strict=True) if chance > 0}
        assert given <= offered, question


def test_one_in_ten_rounds_the_age_to_a_multiple_of_five() -> None:
    told, known = column("age"), people("age")
    changed = told != known
    assert 0.05 < changed.mean() < 0.12
    assert all(age % 5 == 0 and abs(age - true) <= 2 for age, true in zip(told[changed], known[changed], strict=True))
    assert min(told) >= 18


def test_no_question_is_left_to_an_answer_by_its_type(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody_knows(kind: str, _codes: object, _person: object, name: str) -> Iterator[str]:
        raise AssertionError(f"{name} ({kind}) has no answer of its own that the form takes")

    monkeypatch.setattr(simulation.filling.interviews, "answers_by_type", nobody_knows)
    here, form = world(SEED), forms().individual
    for row in some_people()[:400].tolist():
        interviewed(form, here, row, SEED, here.country.field.first_day)


def test_every_question_of_the_interview_is_asked_of_somebody_and_has_an_answer_that_is_meant() -> None:
    asked = {node.name for node in forms().individual.questions if node.is_asked}
    assert asked - set(answers()) == {"deleg"}, "the form offers the delegations"
    assert set(answers()) - asked == set(LATER)


def test_what_simulated_versions_ask_in_the_middle_of_the_field_is_answered_too() -> None:
    added = {change.row["name"] for one in SIMULATED for change in one.changes if isinstance(change, NewItem)}
    assert added == set(LATER)


def test_the_same_person_answers_the_same_whoever_else_is_asked() -> None:
    here, form = world(SEED), forms().individual
    row = int(some_people()[5])
    once, again = (interviewed(form, here, row, SEED, here.country.field.first_day) for _ in range(2))
    assert once.to_xml() == again.to_xml()


def test_jobs_begin_after_arrival_and_the_first_not_after_the_present_one() -> None:
    for row in answered():
        if row["fj_any"] == "1":
            assert row["fj_year"] >= row["arr_year"]
        if row["mjt_year"] is not None:
            assert row["mjt_year"] >= row["arr_year"]
            if row["mjd_status"] == EMPLOYEE:
                assert row["fj_any"] == "1"
                assert row["fj_year"] <= row["mjt_year"]
        if row["pwk_ever"] is not None and row["fj_any"] == "1":
            assert row["pwk_ever"] == "1"
            assert row["pwk_end_year"] >= row["fj_year"]


def test_who_says_not_to_work_searches_and_is_available_as_the_status_says() -> None:
    labour = traits("labour")
    active, passive = {"1", "2", "3", "4", "5", "6", "7", "8", "96"}, {"9", "10"}
    for row, status in zip(answered(), labour, strict=True):
        methods = set((row["srh_meth"] or "").split())
        if status in (UNEMPLOYED, UNAVAILABLE) and methods:
            assert methods & active
        if status == POTENTIAL:
            assert methods <= passive


def test_nobody_came_as_a_child_to_work() -> None:
    young = people("age") - people("months") // 12 < 16
    told = [row for row, child in zip(answered(), young, strict=True) if child]
    assert len(told) > 20
    assert {row["mig_forwork"] for row in told} == {"0"}
    assert {row["mig_reason"] for row in told} <= {"4", "5"}
    assert {row["act_before"] for row in told} == {"4"}


def test_papers_agree_with_the_status_of_residence() -> None:
    for row, irregular in zip(answered(), traits("irregular"), strict=True):
        if row["permit_now"] in (None, *SILENT) or row["permit_valid"] in SILENT:
            continue
        without = row["permit_now"] == "8" or row["permit_valid"] == "3"
        assert without == irregular
        if irregular:
            assert row["work_permit"] in ("3", "4", *SILENT)


def test_costs_add_up_to_what_the_person_paid() -> None:
    fees = dict(zip(some_people().tolist(), traits("fees"), strict=True))
    parts = [name for name in answered()[0] if name in {*AMOUNTS, "rc_permit", "rc_medical", "rc_train"}]
    parts += ["rc_insur", "rc_interest"]
    told = [row for row in answered() if row["rc_curr"] == "TND" and all(row[part] >= 0 for part in parts)]
    assert len(told) > 50
    for row in told:
        assert sum(row[part] for part in parts) == pytest.approx(fees[row["person"]], abs=10 * len(parts))


def test_only_who_paid_a_recruiter_tells_of_one() -> None:
    for row, recruiter in zip(answered(), traits("recruiter"), strict=True):
        if row["fj_channel"] is not None:
            assert (row["fj_channel"] in ("3", "4")) == recruiter
        if not recruiter:
            assert row["rc_agent"] in (None, 0, -8, -9)


def test_the_coerced_tell_of_work_against_their_will_and_of_a_menace_and_no_others_of_both() -> None:
    found = []
    for row, coerced in zip(answered(), traits("coerced"), strict=True):
        told = [row[name] for name in ("fl_deceit", "fl_docs", "fl_wage", "fl_debt", "fl_force", "fl_move", "fl_viol")]
        if row["fl_leave"] is None or {*told, row["fl_leave"], row["fl_threat"]} & {*SILENT}:
            continue
        unwilling = "1" in (row["fl_deceit"], row["fl_debt"], row["fl_force"], row["fl_move"]) or row["fl_leave"] == "3"
        threats = set(row["fl_threat"].split()) & {"1", "2", "3", "4", "5", "6"}
        menaced = "1" in (row["fl_docs"], row["fl_wage"], row["fl_viol"]) or bool(threats)
        assert (unwilling and menaced) == coerced
        found.append(bool(coerced))
    assert 0 < sum(found) < len(found)


def test_the_overqualified_work_where_less_education_is_asked_for() -> None:
    for row, over in zip(answered(), traits("overqualified"), strict=True):
        if row["skl_reqedu"] is not None and row["edu_level"] != LEVELS[0]:
            assert (RANK[row["skl_reqedu"]] < RANK[row["edu_level"]]) == over


def test_what_employees_get_depends_on_being_insured() -> None:
    insured = traits("insured")
    slip = column("inc_slip")
    assert share(value == "1" for value in slip[insured] if value) > 0.6
    assert share(value == "1" for value in slip[~insured] if value) < 0.2


def test_pay_into_an_account_needs_one() -> None:
    for row in answered():
        if row["inc_how"] == "2" or row["rem_chan"] == "1":
            assert row["bank_acct"] == "1"


def test_an_interview_in_a_language_of_the_person_needs_no_interpreter_unless_interviewers_do_not_speak_it() -> None:
    for row in answered():
        assert (row["itw_interp"] == "0") == (row["itw_lang"] in ("fr", "ar", "aeb", "en"))
        assert row["itw_lang"] in row["lang_speak"].split()


def test_people_in_dormitories_share_and_the_lodged_pay_no_rent() -> None:
    quarters = world(SEED).households.quarters[people("household")]
    for row, together in zip(answered(), quarters, strict=True):
        assert not together or row["hou_type"] in ("2", "3", "4", "5", "6", "7")
        if row["hou_tenure"] == "3":
            assert row["hou_rent"] is None
            assert "2" in (row["inc_inkind"] or "2").split()


def test_the_events_of_february_2023_befell_who_was_there() -> None:
    for row in answered():
        if row["ev23"] is not None:
            assert row["arr_year"] <= 2023


def test_occupations_stand_in_every_branch_with_what_they_ask_for() -> None:
    sectors = {
        choice.name
        for node in forms().individual.questions
        if node.name == "mjj_sector"
        for choice in node.choices.every
    }  # type: ignore[union-attr] # a select has choices
    assert set(occupations()) == sectors
    places = {
        choice.name
        for node in forms().individual.questions
        if node.name == "mjj_place"
        for choice in node.choices.every
    }  # type: ignore[union-attr] # a select has choices
    for of_branch in occupations().values():
        for one in of_branch:
            assert one.level in LEVELS
            assert one.place in places
            assert all(text for texts in one.words.values() for text in texts)


def test_own_account_workers_know_whether_they_are_registered() -> None:
    registered = traits("registered")
    for row, known in zip(answered(), registered, strict=True):
        if row["mjd_status"] == OWN_ACCOUNT:
            assert row["mju_reg"] == ("1" if known else "0")
