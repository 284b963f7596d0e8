"""Which units are back-checked: probabilities that hold, draws that repeat, weights that take the bias of risk away."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from analysis.fieldwork.back_checks.choosing import Before, Checkable, Part, Plan, What, chance_to_catch, choose
from analysis.fieldwork.back_checks.comparing import Tally
from analysis.fieldwork.back_checks.error_rates import error_rate, error_rates
from analysis.fieldwork.problems import UnusableBackChecks

AT = datetime(2026, 10, 5, 9, tzinfo=UTC)


def unit(name: str, by: str = "E01", what: What = What.INTERVIEW, risk: float = 0.0) -> Checkable:
    return Checkable(f"U{name}", f"C{name}" if what is What.INTERVIEW else None, "P1", by, what, AT, risk)


def many(n: int = 200, risky: int = 10) -> list[Checkable]:
    return [unit(f"{at:03}", f"E{at % 5:02}", risk=float(at < risky)) for at in range(n)]


def test_what_was_drawn_before_stays_drawn_with_the_probability_that_it_had() -> None:
    due = datetime(2026, 11, 2, tzinfo=UTC)
    [never] = [one for one in many() if one.name not in {drawn.unit.name for drawn in choose(many(), Plan(), 7)}][:1]
    before = {(never.name, never.what): Before(Part.RISK, 0.0625, due)}
    [kept] = [one for one in choose(many(), Plan(), 7, before) if one.unit.name == never.name]
    assert (kept.part, kept.probability, kept.due_at) == (Part.RISK, 0.0625, due)
    assert {one.unit.name for one in choose(many(), Plan(), 7)} < {
        one.unit.name for one in choose(many(), Plan(), 7, before)
    }


def test_the_same_seed_draws_the_same_whatever_the_order() -> None:
    assert choose(many(), Plan(), 7) == choose(list(reversed(many())), Plan(), 7)
    assert choose(many(), Plan(), 7) != choose(many(), Plan(), 8)


def test_a_tenth_is_drawn_of_which_six_tenths_at_random() -> None:
    drawn = Counter(one.part for seed in range(60) for one in choose(many(risky=40), Plan(), seed))
    assert drawn[Part.RANDOM] / 60 == pytest.approx(12, abs=0.8)
    assert (drawn[Part.RANDOM] + drawn[Part.RISK]) / 60 == pytest.approx(20 - 12 * 8 / 200, abs=1.0)


def test_units_are_chosen_as_often_as_their_probability_says() -> None:
    times: Counter[str] = Counter()
    said: dict[str, float] = {}
    for seed in range(400):
        for one in choose(many(60, 6), Plan(), seed):
            times[one.unit.name] += 1
            said[one.unit.name] = one.probability
    for name, probability in said.items():
        assert times[name] / 400 == pytest.approx(probability, abs=0.11)
    assert sum(times[name] / probability for name, probability in said.items()) / 400 == pytest.approx(60, rel=0.05)


def test_everybody_has_two_interviews_back_checked_at_least() -> None:
    units = [unit(f"{at}", by="E01" if at < 4 else "E02") for at in range(7)] + [unit("x", by="E03")]
    drawn = Counter(one.unit.interviewer for one in choose(units, Plan(), 1))
    assert drawn == {"E01": 2, "E02": 2, "E03": 1}


def test_no_score_is_a_certainty_and_all_are_due_within_a_week() -> None:
    chosen = choose([unit(f"{at:03}", risk=1000.0 if at == 0 else 0.0) for at in range(300)], Plan(), 3)
    assert max(one.probability for one in chosen) < 1
    assert {one.due_at for one in chosen} == {AT + timedelta(days=7)}


def test_kinds_have_rates_of_their_own() -> None:
    units = [unit(f"{at:04}", what=What.NO_ELIGIBLE) for at in range(1000)]
    assert len(choose(units, Plan(rates={What.NO_ELIGIBLE: 0.02}), 1)) == pytest.approx(12, abs=1)


@pytest.mark.parametrize("plan", [{"rate": 0.0}, {"at_random": 1.5}, {"rates": {What.VACANT: -1.0}}])
def test_a_plan_that_is_none_is_refused(plan: Mapping[str, float]) -> None:
    with pytest.raises(UnusableBackChecks):
        Plan(**plan)  # type: ignore[arg-type]  # what is wrong is the point


def test_the_weights_take_away_that_risk_was_looked_for() -> None:
    wrong = {f"C{at:03}" for at in range(8)}  # of 200, all among those with a score
    weighted, plain = [], []
    for seed in range(150):
        chosen = choose(many(), Plan(), seed)
        tallies = {one.unit.name: Tally(4, 4 * (one.unit.name in wrong)) for one in chosen}
        found = error_rate(tallies, {one.unit.name: one.probability for one in chosen})
        assert found.value is not None
        assert found.unweighted is not None
        weighted.append(found.value)
        plain.append(found.unweighted)
    assert sum(weighted) / 150 == pytest.approx(0.04, abs=0.01)
    assert sum(plain) / 150 > 0.2


def test_the_interval_is_that_of_units_not_of_variables() -> None:
    alike = {f"u{at}": Tally(10, 10 * (at < 2)) for at in range(10)}
    found = error_rate(alike, dict.fromkeys(alike, 0.1))
    assert found.value == pytest.approx(0.2)
    assert found.se == pytest.approx(0.4 / 3)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.06
    assert found.high > 0.5


def test_without_a_difference_the_interval_still_has_a_width() -> None:
    found = error_rate({"a": Tally(3, 0), "b": Tally(3, 0)}, {"a": 0.5, "b": 0.5})
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(1.96**2 / (2 + 1.96**2), abs=1e-3)
    assert error_rate({}, {}).value is None


def test_a_probability_that_is_none_is_refused_and_groups_are_told_apart() -> None:
    with pytest.raises(UnusableBackChecks):
        error_rate({"a": Tally(1, 0)}, {})
    by = error_rates({"a": Tally(2, 1), "b": Tally(2, 0)}, {"a": 0.5, "b": 0.1}, {"a": "E01", "b": "E02"})
    assert {name: one.value for name, one in by.items()} == {"E01": 0.5, "E02": 0.0}


def test_eight_back_checks_catch_one_of_five_fabricated_interviews_five_times_in_six() -> None:
    assert chance_to_catch(0.20, 8) == pytest.approx(0.83, abs=0.005)
