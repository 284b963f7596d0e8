"""Representativity of small invented units: limits, refusals, pooling, who is missing, and what may be shown."""

from datetime import date

import numpy as np
import pytest

from analysis.fieldwork.problems import UnknownGrouping, UnusableObserved
from analysis.fieldwork.representativity.indicator import indicator
from analysis.fieldwork.representativity.missing import missing
from analysis.fieldwork.representativity.observed import POOLED, UNKNOWN, observed, pooled
from analysis.fieldwork.representativity.partials import partials
from analysis.fieldwork.representativity.propensities import propensities
from analysis.fieldwork.representativity.telling import told
from analysis.fieldwork.representativity.units import Stage, Units

REGIONS = {"GT": (100, 60), "NE": (100, 80), "SO": (100, 70)}  # units, respondents


def columns(spread: dict[str, tuple[int, int]]) -> tuple[list[int], list[str]]:
    response = [int(at < answered) for n, answered in spread.values() for at in range(n)]
    return response, [level for level, (n, _) in spread.items() for _ in range(n)]


def units(spread: dict[str, tuple[int, int]], days: tuple[date | None, ...] = ()) -> Units:
    response, level = columns(spread)
    sex = [str(1 + at % 2) for at in range(len(level))]
    found = observed(response, {"region": level, "sex": sex})
    return Units(Stage.PERSONS, found, tuple({"region": one} for one in level), days or (None,) * len(level))


def test_with_one_variable_the_propensities_are_the_rates_of_its_categories() -> None:
    response, level = columns(REGIONS)
    found = observed(response, {"region": level})
    model = propensities(found)
    assert sorted(set(np.round(model.rho, 12))) == [0.6, 0.7, 0.8]
    one = indicator(found, model)
    assert one.r_unadjusted == pytest.approx(1 - 2 * np.std(model.rho, ddof=1))
    part = partials(found, model, one.factor)[0]
    assert [round(category.pu, 12) for category in part.categories] == [
        round(value / np.sqrt(3), 12) for value in (-0.1, 0.1, 0.0)
    ]
    assert part.pu == pytest.approx((1 - one.r) / 2, rel=2e-3)  # the whole spread; R divides by n - 1


def test_equal_rates_leave_nothing_to_explain() -> None:
    response, level = columns({"A": (50, 25), "B": (50, 25)})
    found = observed(response, {"region": level})
    one = indicator(found, propensities(found))
    assert (one.r, one.cv, one.se) == (1.0, 0.0, None)


def test_a_category_where_everybody_responds_has_its_limit() -> None:
    response, level = columns({"A": (50, 50), "B": (50, 25)})
    model = propensities(observed(response, {"region": level}))
    assert sorted(set(model.rho.tolist())) == [pytest.approx(0.5), 1.0]
    assert model.settled == 50


@pytest.mark.parametrize(("answered", "code"), [(10, "everybody_responded"), (0, "nobody_responded")])
def test_everybody_and_nobody_are_said_to_be_so(answered: int, code: str) -> None:
    response, level = columns({"A": (5, min(answered, 5)), "B": (5, min(answered, 5))})
    with pytest.raises(UnusableObserved) as said:
        propensities(observed(response, {"region": level}))
    assert said.value.problems[0].code == f"representativity.{code}"
    known = next(told(units({"A": (5, min(answered, 5)), "B": (5, min(answered, 5))})))
    assert not known.shown
    assert code in {why.code for why in known.withheld}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"responded": [], "variables": {"a": []}}, "no_units"),
        ({"responded": [1, 0], "variables": {}}, "no_variables"),
        ({"responded": [1, 0], "variables": {"a": ["x"]}}, "lengths"),
        ({"responded": [1, 2], "variables": {"a": ["x", "y"]}}, "bad_response"),
        ({"responded": [1, None], "variables": {"a": ["x", "y"]}}, "bad_response"),
        ({"responded": [1, 0], "variables": {"a": ["x", "y"]}, "weights": [1.0, 0.0]}, "bad_weight"),
        ({"responded": [1, 0], "variables": {"a": ["x", "y"]}, "weights": [1.0, float("nan")]}, "bad_weight"),
        ({"responded": [1, 0], "variables": {"a": ["x", "y"]}, "weights": [0.5, 0.5]}, "small_weights"),
    ],
)
def test_columns_that_cannot_be_units_are_refused(given: dict[str, list[object]], code: str) -> None:
    with pytest.raises(UnusableObserved) as said:
        observed(**given)  # type: ignore[arg-type]  # what is wrong is the point
    assert said.value.problems[0].code == f"representativity.{code}"


def test_a_missing_category_is_one_of_its_own() -> None:
    assert observed([1, 0], {"a": [None, "x"]}).variables[0].levels == ("x", UNKNOWN)


def test_small_categories_are_put_together_until_the_pool_is_large_enough() -> None:
    level = ["a"] * 50 + ["b"] * 5 + ["c"] * 40 + ["d"] * 2
    both = pooled(observed([0, 1] * 48 + [1], {"v": level}), 30).variables[0]
    assert both.levels == (POOLED, "a")  # b and d are 7 together: the next smallest, c, joins them
    assert pooled(observed([0, 1] * 48 + [1], {"v": level}), 2).variables[0].levels == ("a", "b", "c", "d")


def test_who_is_missing_is_counted_against_the_overall_rate() -> None:
    response, level = columns({"GT": (100, 39), "NE": (100, 101 - 1), "SO": (100, 71)})
    found = missing(observed(response, {"region": level, "sex": ["1"] * 300}), ("region", "sex"))
    assert [(one.categories["region"], one.count, one.certain) for one in found] == [("GT", 31, True)]


def test_a_shortfall_of_chance_is_not_called_certain() -> None:
    response, level = columns({"GT": (10, 6), "NE": (10, 8)})
    found = missing(observed(response, {"region": level}), ("region",))
    assert [(one.count, one.certain) for one in found] == [(1, False)]


def test_r_is_shown_from_300_units_and_20_nonrespondents_a_category() -> None:
    assert next(told(units(REGIONS))).shown
    few = next(told(units({"GT": (100, 60), "NE": (99, 80), "SO": (100, 70)})))
    assert {why.code for why in few.withheld} == {"small", "few"}
    assert few.indicator is not None


def test_groups_are_told_one_by_one_without_the_variable_that_makes_them() -> None:
    known = list(told(units(REGIONS), "region"))
    assert [(one.level, one.n, one.responded) for one in known] == [
        ("all", 300, 210), ("GT", 100, 60), ("NE", 100, 80), ("SO", 100, 70),
    ]  # fmt: skip
    assert {part.variable for part in known[1].partials} <= {"sex"}
    with pytest.raises(UnknownGrouping):
        list(told(units(REGIONS), "planet"))


def test_each_day_is_told_as_it_stood_then() -> None:
    response, level = columns(REGIONS)
    days = tuple(None if not one else date(2026, 10, 5 + at % 3) for at, one in enumerate(response))
    then = next(told(units(REGIONS, days), days=True)).over_time
    assert [one.day.day for one in then] == [5, 6, 7]
    assert then[-1].responded == 210
    assert len(level) == 300
    assert then[0].rate < then[1].rate < then[2].rate
    last = next(told(units(REGIONS))).indicator
    assert then[-1].indicator == last
