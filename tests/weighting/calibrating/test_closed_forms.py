"""Calibrations whose answer can be written down: post-strata, regression, ridge, households, rescaling."""

import numpy as np
import pytest

from tests.weighting.calibrating.populations import calibrated, margin_of, members, people, sampled
from weighting import (
    Calibrate,
    Domain,
    Household,
    Linear,
    Logit,
    Margin,
    MarginTotal,
    Metric,
    Negative,
    Raking,
    Recipe,
    Rescale,
    Sinh,
    TruncatedLinear,
    in_each,
    scaled_to,
)
from weighting.distances import Distance
from weighting.factors import FloatArray

FREE = Linear(Negative.KEPT)
SEX = Margin("sex", {"1": 3000, "2": 2900})
REGION = Margin("region", {"N": 2100, "C": 1900, "S": 1900})
WAGE = MarginTotal("wage", 3_500_000)


@pytest.mark.parametrize("distance", [FREE, Raking(), Logit(0.2, 4), TruncatedLinear(0.2, 4), Sinh()])
def test_one_margin_multiplies_each_level_by_its_total_over_its_weight(distance: Distance) -> None:
    sample = sampled(people())
    result = calibrated(sample, Calibrate((REGION,), distance))
    expected = sample.weights.copy()
    for rows, total in zip(members(sample, REGION) > 0, REGION.totals.values(), strict=True):
        expected[rows] *= total / sample.weights[rows].sum()
    assert result.weights == pytest.approx(expected, rel=1e-12)


def linear(
    d: FloatArray, x: FloatArray, totals: FloatArray, ridge: FloatArray, q: FloatArray | float = 1.0
) -> FloatArray:
    """d (1 + q x' lambda), lambda from the normal equations, by pseudo-inverse."""
    parameters = np.linalg.pinv((x * (d * q)) @ x.T + np.diag(ridge)) @ (totals - x @ d)
    return np.asarray(d * (1 + q * (parameters @ x)))


def test_the_linear_distance_is_generalised_regression() -> None:
    sample = sampled(people())
    margins = (SEX, REGION, WAGE)
    x = np.concatenate([members(sample, margin) for margin in margins])
    totals = np.array([3000, 2900, 2100, 1900, 1900, 3_500_000.0])
    expected = linear(sample.weights, x, totals, np.zeros(6))
    assert calibrated(sample, Calibrate(margins, FREE)).weights == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("cost", [0.01, 1.0, 100.0])
def test_margins_with_a_cost_are_ridge_regression(cost: float) -> None:
    sample = sampled(people())
    soft = (Margin("region", REGION.totals, cost=cost), MarginTotal("wage", WAGE.total, cost=2 * cost))
    x = np.concatenate([members(sample, margin) for margin in (SEX, *soft)])
    totals = np.array([3000, 2900, 2100, 1900, 1900, 3_500_000.0])
    ridge = totals / np.array([np.inf, np.inf, cost, cost, cost, 2 * cost])
    result = calibrated(sample, Calibrate((SEX, *soft), FREE))
    assert result.weights == pytest.approx(linear(sample.weights, x, totals, ridge), rel=1e-9)
    assert members(sample, SEX) @ result.weights == pytest.approx([3000, 2900], rel=1e-10)


@pytest.mark.parametrize("distance", [FREE, Raking(), Logit(0.1, 6)])
def test_a_high_cost_comes_to_the_exact_margin_and_a_low_one_leaves_it_alone(distance: Distance) -> None:
    sample = sampled(people())
    exact = calibrated(sample, Calibrate((SEX, REGION), distance)).weights
    alone = calibrated(sample, Calibrate((SEX,), distance)).weights
    dear, cheap = (
        calibrated(sample, Calibrate((SEX, Margin("region", REGION.totals, cost=cost)), distance)).weights
        for cost in (1e9, 1e-9)
    )
    assert dear == pytest.approx(exact, rel=1e-6)
    assert cheap == pytest.approx(alone, rel=1e-6)


def test_margins_with_a_cost_may_contradict_each_other() -> None:
    sample = sampled(people())
    result = calibrated(
        sample, Calibrate((SEX, Margin("region", {"N": 9000, "C": 9000, "S": 9000}, cost=1.0)), Raking())
    )
    reached = members(sample, REGION) @ result.weights
    assert reached.sum() == pytest.approx(5900, rel=1e-9)


@pytest.mark.parametrize("metric", Metric)
def test_a_household_has_one_weight_and_the_margins_are_met(metric: Metric) -> None:
    sample = sampled(people())
    result = calibrated(sample, Calibrate((SEX, REGION, WAGE), FREE, household=Household("household", metric)))
    households, member = np.unique(sample.column("household").to_pylist(), return_inverse=True)
    for margin, totals in ((SEX, [3000, 2900]), (REGION, [2100, 1900, 1900]), (WAGE, [3_500_000])):
        assert members(sample, margin) @ result.weights == pytest.approx(totals, rel=1e-9)
    x = np.concatenate([members(sample, margin) for margin in (SEX, REGION, WAGE)])
    size = np.bincount(member).astype(float)
    mean = np.array([np.bincount(member, row) for row in x]) / size
    q = size[member] if metric is Metric.HOUSEHOLD else 1.0
    totals = np.array([3000, 2900, 2100, 1900, 1900, 3_500_000.0])
    expected = linear(sample.weights, mean[:, member], totals, np.zeros(6), q)
    assert result.weights == pytest.approx(expected, rel=1e-8)
    for number in range(households.size):
        assert np.ptp(result.weights[member == number]) <= 1e-9 * result.weights.max()


def test_households_of_one_person_are_persons() -> None:
    data = people()
    alone = data.set_column(data.column_names.index("household"), "household", [list(map(str, range(data.num_rows)))])
    one = calibrated(sampled(alone), Calibrate((SEX, REGION), Raking(), household="household"))
    assert one.weights == pytest.approx(
        calibrated(sampled(data), Calibrate((SEX, REGION), Raking())).weights, rel=1e-10
    )


@pytest.mark.parametrize("distance", [FREE, Raking(), Logit(0.2, 5)])
def test_a_partition_is_one_calibration_for_each_domain(distance: Distance) -> None:
    data = people()
    sample = sampled(data)
    target = sample.weights * np.random.default_rng(3).uniform(0.7, 1.4, sample.n)
    regions = np.array(sample.column("region").to_pylist())
    parts, expected = {}, np.zeros(sample.n)
    for level in ("N", "C", "S"):
        rows = np.flatnonzero(regions == level)
        own = sampled(data.take(rows))
        own_margins = (margin_of(own, target[rows], "sex"), margin_of(own, target[rows], "age"))
        parts[level] = own_margins
        expected[rows] = calibrated(own, Calibrate(own_margins, distance)).weights
    assert calibrated(sample, Calibrate(in_each("region", parts), distance)).weights == pytest.approx(
        expected, rel=1e-9
    )


def test_a_domain_may_have_a_margin_beside_those_of_everybody() -> None:
    sample = sampled(people())
    inside = Margin("sex", {"1": 1000, "2": 1100}, within=Domain("region", "N"))
    result = calibrated(sample, Calibrate((SEX, REGION, inside), Raking()))
    north = members(sample, REGION)[0]
    assert members(sample, SEX) @ (result.weights * north) == pytest.approx([1000, 1100], rel=1e-9)
    assert members(sample, SEX) @ result.weights == pytest.approx([3000, 2900], rel=1e-9)


def test_weights_of_one_are_rescaled_before_bounds_mean_anything() -> None:
    data = people()
    ones = data.set_column(data.column_names.index("w"), "w", [[1.0] * data.num_rows])
    steps = (Rescale(5900), Calibrate((SEX, REGION), Logit(0.5, 2)))
    sample, trace = Recipe("rescaled", steps).run(sampled(ones))
    assert sample.weights.sum() == pytest.approx(5900)
    assert sample.weights.min() > 0.5 * 5900 / 240
    assert trace.steps[0].notes[0].values["ratio"] == pytest.approx(5900 / 240, rel=1e-5)


def test_margins_scaled_to_another_say_so_in_their_papers() -> None:
    smaller = Margin("region", {"N": 1050, "C": 950, "S": 950})
    _, scaled = scaled_to("sex", (SEX, smaller))
    assert isinstance(scaled, Margin)
    assert dict(scaled.totals) == pytest.approx(dict(REGION.totals))
    assert "x 2" in scaled.papers.source
