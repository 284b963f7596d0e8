"""Scorecards: shrinkage that leaves evidence its say, expectations of the area, no comparison below 15 interviews."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from analysis.fieldwork.outcomes import OutcomeClass
from analysis.fieldwork.scorecards.cards import Card, Figure, Findings, Measure, scorecards
from analysis.fieldwork.scorecards.shrinkage import per_day, shares
from analysis.fieldwork.units import Fieldwork, Row
from analysis.fieldwork.visits import Visit, Visits

AT = datetime(2026, 10, 5, 9, tzinfo=UTC)
KINDS = {"I": OutcomeClass.COMPLETE, "R": OutcomeClass.REFUSAL, "N": OutcomeClass.NON_CONTACT}


def cases(by: str, outcomes: str, stratum: str = "GT-1") -> list[Row]:
    return [
        Row(f"{by}-{at}", "", KINDS[one], 1.0, True, {"interviewer": by, "stratum": stratum}, "s", "p", 1, None, False)
        for at, one in enumerate(outcomes)
    ]


def found(rows: Sequence[Row], visits: Visits | None = None) -> dict[str, Card]:
    none = Visits({}, {})
    return {one.interviewer: one for one in scorecards(Fieldwork(tuple(rows), ()), visits or none, "Africa/Tunis")}


def of(card: Card, figure: Figure) -> Measure:
    return next(one for one in card.measures if one.figure is figure)


def test_little_evidence_is_drawn_to_what_is_expected_and_much_is_not() -> None:
    expected = [0.7] * 6
    few, *_, much = shares([0, 70, 60, 75, 66, 400], [2, 100, 100, 100, 100, 1000], expected)
    assert few is not None
    assert much is not None
    assert few.value > 0.45
    assert few.low < 0.7 < few.high
    assert much.value == pytest.approx(0.4, abs=0.02)
    assert much.high < 0.5


def test_people_who_differ_by_chance_alone_end_up_together() -> None:
    drawn = shares([50, 49, 51, 50], [100] * 4, [0.5] * 4)
    assert [round(one.value, 2) for one in drawn if one] == [0.5] * 4
    assert shares([0.0], [0.0], [0.5]) == (None,)


@pytest.mark.parametrize("alike", [1_000_000.0, 100.0])
def test_the_interval_holds_the_truth_also_in_a_small_team_whose_members_hardly_differ(alike: float) -> None:
    random = np.random.default_rng(8)
    held = []
    for _ in range(60):
        truth = random.beta(0.7 * alike, 0.3 * alike, 5)
        n = random.integers(5, 80, 5)
        y = random.binomial(n, truth)
        others = [(y.sum() - mine) / (n.sum() - of) for mine, of in zip(y, n, strict=True)]
        drawn = shares(y.tolist(), n.tolist(), others)
        held += [one.low <= p <= one.high for one, p in zip(drawn, truth, strict=True) if one]
    assert np.mean(held) > 0.90


def test_the_interval_of_a_share_holds_the_truth_nineteen_times_in_twenty() -> None:
    random = np.random.default_rng(5)
    held = []
    for _ in range(60):
        truth = random.beta(14, 6, 20)
        n = random.integers(5, 60, 20)
        drawn = shares(random.binomial(n, truth).tolist(), n.tolist(), [0.7] * 20)
        held += [one.low <= p <= one.high for one, p in zip(drawn, truth, strict=True) if one]
    assert np.mean(held) == pytest.approx(0.95, abs=0.035)


def test_visits_a_day_are_counts_with_their_interval() -> None:
    drawn = per_day([90, 100, 110, 20], [10, 10, 10, 10], 8.0)
    assert drawn[3] is not None
    assert 1.5 < drawn[3].low < drawn[3].value < drawn[3].high < 4
    assert per_day([0.0], [0.0], 8.0) == (None,)


def test_what_is_expected_is_what_the_others_reach_in_the_same_strata() -> None:
    rows = cases("E01", "I" * 20 + "R" * 20, "hard") + cases("E02", "I" * 20 + "R" * 20, "hard")
    rows += cases("E03", "I" * 38 + "R" * 2, "easy") + cases("E04", "I" * 38 + "R" * 2, "easy")
    told = found(rows)
    assert of(told["E01"], Figure.COOPERATION).expected == pytest.approx(0.5)
    assert of(told["E03"], Figure.COOPERATION).expected == pytest.approx(0.95)
    assert {of(card, Figure.COOPERATION).good for card in told.values()} == {None}


def test_a_light_is_shown_only_where_the_interval_leaves_out_what_is_expected() -> None:
    rows = [row for at in range(8) for row in cases(f"E{at}", "I" * 35 + "R" * 5)] + cases("E9", "I" * 15 + "R" * 85)
    told = found(rows)
    assert of(told["E9"], Figure.COOPERATION).good is False
    assert of(told["E9"], Figure.REFUSAL).good is False
    assert of(told["E1"], Figure.COOPERATION).good is not False


def test_nobody_is_compared_below_fifteen_interviews() -> None:
    rows = [row for at in range(8) for row in cases(f"E{at}", "I" * 35 + "R" * 5)] + cases("E9", "I" * 14 + "R" * 86)
    card = found(rows)["E9"]
    assert (card.interviews, card.compared) == (14, False)
    assert {one.good for one in card.measures} == {None}
    assert of(card, Figure.COOPERATION).value is not None


def test_visits_count_by_local_days_and_hours() -> None:
    made = tuple(
        Visit(AT + timedelta(hours=hours), "E01", refused=False) for hours in (0, 1, 8, 24)
    )  # 10 h, 18 h local
    told = found([], Visits({"C": made}, {}))["E01"]
    assert (of(told, Figure.VISITS_A_DAY).above, of(told, Figure.VISITS_A_DAY).below) == (4, 2)
    assert of(told, Figure.OTHER_HOURS).above == 1


def test_what_checks_confirmed_is_counted_by_interview() -> None:
    rows = cases("E01", "I" * 20) + cases("E02", "I" * 20)
    cards = scorecards(Fieldwork(tuple(rows), ()), Visits({}, {}), "Africa/Tunis", Findings(confirmed={"E01": 3}))
    assert [of(card, Figure.FLAGS).above for card in cards] == [3, 0]
