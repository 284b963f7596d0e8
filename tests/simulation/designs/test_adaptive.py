"""Adaptive cluster sampling: the published example of Thompson, enumerated."""

from itertools import combinations

import numpy as np
import pytest

from simulation.designs.adaptive import AdaptiveSample, draw_adaptive, follow, run_networks
from simulation.population.arrays import Amounts

THOMPSON = np.array([1, 0, 2, 10, 1000])
ONE_GROUP = np.full(5, "TN-11")
THRESHOLD = 5


def horvitz_thompson(sample: AdaptiveSample, y: Amounts) -> float:
    """Mean of y: each network that was met counts once, by its probability of being met."""
    return float((y / sample.alpha)[sample.met].sum() / len(y))


def hansen_hurwitz(sample: AdaptiveSample, y: Amounts) -> float:
    """Mean of y: the mean of the networks of the units drawn."""
    means = np.bincount(sample.network, weights=y) / np.bincount(sample.network)
    return float(means[sample.network[sample.drawn]].mean())


@pytest.mark.parametrize(
    ("estimator", "variance"),
    [
        (lambda sample, y: y[sample.drawn].mean(), 59_615.34),
        (hansen_hurwitz, 22_861.59),
        (horvitz_thompson, 17_418.41),
    ],
)
def test_the_estimates_over_all_samples_have_the_published_mean_and_variance(
    estimator: object, variance: float
) -> None:
    assert callable(estimator)
    y = THOMPSON.astype(float)
    found = np.array(
        [
            estimator(follow(THOMPSON, ONE_GROUP, THRESHOLD, np.array(drawn)), y)
            for drawn in combinations(range(len(y)), 2)
        ]
    )
    assert found.mean() == pytest.approx(202.6)
    assert found.var() == pytest.approx(variance, abs=0.01)


def test_edges_are_searched_but_belong_to_no_network_that_was_met() -> None:
    sample = follow(THOMPSON, ONE_GROUP, THRESHOLD, np.array([0, 4]))
    assert sample.searched.tolist() == [True, False, True, True, True]
    assert sample.met.tolist() == [True, False, False, True, True]


def test_networks_end_where_a_group_ends() -> None:
    count, group = np.array([9, 9, 9, 9, 0]), np.array(["A", "A", "B", "B", "B"])
    assert run_networks(count, group, THRESHOLD).tolist() == [0, 0, 1, 1, 2]
    assert follow(count, group, THRESHOLD, np.array([0])).searched.tolist() == [True, True, False, False, False]


def test_the_first_draw_is_the_sample_where_nothing_is_dense() -> None:
    sample = draw_adaptive(np.zeros(50, dtype=np.int64), np.full(50, "A"), THRESHOLD, 8, np.random.default_rng(1))
    assert sample.searched.sum() == 8
    assert sample.alpha == pytest.approx(np.full(50, 8 / 50))
