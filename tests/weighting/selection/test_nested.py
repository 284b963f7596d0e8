"""A sample and its reserve: one inside the other, each with exactly its own probabilities."""

from fractions import Fraction

import numpy as np
import pytest

from questionnaires.problems import ProblemError
from tests.weighting.selection.enumeration import inclusion, sampford_samples, shares, systematic_samples
from weighting.selection.design import Sampford, Systematic
from weighting.selection.nested import drawn, joint, levels
from weighting.selection.sampford import joint_sampford
from weighting.selection.systematic import joint_systematic

SIZES = [3, 5, 7, 9, 16, 4, 6]


def test_systematic_probabilities_and_pairs_are_those_of_all_starts() -> None:
    p = shares(SIZES, 3)
    samples = systematic_samples(p)
    assert inclusion(samples, len(p)) == p
    found = joint_systematic(np.array(p, dtype=float))
    for a in range(len(p)):
        for b in range(len(p)):
            exact = sum((c for s, c in samples.items() if a in s and b in s), Fraction(0))
            assert found[a, b] == pytest.approx(float(exact), abs=1e-8)


def test_a_systematic_sample_within_its_reserve_has_exactly_its_probabilities() -> None:
    """The reserve makes the largest PSU certain: the probabilities left are not one factor."""
    of = levels("A", np.array([3, 5, 7, 20, 4, 6], dtype=float), (2, 3))
    with_reserve = [Fraction(value).limit_denominator(10**6) for value in of.p[1].tolist()]
    main = [Fraction(value).limit_denominator(10**6) for value in of.p[0].tolist()]
    assert with_reserve[3] == 1
    assert main[3] < 1
    probability = [Fraction(0)] * len(main)
    for sample, chance in systematic_samples(with_reserve).items():
        left = [main[k] / with_reserve[k] for k in sample]
        for inner, then in systematic_samples(left).items():
            for place in inner:
                probability[sample[place]] += chance * then
    assert probability == main


def test_a_sampford_sample_within_its_reserve_has_its_probabilities_and_its_pairs() -> None:
    of = levels("A", np.array(SIZES, dtype=float), (2, 3))
    assert max(of.p[1]) < 1
    samples = sampford_samples(shares(SIZES, 3), 3)
    one = [sum((c * Fraction(2, 3) for s, c in samples.items() if k in s), Fraction(0)) for k in range(len(SIZES))]
    assert one == shares(SIZES, 2)
    both = joint_sampford(of.p[1])[0, 1] / 3  # two of three stay: each pair of the larger sample in one case of three
    exact = sum((c * Fraction(1, 3) for s, c in samples.items() if 0 in s and 1 in s), Fraction(0))
    assert joint(of, 0, np.array([0, 1]))[0, 1] == pytest.approx(float(exact)) == pytest.approx(both)


@pytest.mark.parametrize("method", [Systematic(), Sampford()])
def test_samples_lie_one_inside_the_other_and_have_their_sizes(method: Systematic | Sampford) -> None:
    of = levels("A", np.array([40, 55, 60, 85, 90, 31, 77, 120, 66, 28, 101, 47], dtype=float), (3, 4, 5))
    for seed in range(30):
        found = [set(rows.tolist()) for rows in drawn(of, method, np.random.default_rng(seed))]
        assert [len(rows) for rows in found] == [3, 4, 5]
        assert found[0] < found[1] < found[2]


@pytest.mark.parametrize("method", [Systematic(), Sampford()])
def test_over_many_draws_each_level_has_its_probabilities(method: Systematic | Sampford) -> None:
    of = levels("A", np.array([40, 55, 60, 85, 90, 31, 77, 120], dtype=float), (2, 3))
    counts, draws, random = np.zeros((2, 8)), 3000, np.random.default_rng(8)
    for _ in range(draws):
        for level, rows in enumerate(drawn(of, method, random)):
            counts[level][rows] += 1
    for level in (0, 1):
        z = (counts[level] / draws - of.p[level]) / np.sqrt(of.p[level] * (1 - of.p[level]) / draws)
        assert np.abs(z).max() < 4.5


def test_sampford_is_refused_where_the_reserve_makes_a_psu_certain() -> None:
    of = levels("A", np.array([3, 5, 7, 20, 4, 6], dtype=float), (2, 3))
    with pytest.raises(ProblemError) as refused:
        drawn(of, Sampford(), np.random.default_rng(1))
    assert refused.value.problems[0].code == "selection.sampford_reserve"


def test_a_psu_certain_in_every_sample_is_no_obstacle_to_sampford() -> None:
    of = levels("A", np.array([3, 5, 7, 90, 4, 6, 5, 4], dtype=float), (2, 4))
    main, with_reserve = drawn(of, Sampford(), np.random.default_rng(1))
    assert 3 in main
    assert joint(of, 0, main).diagonal() == pytest.approx(of.p[0][main])
    assert joint(of, 1, with_reserve).diagonal() == pytest.approx(of.p[1][with_reserve])
