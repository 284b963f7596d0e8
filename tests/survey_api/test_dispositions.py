"""What becomes of a case after its visits: the best outcome counts, whatever came last."""

from itertools import permutations

import pytest

from questionnaires.codes import Disposition, Eligibility
from questionnaires.fieldwork import PRECEDENCE, disposition_of_case
from questionnaires.tunisia.fieldwork import CONTACT, FIELD_FORMS, INDIVIDUAL, LISTING

D = Disposition
AGREED = {"consent": "1", "under_age": "0"}

CASES = """
visits                  interview   final
-                       -           3.11
2.24                    -           2.24
2.24 2.112              -           2.112
2.112 2.24 2.24         -           2.112
2.111 2.112             -           2.112
2.33 2.24               -           2.33
2.24 2.25               -           2.25
2.112 2.36              1.1         1.1
2.36                    1.2         1.2
2.36 2.112              2.12        2.12
2.24 4.70               -           2.24
4.70                    -           4.70
2.24 2.112              4.70        4.70
-                       2.112       2.112
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines()[1:])
def test_the_final_disposition_is_the_most_informative_outcome(line: str) -> None:
    *visits, interview, final = line.split()
    outcomes = [D(code) for code in visits if code != "-"]
    held = None if interview == "-" else D(interview)
    for order in permutations(outcomes):
        assert disposition_of_case(order, held, default=D.NOT_ATTEMPTED) == final


def test_every_disposition_has_its_place_in_the_order() -> None:
    assert sorted(PRECEDENCE) == sorted(D)


RESULTS = {
    ("1", "1"): D.OTHER_ELIGIBLE,
    ("2", "1"): D.PERSON_AWAY,
    ("3", "1"): D.PERSON_REFUSAL,
    ("3", "2"): D.HOUSEHOLD_REFUSAL,
    ("3", "3"): D.HOUSEHOLD_REFUSAL,
    ("4", "1"): D.BREAK_OFF,
    ("5", ""): D.NOBODY_AT_HOME,
    ("7", ""): D.NO_ACCESS,
    ("8", "1"): D.LANGUAGE,
    ("11", "2"): None,
    ("12", "2"): D.DEAD,
    ("13", "2"): D.UNABLE,
    ("", ""): None,
}


@pytest.mark.parametrize(("given", "meaning"), RESULTS.items())
def test_each_result_of_a_visit_says_something_of_the_case(given: tuple[str, str], meaning: Disposition | None) -> None:
    result, who = given
    assert CONTACT.disposition({"visit_result": result, "who_contact": who}) == meaning


INTERVIEWS = [
    (AGREED, (), D.COMPLETE),
    (AGREED, ("/data/g_main/g_liv/hou_type", "/data/g_main/g_rem/rem_send"), D.PARTIAL),
    (AGREED, ("/data/g_main/g_wkt/wkt_usual",), D.BREAK_OFF),
    (AGREED, ("/data/g_main/g_job/mjj_title", "/data/g_main/g_liv/hou_type"), D.BREAK_OFF),
    ({"consent": "0"}, (), D.PERSON_REFUSAL),
    ({"consent": "1", "under_age": "1"}, (), D.NO_ELIGIBLE_PERSON),
    ({"consent": "1"}, ("/data/g_id/age",), D.BREAK_OFF),
    ({}, ("/data/g_id/consent",), D.BREAK_OFF),
]


@pytest.mark.parametrize(("answers", "unanswered", "meaning"), INTERVIEWS)
def test_an_interview_is_complete_or_partial_by_the_blocks_that_were_gone_through(
    answers: dict[str, str], unanswered: tuple[str, ...], meaning: Disposition
) -> None:
    assert INDIVIDUAL.disposition(answers, unanswered) is meaning


UNITS = [
    ("1", "1", [Eligibility.ELIGIBLE, Eligibility.UNKNOWN], None, Eligibility.ELIGIBLE),
    ("1", "1", [Eligibility.INELIGIBLE], D.NO_ELIGIBLE_PERSON, Eligibility.INELIGIBLE),
    ("1", "1", [], D.NO_ELIGIBLE_PERSON, Eligibility.INELIGIBLE),
    ("1", "1", [Eligibility.UNKNOWN, Eligibility.INELIGIBLE], D.UNKNOWN_OTHER, Eligibility.UNKNOWN),
    ("1", "0", [], D.SCREENER_REFUSAL, Eligibility.UNKNOWN),
    ("2", None, [], D.SCREENER_NON_CONTACT, Eligibility.UNKNOWN),
    ("3", None, [], D.SCREENER_REFUSAL, Eligibility.UNKNOWN),
    ("4", None, [], D.VACANT, Eligibility.INELIGIBLE),
    ("5", None, [], D.NOT_A_DWELLING, Eligibility.INELIGIBLE),
    ("6", None, [], D.NOT_FOUND, Eligibility.UNKNOWN),
]


@pytest.mark.parametrize(("status", "consent", "members", "disposition", "eligibility"), UNITS)
def test_what_is_known_of_a_listed_unit(
    status: str,
    consent: str | None,
    members: list[Eligibility],
    disposition: Disposition | None,
    eligibility: Eligibility,
) -> None:
    assert LISTING.outcome(status, consent, members) == (disposition, eligibility)


def test_a_record_tells_its_unit_case_and_language() -> None:
    answers = {"unit_id": "U", "case_id": "U-01", "itw_lang": "aeb"}
    assert FIELD_FORMS.unit_of("amem_tn_contact", answers) == "U"
    assert FIELD_FORMS.case_of("amem_tn_individual", answers) == "U-01"
    assert FIELD_FORMS.case_of("amem_tn_listing", answers) is None
    assert FIELD_FORMS.language_of("amem_tn_individual", answers) == "ar"
    assert FIELD_FORMS.language_of("amem_tn_contact", answers) is None
    assert FIELD_FORMS.unit_of("a further form", answers) == "U"
    assert FIELD_FORMS.case_of("a further form", answers) == "U-01"
    assert FIELD_FORMS.case_of("a further form", {}) is None
