"""Every disposition has one class; what is none is refused with its unit, and numbers that cannot be are refused."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

import amem
from analysis.fieldwork.counts import Outcomes, counted
from analysis.fieldwork.eligibility import Basis, EligibleShares, proportional, same_share
from analysis.fieldwork.outcomes import OutcomeClass, outcome_class, outcome_classes
from analysis.fieldwork.problems import (
    UnknownOutcome,
    UnknownRate,
    UnusableCounts,
    UnusableEligibility,
    WeightsOfCounts,
)
from analysis.fieldwork.rates import Rate, Undefined, Why, rate, rates
from analysis.fieldwork.stages import stages_of
from presentation.messages import say
from presentation.text import LANGUAGES
from questionnaires.codelists import read_codelist
from questionnaires.codes import Disposition
from questionnaires.problems import ProblemError

CODES = Path(amem.__file__).parent / "questionnaires" / "tunisia" / "codelists" / "dispositions.csv"


def test_the_class_of_every_disposition_is_that_of_the_code_list() -> None:
    listed = {row["code"]: row["group"] for row in read_codelist(CODES)}
    assert {code.value: outcome_class(code.value).value for code in Disposition} == listed


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("1.1", "I"), ("1.10", "I"), ("1.2", "P"), ("2.10", "R"), ("2.1111", "R"), ("2.2", "NC"), ("2.20", "NC"),
        ("2.251", "NC"), ("2.30", "O"), ("2.332", "O"), ("2.36", "O"), ("2.90", "O"), ("3.10", "UH"), ("3.181", "UH"),
        ("3.20", "UR"), ("3.219", "UR"), ("3.90", "UO"), ("UO", "UO"), ("UR", "UR"), ("4.10", "NE"), ("4.54", "NE"),
        ("4.72", "NE"), ("4.80", "NE"), (" 2.11 ", "R"),
    ],
)  # fmt: skip
def test_a_code_belongs_to_the_class_of_its_longest_known_beginning(code: str, outcome: str) -> None:
    assert outcome_class(code) is OutcomeClass(outcome)


@pytest.mark.parametrize(
    "code", ["", "U", "1", "1.3", "2.4", "2.0", "3.3", "5.1", "0.1", "110", "1.1.2", "ne", None, float("nan")]
)
def test_what_is_no_code_is_refused(code: object) -> None:
    with pytest.raises(UnknownOutcome):
        outcome_class(code, "TN11-0001-0011")


def test_ineligible_units_are_never_among_the_unknown() -> None:
    outcomes = counted(["1.1", "4.10", "4.50", "4.60", "4.70", "4.80"])
    assert (outcomes.unknown, outcomes.ineligible) == (0, 5)
    assert rate("RR1", outcomes).value == 1


def test_an_unknown_code_is_named_with_its_unit_in_three_languages() -> None:
    with pytest.raises(UnknownOutcome) as refused:
        outcome_classes(["1.1", "7.3", "7.3", "x"], ["a", "b", "c", "d"])
    (first, second) = refused.value.problems
    assert first.values == {"code": "7.3", "unit": "b", "n": 2}
    assert second.values == {"code": "x", "unit": "d", "n": 1}
    for language in LANGUAGES:
        assert "7.3" in say(first.code, language, first.values)
        assert "b" in say(first.code, language, first.values)


@pytest.mark.parametrize(
    "weights", [[1, -1], [1, float("nan")], [1, float("inf")], [1, None], [1, "a"], [1], [1, 2, 3]]
)
def test_weights_that_are_none_are_refused(weights: Sequence[float]) -> None:
    with pytest.raises(UnusableCounts) as refused:
        counted(["1.1", "2.11"], weights)
    worded(refused.value)


def test_a_wrong_weight_is_refused_naming_its_unit() -> None:
    with pytest.raises(UnusableCounts) as refused:
        counted(["1.1", "2.11"], [1, -2.5])
    assert refused.value.problems[0].values == {"what": "2", "value": "-2.5"}


@pytest.mark.parametrize("count", [-1, float("nan"), float("inf"), None, "three"])
def test_counts_that_are_none_are_refused(count: float) -> None:
    with pytest.raises(UnusableCounts):
        Outcomes.of(I=1, R=count)
    with pytest.raises(UnusableCounts):
        counted({"1.1": count})


def test_counts_by_code_join_their_classes() -> None:
    assert counted({"2.111": 2, "2.112": 3, "1.1": 5}) == Outcomes.of(R=5, I=5)


def test_counted_cases_take_no_weights() -> None:
    with pytest.raises(WeightsOfCounts):
        counted({"I": 1, "UH": 1}, [1, 1])


def test_single_weights_of_zero_are_legal() -> None:
    outcomes = counted(["I", "R", "UR"], [2, 3, 0])
    assert rate("RR1", outcomes).value == Fraction(2, 5)
    assert rate("RR3", outcomes).value == Fraction(2, 5)  # nobody unknown carries weight: no share is needed


def test_weights_that_are_all_zero_leave_every_rate_undefined() -> None:
    found = rates(counted(["I", "R"], [0, 0]), same_share(0))
    assert {one.value for one in found.values()} == {Undefined(Why.NO_CASES)}


@pytest.mark.parametrize("codes", [[], ["4.60"], ["NE", "NE"]])
def test_nobody_or_nobody_eligible_leaves_every_rate_undefined(codes: list[str]) -> None:
    found = rates(counted(codes), proportional(counted(codes)))
    assert {one.value for one in found.values()} == {Undefined(Why.NO_CASES)}


def test_partial_interviews_alone() -> None:
    outcomes = counted(["1.2", "1.2"])
    assert [rate(name, outcomes).value for name in ("RR1", "RR2", "RR5", "RR6", "COOP1", "COOP2")] == [0, 1, 0, 1, 0, 1]


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan"), float("inf"), Fraction(6, 5)])
def test_a_share_that_cannot_be_one_is_refused(share: float) -> None:
    with pytest.raises(UnusableEligibility) as refused:
        same_share(share)
    worded(refused.value)


def test_persons_by_household_may_exceed_one() -> None:
    assert EligibleShares(Fraction(3, 2), 2, 2, Basis.STAGES).ur == 2


def test_without_a_share_for_a_class_that_has_cases_the_rate_has_no_value() -> None:
    outcomes = Outcomes.of(I=1, UH=1, UR=1)
    for shares in (None, EligibleShares(Fraction(1, 2), None, None), EligibleShares(None, 0, 0)):
        assert rate("RR3", outcomes, shares).value == Undefined(Why.NO_SHARE)
        assert rate("RR1", outcomes, shares).value == Fraction(1, 3)
    assert rate("RR3", outcomes, EligibleShares(1, 1, None)).value == Fraction(1, 3)


def test_an_unknown_rate_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownRate) as refused:
        rate("RR7", Outcomes.of(I=1))
    assert "RR6" in str(refused.value.problems[0].values["known"])


@pytest.mark.parametrize("name", ["RR5", "RR6", "REF3"])
def test_rates_that_leave_the_unknown_out_say_when_they_may(name: str) -> None:
    assert rate(name, Outcomes.of(I=1, R=1)).legitimate is True
    assert rate(name, Outcomes.of(I=1, UH=1), same_share(0)).legitimate is True
    assert rate(name, Outcomes.of(I=1, UH=1), same_share(Fraction(1, 9))).legitimate is False
    assert rate(name, Outcomes.of(I=1, UH=1)).legitimate is False
    assert rate("RR1", Outcomes.of(I=1, UH=1)).legitimate is None


def test_a_bare_ne_does_not_say_whether_the_household_was_screened() -> None:
    with pytest.raises(UnusableCounts) as refused:
        stages_of(["1.1", "NE"])
    worded(refused.value)


def test_a_rate_tells_its_formula_and_standard() -> None:
    found = rate("RR3", Outcomes.of(I=1, UH=1), same_share(Fraction(1, 2)))
    assert (found.numerator, found.denominator) == (1, Fraction(3, 2))
    assert found.formula == "I / (I+P+R+NC+O + e(UH)·UH + e(UR)·UR + e(UO)·UO)"
    assert found.standard.startswith("AAPOR Standard Definitions, 10th")
    assert isinstance(found.stamped("precedence-2"), Rate)
    assert found.stamped("precedence-2").rule == "precedence-2"


def worded(error: ProblemError) -> None:
    for problem in error.problems:
        assert all(say(problem.code, language, problem.values) for language in LANGUAGES)
