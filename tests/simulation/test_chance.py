from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from simulation.population.chance import (
    chances,
    chosen,
    chosen_by,
    given,
    happens,
    logistic,
    normals,
    of,
    shared,
    summing_to,
)

PROBABILITIES = st.lists(st.floats(0, 1), min_size=1, max_size=60)


@over(PROBABILITIES, st.integers(0, 99))
def test_as_many_are_taken_as_the_probabilities_sum_to_give_or_take_one(p: list[float], seed: int) -> None:
    taken = happens(np.array(p), len(p), np.random.default_rng(seed))
    assert abs(taken.sum() - sum(p)) < 1 + 1e-6


def test_each_is_taken_with_its_own_probability() -> None:
    p = np.array([0.0, 0.1, 0.5, 0.5, 0.7, 1.0])
    random = np.random.default_rng(3)
    taken = np.mean([happens(p, len(p), random) for _ in range(4000)], axis=0)
    assert taken == pytest.approx(p, abs=4 * 0.5 / np.sqrt(4000))


def test_totals_are_kept_among_those_of_one_group_and_one_probability() -> None:
    group, p = np.repeat([0, 1, 2], 500), np.tile([0.2, 0.6], 750)
    taken = happens(p, 1500, np.random.default_rng(1), within=group)
    for number in range(3):
        for probability in (0.2, 0.6):
            here = (group == number) & (p == probability)
            assert abs(taken[here].sum() - probability * here.sum()) <= 1


@over(st.integers(0, 10_000), st.lists(st.floats(0.01, 9), min_size=1, max_size=12))
def test_shares_of_a_whole_sum_to_it_and_none_is_off_by_one(total: int, shares: list[float]) -> None:
    parts = shared(total, shares)
    assert parts.sum() == total
    assert np.abs(parts - total * np.array(shares) / sum(shares)).max() < 1


@over(st.integers(0, 400), st.integers(0, 99))
def test_numbers_are_moved_to_their_sum_and_never_below_the_fewest(more: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    drawn = random.poisson(3, 50)
    whole = summing_to(100 + more, drawn, 2, random)
    assert whole.sum() == 100 + more
    assert whole.min() >= 2


def test_probabilities_follow_the_score_and_keep_their_mean() -> None:
    score = np.linspace(-3, 2, 101)
    p = chances(0.3, score)
    assert p.mean() == pytest.approx(0.3)
    assert np.log(p / (1 - p)) - score == pytest.approx(np.full(101, np.log(p[0] / (1 - p[0])) + 3))
    assert logistic(0.0) == 0.5


def test_codes_come_in_their_shares_and_in_random_order() -> None:
    shares = {"a": 0.5, "b": 0.3, "c": 0.2}
    codes = chosen(shares, 1000, np.random.default_rng(5))
    assert {code: int((codes == code).sum()) for code in shares} == {"a": 500, "b": 300, "c": 200}
    assert 0.4 < (codes[:200] == "a").mean() < 0.6


def test_codes_by_group_come_in_the_shares_of_the_group() -> None:
    shares: Mapping[str, Mapping[str, float]] = {"x": {"yes": 1.0}, "y": {"no": 0.75, "yes": 0.25}}
    group = np.array(["x", "y"] * 100)
    codes = chosen_by(group, shares, np.random.default_rng(5))
    assert (codes[group == "x"] == "yes").all()
    assert (codes[group == "y"] == "no").sum() == 75


def test_households_are_given_codes_so_that_their_persons_come_in_the_shares() -> None:
    random = np.random.default_rng(8)
    sizes = 1 + random.poisson(1.0, 3000)
    codes = given({"DZ": 0.6, "MA": 0.3, "LY": 0.1}, sizes, random)
    for code, share in (("DZ", 0.6), ("MA", 0.3), ("LY", 0.1)):
        assert abs(sizes[codes == code].sum() - share * sizes.sum()) <= sizes.max()


def test_normal_numbers_have_mean_nought_and_spread_one() -> None:
    drawn = normals(1000, np.random.default_rng(2))
    assert (drawn.mean(), drawn.std()) == (pytest.approx(0), pytest.approx(1))
    assert np.isfinite(normals(1, np.random.default_rng(2))).all()


def test_a_group_without_a_value_has_nought() -> None:
    assert of(np.array(["a", "b", "a"]), {"a": 2.5}).tolist() == [2.5, 0, 2.5]
