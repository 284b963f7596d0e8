"""Sampford's draw: the design of his procedure, its probabilities exact, its joint probabilities by three roads."""

import csv
from pathlib import Path

import numpy as np
import pytest

from tests.weighting.selection.enumeration import inclusion, pairs, sampford_samples, shares
from weighting.selection.sampford import joint_sampford, sampford

POPULATIONS = [([3, 5, 7, 9, 16], 2), ([1, 2, 3, 4, 5, 6], 3), ([4, 4, 4, 4, 4], 3)]
OF_R = [
    ([3, 5, 7, 9, 16], 2),
    ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 4),
    ([40, 55, 60, 85, 90, 31, 77, 120, 66, 28, 101, 47], 5),
]
STORED = Path(__file__).with_name("sampford.csv")


@pytest.mark.parametrize(("sizes", "n"), POPULATIONS)
def test_the_procedure_of_the_paper_gives_exactly_the_probabilities_asked_for(sizes: list[int], n: int) -> None:
    p = shares(sizes, n)
    assert inclusion(sampford_samples(p, n), len(p)) == p


@pytest.mark.parametrize(("sizes", "n"), POPULATIONS)
def test_joint_probabilities_are_those_of_all_samples_enumerated(sizes: list[int], n: int) -> None:
    p = shares(sizes, n)
    joint = joint_sampford(np.array(p, dtype=float))
    for (a, b), exact in pairs(sampford_samples(p, n), len(p)).items():
        assert joint[a, b] == pytest.approx(float(exact), rel=1e-13)
        assert joint[b, a] == joint[a, b]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_joint_probabilities_are_those_of_the_formula_of_the_paper_computed_in_r(number: int) -> None:
    sizes, n = OF_R[number]
    joint = joint_sampford(np.array(sizes) * n / sum(sizes))
    rows = [row for row in csv.DictReader(STORED.read_text().splitlines()) if int(row["population"]) == number + 1]
    assert len(rows) == len(sizes) ** 2
    for row in rows:
        assert joint[int(row["row"]), int(row["column"])] == pytest.approx(float(row["value"]), rel=1e-12)


def test_pairs_sum_to_what_a_fixed_size_makes_them_sum_to_in_a_large_frame() -> None:
    p = np.random.default_rng(2).uniform(1, 9, 150)
    p *= 60 / p.sum()
    joint = joint_sampford(p)
    assert joint.sum(axis=1) - p == pytest.approx(59 * p, rel=1e-11)
    assert (joint <= np.outer(p, p) + np.diag(p)).all()
    assert joint.min() > 0


def test_the_pairs_of_a_sample_are_those_of_the_whole_matrix_and_certain_units_come_with_everybody() -> None:
    p = np.array([0.3, 0.5, 0.7, 0.9, 0.6, 1.0])
    sample = np.array([True, False, True, True, False, True])
    whole = joint_sampford(p)
    assert joint_sampford(p, sample) == pytest.approx(whole[np.ix_(sample, sample)], rel=1e-14)
    assert whole[5] == pytest.approx(p)


def test_the_draw_takes_each_sample_with_its_probability() -> None:
    """Every sample of 20, in 4,000 draws: chi squared of 19 degrees beyond 1 in 100,000 would be 57."""
    exact = sampford_samples(shares([1, 2, 3, 4, 5, 6], 3), 3)
    p = np.array(shares([1, 2, 3, 4, 5, 6], 3), dtype=float)
    random, draws = np.random.default_rng(11), 4000
    counts = dict.fromkeys(exact, 0)
    for _ in range(draws):
        counts[tuple(np.flatnonzero(sampford(p, random.random(6))).tolist())] += 1
    chi = sum((counts[sample] - draws * float(exact[sample])) ** 2 / (draws * float(exact[sample])) for sample in exact)
    assert chi < 57


def test_a_draw_of_half_the_frame_has_its_size_every_time() -> None:
    random = np.random.default_rng(5)
    p = random.uniform(0.2, 0.8, 120)
    p *= 60 / p.sum()
    assert {int(sampford(p, random.random(120)).sum()) for _ in range(20)} == {60}
