"""The rates on the pages are those of the statistics, which know nothing of the service."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.fieldwork.counts import Outcomes
from analysis.fieldwork.stages import Stages
from questionnaires.codes import Disposition
from questionnaires.stage_rates import (
    StageCounts,
    household_counted_as,
    interview_rate,
    interview_rate_bounds,
    person_counted_as,
    response_rate,
    screener_rate,
)

COUNTS = st.builds(StageCounts, *(st.integers(0, 400) for _ in range(13)))


def test_the_worked_example_of_two_stages() -> None:
    """310 and 5,210 households screened, 710 not, 180 unknown, 390 none; 310 persons, 236 of them interviewed."""
    counts = StageCounts(310, 5210, 710, 0, 180, 390, complete=236, partial=9, refused=31, not_reached=25, other=9)
    assert screener_rate(counts).value == Fraction(5520 * 6620, 6620 * 6230 + 180 * 6230)
    assert float(interview_rate(counts).value or 0) == pytest.approx(0.76129, abs=5e-6)


@given(COUNTS)
def test_every_rate_is_that_of_the_statistics(counts: StageCounts) -> None:
    persons = Outcomes.of(
        I=counts.complete, P=counts.partial, R=counts.refused, NC=counts.not_reached, O=counts.other,
        UR=counts.unknown, NE=counts.ineligible,
    )  # fmt: skip
    stages = Stages(
        *(Fraction(getattr(counts, name)) for name in ("with_eligible", "without_eligible", "unscreened", "unclear")),
        Fraction(counts.not_found),
        Fraction(counts.not_in_use),
        persons,
    )
    if counts.eligible:
        assert interview_rate(counts).value == stages.interview_rate().value
    if screener_rate(counts).value is not None:
        assert screener_rate(counts).value == stages.screener_rate.value
        if counts.eligible and counts.screened:
            assert float(response_rate(counts).value or 0) == pytest.approx(float(stages.overall_rate().value))  # type: ignore[arg-type]  # a number, as both denominators are known
    low, high = interview_rate_bounds(counts)
    middle = interview_rate(counts).value
    if middle is not None and low.value is not None and high.value is not None:
        assert low.value <= middle <= high.value


def test_nothing_by_nothing_has_no_value() -> None:
    empty = StageCounts()
    assert [rate(empty).value for rate in (screener_rate, interview_rate, response_rate)] == [None] * 3


def test_every_disposition_is_counted_somewhere() -> None:
    names = set(StageCounts.__dataclass_fields__)
    assert {person_counted_as(code) for code in Disposition} <= names
    assert {household_counted_as(code) for code in Disposition} <= names
    assert person_counted_as(Disposition.NOBODY_AT_HOME) == "not_reached"
    assert household_counted_as(Disposition.NO_ELIGIBLE_PERSON) == "without_eligible"
