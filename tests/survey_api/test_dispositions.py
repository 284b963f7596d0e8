"""What becomes of a case after its visits: the best outcome counts, whatever came last."""

import re
from dataclasses import replace
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.codes import Disposition, Eligibility
from questionnaires.precedence import RULES, DispositionRule, Outcomes
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
        assert RULES["precedence-1"].of_case(Outcomes(order, held)) == final


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_disposition_has_its_place_in_the_order(rule: DispositionRule) -> None:
    assert sorted(rule.precedence) == sorted(D)


# visits and interview as above; visits before a person was selected; evidence confirmed
SECOND = """
visits                  interview   before        evidence   final
-                       -           -             no         3.11
2.24 2.112              -           -             no         2.112
2.111 2.24              -           -             no         2.111
2.12 2.112              -           -             no         2.12
2.33 2.24               1.2         -             no         1.2
4.70                    -           -             no         3.90
4.70 2.24               -           -             no         2.24
4.70                    -           -             yes        4.70
4.70 2.24               -           -             yes        2.24
2.24 2.112              4.70        -             no         4.70
-                       -           2.24 2.111    no         3.11
2.24                    -           2.111         no         2.24
-                       1.1         2.111         no         1.1
"""


@pytest.mark.parametrize("line", SECOND.strip().splitlines()[1:])
def test_the_second_rule_wants_evidence_and_lets_a_screener_count(line: str) -> None:
    visits, held, before, evidence, final = [part.split() for part in re.split(r"\s{2,}", line)]
    said = Outcomes(
        visits=tuple(D(code) for code in visits if code != "-"),
        interview=None if held == ["-"] else D(held[0]),
        before=tuple(D(code) for code in before if code != "-"),
        evidence=evidence == ["yes"],
    )
    assert RULES["precedence-2"].of_case(said) == final[0]


UNSCREENED = """
listed   visits          final
3.212    -               3.212
3.212    3.212 3.211     3.211
3.212    3.17 3.18       3.212
3.18     3.212           3.212
3.211    3.213 3.212     3.211
3.212    4.70            3.212
4.60     3.211           4.60
"""


@pytest.mark.parametrize("line", UNSCREENED.strip().splitlines()[1:])
def test_a_unit_without_a_screener_has_the_best_that_its_visits_found_out(line: str) -> None:
    listed, *visits, final = line.split()
    outcomes = [D(code) for code in visits if code != "-"]
    for order in permutations(outcomes):
        assert RULES["precedence-2"].of_unit(D(listed), order) == final
        assert RULES["precedence-1"].of_unit(D(listed), order) == listed


def test_each_result_of_a_visit_says_something_of_a_unit_that_was_not_screened() -> None:
    outcomes = {code: CONTACT.unit_disposition(code) for code in CONTACT.results}
    assert {outcomes[code] for code in ("3", "4")} == {D.SCREENER_REFUSAL}
    assert (outcomes["5"], outcomes["6"], outcomes["7"]) == (D.SCREENER_NON_CONTACT, D.NOT_FOUND, D.UNSAFE_AREA)
    assert outcomes["8"] is D.SCREENER_LANGUAGE
    assert all(outcome is not None and outcome.value.startswith("3.") for outcome in outcomes.values())


@given(st.lists(st.sampled_from(D), max_size=6), st.sampled_from([None, *D]), st.booleans(), st.randoms())
def test_no_rule_minds_the_order_of_visits_nor_one_told_twice(
    visits: list[D], interview: D | None, evidence: bool, random: Random
) -> None:
    again = [*visits, *visits]
    random.shuffle(again)
    for rule in RULES.values():
        said = Outcomes(tuple(visits), interview, evidence=evidence)
        assert rule.of_case(replace(said, visits=tuple(again))) == rule.of_case(said)


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
