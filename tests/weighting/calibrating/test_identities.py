"""What holds for every sample: totals met, bounds kept, order and duplication irrelevant, scale carried through."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.weighting.calibrating.populations import calibrated, margin_of, members, numbers, people, sampled
from weighting import (
    Calibrate,
    Linear,
    Logit,
    Margin,
    MarginTotal,
    Negative,
    Raking,
    Sinh,
    TruncatedLinear,
    WeightedSample,
)
from weighting.distances import Distance
from weighting.factors import FloatArray
from weighting.margins import AnyMargin

LOWER, UPPER = 0.3, 3.0
DISTANCES: tuple[Distance, ...] = (
    Linear(Negative.KEPT),
    TruncatedLinear(LOWER, UPPER),
    Raking(),
    Logit(LOWER, UPPER),
    Sinh(),
)
seeds = st.integers(0, 10_000)
distances = st.sampled_from(DISTANCES)


def reached(seed: int, n: int = 120) -> tuple[WeightedSample, tuple[AnyMargin, ...]]:
    """Margins that some weights well within the bounds meet: crossed, redundant, continuous, by domain."""
    random = np.random.default_rng(seed)
    sample = sampled(people(seed, n, psus=12))
    target = sample.weights * random.uniform(0.6, 1.8, sample.n)
    margins: list[AnyMargin] = [
        margin_of(sample, target, "sex"),
        margin_of(sample, target, "region"),
        margin_of(sample, target, "age"),
        margin_of(sample, target, "sex", "region"),
        MarginTotal("wage", float(numbers(sample, "wage") @ target)),
    ]
    chosen = random.permutation(5)[: random.integers(1, 5)]
    return sample, tuple(margins[j] for j in chosen)


def totals_of(margin: AnyMargin) -> FloatArray:
    return np.array(list(margin.totals.values()) if isinstance(margin, Margin) else [margin.total])


@settings(max_examples=60, deadline=None)
@given(seeds, distances)
def test_every_total_is_met_and_every_ratio_is_within_bounds(seed: int, distance: Distance) -> None:
    sample, margins = reached(seed)
    result = calibrated(sample, Calibrate(margins, distance))
    for margin in margins:
        np.testing.assert_allclose(members(sample, margin) @ result.weights, totals_of(margin), rtol=1e-9)
    g = result.weights / sample.weights
    if isinstance(distance, TruncatedLinear | Logit):
        assert LOWER - 1e-12 <= g.min() <= g.max() <= UPPER + 1e-12
    if isinstance(distance, Raking | Sinh):
        assert g.min() > 0


@settings(max_examples=30, deadline=None)
@given(seeds, st.sampled_from([Raking(), Linear(Negative.KEPT), Logit(0.1, 8.0)]))
def test_bounds_on_ratio_and_weight_are_kept_whatever_the_distance(seed: int, distance: Distance) -> None:
    sample, margins = reached(seed)
    highest = 2.2 * float(sample.weights.max())
    step = Calibrate(margins, distance, g_bounds=(0.4, 2.5), weight_bounds=(0.5, highest))
    result = calibrated(sample, step)
    g = result.weights / sample.weights
    assert 0.4 - 1e-12 <= g.min() <= g.max() <= 2.5 + 1e-12
    assert 0.5 <= result.weights.min() <= result.weights.max() <= highest + 1e-9
    for margin in margins:
        np.testing.assert_allclose(members(sample, margin) @ result.weights, totals_of(margin), rtol=1e-9)


@settings(max_examples=30, deadline=None)
@given(seeds, distances, st.floats(1e-4, 1e4))
def test_weights_and_totals_k_times_as_large_give_weights_k_times_as_large(
    seed: int, distance: Distance, k: float
) -> None:
    sample, margins = reached(seed)
    data = sample.data.set_column(sample.data.column_names.index("w"), "w", pa.array(k * numbers(sample, "w")))
    larger = tuple(
        replace(m, totals={level: k * float(total) for level, total in m.totals.items()}, cost=2.0)
        if isinstance(m, Margin)
        else replace(m, total=k * m.total)
        for m in margins
    )
    same = tuple(replace(m, cost=2.0) if isinstance(m, Margin) else m for m in margins)
    one = calibrated(sample, Calibrate(same, distance)).weights
    two = calibrated(sampled(data), Calibrate(larger, distance)).weights
    np.testing.assert_allclose(two, k * one, rtol=1e-6)


@settings(max_examples=30, deadline=None)
@given(seeds, distances, st.randoms(use_true_random=False))
def test_the_order_of_rows_margins_and_levels_does_not_matter(seed: int, distance: Distance, chance) -> None:  # type: ignore[no-untyped-def]
    sample, margins = reached(seed)
    rows = list(range(sample.n))
    chance.shuffle(rows)
    turned = list(margins)
    chance.shuffle(turned)
    turned = [Margin(m.variable, dict(reversed(m.totals.items()))) if isinstance(m, Margin) else m for m in turned]
    one = calibrated(sample, Calibrate(margins, distance)).weights
    two = calibrated(sampled(sample.data.take(rows)), Calibrate(tuple(turned), distance)).weights
    np.testing.assert_allclose(two, one[rows], rtol=1e-8)


@settings(max_examples=30, deadline=None)
@given(seeds, distances, st.integers(2, 5))
def test_a_unit_written_as_several_alike_shares_its_weight_among_them(seed: int, distance: Distance, k: int) -> None:
    sample, margins = reached(seed)
    rows = np.repeat(np.arange(sample.n), k)
    data = sample.data.take(rows)
    data = data.set_column(data.column_names.index("w"), "w", pa.array(sample.weights[rows] / k))
    one = calibrated(sample, Calibrate(margins, distance)).weights
    two = calibrated(sampled(data), Calibrate(margins, distance)).weights
    np.testing.assert_allclose(two, one[rows] / k, rtol=1e-8)


@settings(max_examples=20, deadline=None)
@given(seeds, distances)
def test_bounds_on_the_weight_too_wide_to_matter_solve_by_unit_what_patterns_solve(
    seed: int, distance: Distance
) -> None:
    sample, margins = reached(seed)
    one = calibrated(sample, Calibrate(margins, distance)).weights
    two = calibrated(sample, Calibrate(margins, distance, weight_bounds=(-1e9, 1e9))).weights
    np.testing.assert_allclose(two, one, rtol=1e-8)


@settings(max_examples=20, deadline=None)
@given(seeds, st.sampled_from([Raking(), Linear(Negative.KEPT), Logit(0.05, 12.0)]))
def test_calibrating_twice_to_the_same_margins_changes_nothing(seed: int, distance: Distance) -> None:
    sample, margins = reached(seed)
    once = calibrated(sample, Calibrate(margins, distance))
    np.testing.assert_allclose(calibrated(once, Calibrate(margins, distance)).weights, once.weights, rtol=1e-8)


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_no_other_weights_that_meet_the_margins_are_nearer(seed: int) -> None:
    """The linear distance is a least-squares distance: any other solution lies farther from the weights before."""
    sample, margins = reached(seed)
    found = calibrated(sample, Calibrate(margins, Linear(Negative.KEPT))).weights
    x = np.concatenate([members(sample, margin) for margin in margins])
    _, values, directions = np.linalg.svd(x / np.abs(x).max(axis=1, keepdims=True), full_matrices=True)
    free = directions[int((values > 1e-9 * values[0]).sum()) :]
    assume(free.size > 0)
    other = found + free.T @ np.random.default_rng(seed).normal(0, 1, free.shape[0])
    d = sample.weights
    assert (((other - d) ** 2) / d).sum() > (((found - d) ** 2) / d).sum()


@pytest.mark.parametrize("distance", DISTANCES, ids=lambda distance: distance.name)
def test_each_distance_starts_at_one_with_slope_one_and_its_slope_is_its_derivative(distance: Distance) -> None:
    u = np.linspace(-1.5, 1.5, 301)
    assert distance.ratio(np.zeros(1)) == pytest.approx([1.0])
    assert distance.slope(np.zeros(1)) == pytest.approx([1.0])
    assert (np.diff(distance.ratio(u)) >= 0).all()
    ends = (distance.ratio(u + 1e-6) - distance.ratio(u - 1e-6)) / 2e-6
    smooth = np.abs(distance.slope(u + 2e-6) - distance.slope(u - 2e-6)) < 0.5
    assert ends[smooth] == pytest.approx(distance.slope(u)[smooth], rel=1e-5, abs=1e-7)
