"""The released questionnaires, filled in: what is asked of whom, the reference week, the draw."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import permutations

import pytest

from questionnaires.checking import check
from questionnaires.records import read_record
from tests.questionnaires.survey_forms import TUNIS, Given, asked, form_of, household, interview

INDIVIDUAL = "amem_tn_individual"
LISTING = "amem_tn_listing"
ADULT: Given = {"itw_interp": "0", "consent": "1", "age": 30, "consent_sens": "1"}
EMPLOYEE: Given = {**ADULT, "atw_pay": "1", "mjd_status": "1"}


@pytest.mark.parametrize("zone", [TUNIS, UTC], ids=["Africa/Tunis", "UTC"])
@pytest.mark.parametrize("day", [date(2026, 11, 23) + timedelta(days=n) for n in range(7)], ids=lambda day: f"{day:%a}")
@pytest.mark.parametrize("hour", [0, 12, 23])
def test_the_reference_week_is_the_last_whole_week(zone: tzinfo, day: date, hour: int) -> None:
    filled = interview(INDIVIDUAL, ADULT, now=datetime.combine(day, time(hour, 15), tzinfo=zone))
    assert (filled.value("ref_start"), filled.value("ref_end")) == ("16/11/2026", "22/11/2026")


def test_on_a_sunday_the_week_that_ends_that_day_is_not_over() -> None:
    filled = interview(INDIVIDUAL, ADULT, now=datetime(2026, 11, 22, 18, 0, tzinfo=TUNIS))
    assert filled.value("ref_end") == "15/11/2026"


def test_a_draft_finished_in_december_keeps_its_week() -> None:
    begun = interview(INDIVIDUAL, ADULT, now=datetime(2026, 11, 22, 18, 0, tzinfo=TUNIS))
    record = read_record(begun.to_xml())
    reopened = check(form_of(INDIVIDUAL), record)
    assert reopened.answers.answers["ref_end"] == "15/11/2026"
    assert not any(problem.code == "checks.calculate" for problem in reopened.problems)


def test_someone_who_refuses_is_asked_nothing_more() -> None:
    after = asked(interview(INDIVIDUAL, {"consent": "0"}))
    assert "age" not in after
    assert "sex" not in after
    assert "end_private" not in after


@pytest.mark.parametrize("age", [14, 17])
def test_nobody_under_18_is_asked_anything_after_the_age(age: int) -> None:
    filled = interview(INDIVIDUAL, {"consent": "1", "age": age})
    assert filled.value("under_age") == "1"
    assert asked(filled).isdisjoint({"consent_sens", "sex", "atw_pay", "alone_legal", "end_private"})


def test_an_adult_is_not_under_age_and_silence_is_neither() -> None:
    assert interview(INDIVIDUAL, {"consent": "1", "age": 18}).value("under_age") == "0"
    assert interview(INDIVIDUAL, {"consent": "1"}).value("under_age") == ""


def test_residence_is_asked_alone_or_not_at_all() -> None:
    assert "permit_now" in asked(interview(INDIVIDUAL, {**ADULT, "alone_legal": "1"}))
    assert "permit_now" not in asked(interview(INDIVIDUAL, {**ADULT, "alone_legal": "0"}))
    assert "permit_now" not in asked(interview(INDIVIDUAL, ADULT))


def test_a_skipped_block_leads_to_the_offer_to_come_back() -> None:
    assert "resched_sens" in asked(interview(INDIVIDUAL, {**ADULT, "alone_rights": "0"}))
    assert "resched_sens" not in asked(interview(INDIVIDUAL, {**ADULT, "alone_rights": "1"}))


@pytest.mark.parametrize("interpreter", ["3", "4"], ids=["family", "employer"])
def test_family_and_employers_never_interpret_the_sensitive_blocks(interpreter: str) -> None:
    filled = interview(INDIVIDUAL, {**EMPLOYEE, "itw_interp": interpreter, "alone_legal": "1", "alone_rights": "1"})
    assert asked(filled).isdisjoint({"alone_legal", "permit_now", "alone_fl", "fl_docs", "alone_rights", "dis_any"})


@pytest.mark.parametrize(
    ("year", "month", "expected"),
    [(2022, 12, True), (2023, 2, True), (2023, 3, False), (2023, -8, False), (2024, 1, False)],
)
def test_the_events_of_2023_are_asked_of_those_who_were_there(year: int, month: int, expected: bool) -> None:
    told = {**ADULT, "arr_year": year, "arr_month": month, "alone_rights": "1"}
    assert ("ev23" in asked(interview(INDIVIDUAL, told))) is expected


@pytest.mark.parametrize(
    ("amount", "dinars", "millimes"),
    [(2.540, "2", "540"), (450, "450", "0"), (0.005, "0", "5"), (12345.678, "12345", "678"), (-8, "", "")],
)
def test_pay_is_read_back_in_dinars_and_millimes(amount: float, dinars: str, millimes: str) -> None:
    filled = interview(INDIVIDUAL, {**EMPLOYEE, "inc_amount": amount})
    assert (filled.value("inc_dinars"), filled.value("inc_millimes")) == (dinars, millimes)


@pytest.mark.parametrize("component", ["rc_agent", "rc_medical", "rc_other"])
def test_one_unknown_cost_is_enough_to_ask_for_the_total(component: str) -> None:
    first = {"mig_forwork": "1", "arr_year": 2025, "fj_any": "1", "fj_year": 2025, "fj_month": 6}
    assert "rc_total" not in asked(interview(INDIVIDUAL, {**ADULT, **first, component: 0}))
    assert "rc_total" in asked(interview(INDIVIDUAL, {**ADULT, **first, component: -8}))


@pytest.mark.parametrize(
    ("year", "month", "expected"), [(2026, 3, True), (2025, 11, True), (2025, 10, False), (2025, -8, True)]
)
def test_injuries_are_asked_of_those_who_worked_in_the_last_12_months(year: int, month: int, expected: bool) -> None:
    idle = {"atw_pay": "0", "atw_pft": "0", "atw_fam": "0", "abs_job": "0", "pwk_ever": "1"}
    filled = interview(INDIVIDUAL, {**ADULT, **idle, "pwk_end_year": year, "pwk_end_month": month})
    assert ("osh_n" in asked(filled)) is expected


@pytest.mark.parametrize("order", list(permutations([("1", 44), ("2", 44), ("1", 19)])), ids=str)
def test_the_draw_does_not_depend_on_the_order_of_the_roster(order: tuple[tuple[str, int], ...]) -> None:
    filled = interview(LISTING, household(list(order)), preload={"sel_u": "0.5"})
    (line,) = filled.value("sel_lines").split()
    assert order[int(line) - 1] == ("1", 44)  # the second by age, then sex


@pytest.mark.parametrize(("eligible", "drawn"), [(1, 1), (5, 1), (6, 2), (14, 2), (15, 3), (40, 3)])
@pytest.mark.parametrize("u", ["0", "0.31", "0.999999"])
def test_one_two_or_three_persons_are_drawn(eligible: int, drawn: int, u: str) -> None:
    filled = interview(LISTING, household([("1", 20 + n) for n in range(eligible)]), preload={"sel_u": u})
    assert len(filled.value("sel_lines").split()) == int(filled.value("n_sel")) == drawn
    assert float(filled.value("sel_prob")) == pytest.approx(drawn / eligible)


def test_over_all_numbers_drawn_each_person_has_the_stated_chance() -> None:
    members = household([("1", 20 + n) for n in range(7)])
    drawn = [interview(LISTING, members, preload={"sel_u": str(k / 70)}).value("sel_lines").split() for k in range(70)]
    assert {line: sum(line in lines for lines in drawn) for line in map(str, range(1, 8))} == dict.fromkeys(
        map(str, range(1, 8)), 20
    )


def test_do_not_know_leaves_eligibility_unknown() -> None:
    filled = interview(LISTING, household([("1", 30), ("2", 16)], months=2, works="-8"), preload={"sel_u": "0.5"})
    rows = check(form_of(LISTING), read_record(filled.to_xml())).answers.repeats["roster"]
    assert [row["m_elig"] for row in rows] == [-8, 0]
    assert (filled.value("n_elig"), filled.value("n_unknown"), filled.value("sel_lines")) == ("0", "1", "")


def test_a_household_that_was_not_screened_has_no_counts() -> None:
    filled = interview(LISTING, {"unit_status": "2"})
    assert [filled.value(name) for name in ("n_elig", "n_unknown", "n_sel", "sel_prob")] == ["", "", "", ""]


def test_a_visit_is_not_in_the_future_and_an_appointment_not_in_the_past() -> None:
    now = datetime(2026, 11, 24, 10, 0, tzinfo=TUNIS)
    filled = interview("amem_tn_contact", {"visit_result": "2"}, now=now)
    dated = {question.name: question for question in filled.questions() if question.name in ("visit_dt", "appoint_dt")}
    for name, moment, accepted in (
        ("visit_dt", "2026-11-24T23:30:00.000+01:00", True),
        ("visit_dt", "2026-11-25T00:30:00.000+01:00", False),
        ("appoint_dt", "2026-11-24T00:30:00.000+01:00", True),
        ("appoint_dt", "2026-11-23T23:30:00.000+01:00", False),
    ):
        filled.answer(dated[name], moment)
        assert filled.accepts(dated[name]) is accepted, (name, moment)
