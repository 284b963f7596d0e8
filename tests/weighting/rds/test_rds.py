"""Respondent-driven sampling beside the R package RDS 0.9-10 on its own data, closed forms, and what is refused.

Values of R (seeds counted): ``RDS.I.estimates``, ``RDS.II.estimates``; successive sampling: the mean of R's random
draws, which come within 0.0004 of the equations solved here. Standard errors of R: Gile's bootstrap 0.01438, tree
bootstrap 0.0335 (fauxmadrona).
"""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighting.problems import UnusableDesign, UnusableRows
from weighting.rds.bootstrap import SuccessiveBootstrap, TreeBootstrap
from weighting.rds.diagnostics import by_seed, convergence, diagnose, homophily, waves_to_equilibrium
from weighting.rds.estimators import RdsI, RdsII, SuccessiveSampling, recruitments, stationary
from weighting.rds.recruitment import Recruitment, recruitment
from weighting.rds.shares import shares
from weighting.rds.successive import population

DATA = Path(__file__).parents[2] / "data" / "rds"


def chains(name: str, column: str) -> tuple[Recruitment, list[str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    sizes = [float(row["network_size"]) for row in rows]
    found = recruitment([row["id"] for row in rows], [row["recruiter_id"] for row in rows], sizes)
    return found, [row[column] for row in rows]


def codes(values: list[str]) -> Any:
    return np.unique(np.array(values), return_inverse=True)[1]


CASES = [
    ("fauxmadrona", "disease", "1", 1000, 0.159198, 0.164149, 0.164393, 0.194366),
    ("fauxsycamore", "disease", "1", 715, 0.108723, 0.145475, 0.137191, 0.203318),
    ("faux", "X", "blue", 1000, 0.310913, 0.310334, 0.311078, 0.308677),
    ("faux", "Y", "black", 1000, 0.274298, 0.214273, 0.212390, 0.207184),
]


@pytest.mark.parametrize(("name", "column", "value", "total", "rds_i", "rds_ii", "without_seeds", "successive"), CASES)
def test_the_estimates_are_those_of_r(
    name: str,
    column: str,
    value: str,
    total: int,
    rds_i: float,
    rds_ii: float,
    without_seeds: float,
    successive: float,
) -> None:
    found, values = chains(name, column)
    has = np.array(values) == value
    ones = np.ones(found.n)
    assert RdsI(codes(values)).shares(found, ones) @ has == pytest.approx(rds_i, abs=6e-7)
    assert RdsII().shares(found, ones) @ has == pytest.approx(rds_ii, abs=6e-7)
    assert RdsII(seeds_count=False).shares(found, ones) @ has == pytest.approx(without_seeds, abs=6e-7)
    assert SuccessiveSampling(total).shares(found, ones) @ has == pytest.approx(successive, abs=1e-4)


@given(st.lists(st.integers(1, 60), min_size=2, max_size=80), st.floats(1.05, 500.0))
def test_the_population_of_a_successive_sample_solves_its_equations(sizes: list[int], times: float) -> None:
    size = np.array(sizes, float)
    found = population(size, times * size.size + 1)
    counts = np.unique(size, return_counts=True)[1]
    assert found.persons.sum() == pytest.approx(times * size.size + 1, rel=1e-9)
    assert found.persons @ found.p == pytest.approx(size.size, rel=1e-8)
    share = counts / found.p
    assert found.persons / found.persons.sum() == pytest.approx(share / share.sum(), rel=1e-6)
    assert (np.diff(found.p) > 0).all()


def test_in_an_endless_population_successive_sampling_is_rds_ii() -> None:
    found, values = chains("fauxmadrona", "disease")
    has, ones = np.array(values) == "1", np.ones(found.n)
    endless = SuccessiveSampling(1e9).shares(found, ones) @ has
    assert endless == pytest.approx(RdsII().shares(found, ones) @ has, abs=1e-6)


def test_two_groups_of_rds_i_are_the_closed_form() -> None:
    found, values = chains("faux", "X")
    group = codes(values)
    counts = recruitments(found, group, 2, np.ones(found.n))
    moves = counts / counts.sum(axis=1, keepdims=True)
    size = [1 / (1 / found.size[group == g]).mean() for g in (0, 1)]
    expected = size[1] * moves[1, 0] / (size[0] * moves[0, 1] + size[1] * moves[1, 0])
    assert RdsI(group).shares(found, np.ones(found.n))[group == 0].sum() == pytest.approx(expected, rel=1e-12)
    assert stationary(counts) @ moves == pytest.approx(stationary(counts), abs=1e-12)


def test_the_standard_errors_come_near_those_of_r_and_each_interval_holds_its_estimate() -> None:
    found, values = chains("fauxmadrona", "disease")
    gile = shares(found, values, SuccessiveSampling(1000), SuccessiveBootstrap(300, seed=1))[1]
    tree = shares(found, values, RdsII(), TreeBootstrap(500, seed=1))[1]
    assert gile.se == pytest.approx(0.01438, rel=0.12)
    assert tree.se == pytest.approx(0.0335, rel=0.12)
    for one in (gile, tree):
        assert one.low < one.share < one.high


def test_the_successive_bootstrap_is_drawn_from_the_population_that_was_estimated() -> None:
    """Its mean is the estimate: the ties between groups agree with their sizes."""
    found, values = chains("fauxsycamore", "disease")
    drawn = SuccessiveBootstrap(300, seed=2).shares(found, codes(values), SuccessiveSampling(715))
    assert drawn[1].mean() == pytest.approx(0.2033, abs=0.006)
    assert drawn.sum(axis=0) == pytest.approx(np.ones(300))


@pytest.mark.parametrize("estimator", [RdsII(), RdsI(np.zeros(500, np.int64))])
def test_replicates_of_another_estimator_are_refused(estimator: Any) -> None:
    found, values = chains("fauxmadrona", "disease")
    with pytest.raises(UnusableDesign, match=r"rds\.other_variance"):
        shares(found, values, estimator, SuccessiveBootstrap(10, seed=1))


def test_a_tree_is_drawn_again_from_its_seeds_down() -> None:
    found = recruitment(["a", "b", "c", "d"], ["seed", "a", "a", "b"], [3, 2, 5, 4])
    times = TreeBootstrap(400, seed=3).times(found)
    assert (times[0] == 1).all()
    assert (times[1] + times[2] == 2).all()
    assert (times[3] == times[1]).all()
    assert times[1].mean() == pytest.approx(1.0, abs=0.12)


def test_an_unknown_size_is_the_median_of_the_group_and_flagged() -> None:
    found = recruitment(
        ["a", "b", "c", "d", "e"], ["seed", "a", "a", "b", "c"], [10, None, 4, 0, 6], ["x", "x", "y", "y", "y"]
    )
    assert found.size.tolist() == [10, 10, 4, 5, 6]
    assert found.imputed.tolist() == [False, True, False, True, False]


@pytest.mark.parametrize(
    ("ids", "recruiters", "code"),
    [
        (["a", "a"], ["seed", "a"], "person_twice"),
        (["a", "b"], ["seed", "z"], "no_recruiter"),
        (["a", "b"], ["b", "a"], "no_seed"),
        (["s", "a", "b"], ["seed", "b", "a"], "circle"),
        (["s", "a"], ["seed", "a"], "circle"),
    ],
)
def test_chains_that_cannot_be_are_refused(ids: list[str], recruiters: list[str], code: str) -> None:
    with pytest.raises(UnusableRows, match=rf"rds\.{code}"):
        recruitment(ids, recruiters, [1.0] * len(ids))


def test_without_any_network_size_nothing_is_estimated() -> None:
    with pytest.raises(UnusableRows, match=r"rds\.no_sizes"):
        recruitment(["a", "b"], ["seed", "a"], [None, 0])


def test_a_population_smaller_than_its_sample_is_refused() -> None:
    found, _ = chains("faux", "X")
    with pytest.raises(UnusableDesign, match=r"rds\.population_small"):
        SuccessiveSampling(found.n).shares(found, np.ones(found.n))


def test_groups_that_never_meet_have_no_shares_by_recruitment() -> None:
    found = recruitment(list("abcd"), ["seed", "a", "seed", "c"], [2, 3, 4, 5])
    with pytest.raises(UnusableDesign, match=r"rds\.groups_apart"):
        RdsI(np.array([0, 0, 1, 1])).shares(found, np.ones(4))


def test_what_chains_say_of_themselves() -> None:
    found, values = chains("fauxmadrona", "disease")
    told = diagnose(found, codes(values), RdsII())
    assert told.differential_activity == pytest.approx(1.77054, abs=1e-5)  # R
    assert (told.waves, told.sizes_imputed) == (5, 0)
    assert told.largest_chain == pytest.approx(0.126)
    other, colours = chains("faux", "Y")
    assert homophily(recruitments(other, codes(colours), 3, np.ones(other.n))) == pytest.approx(2.318, abs=1e-3)  # R


def test_recruiters_who_do_not_mind_have_homophily_one_and_are_at_equilibrium_after_one_wave() -> None:
    counts = np.outer([30.0, 70.0], [0.4, 0.6])
    assert homophily(counts) == pytest.approx(1.0)
    assert waves_to_equilibrium(counts) == 1
    assert waves_to_equilibrium(np.array([[5.0, 5.0], [0.0, 0.0]])) is None


def test_the_last_point_of_convergence_is_the_estimate_and_chains_are_compared() -> None:
    found, values = chains("fauxmadrona", "disease")
    has = codes(values)
    assert convergence(found, has, RdsII())[-1] == pytest.approx(0.164149, abs=6e-7)
    assert len(by_seed(found, has, RdsII())) == int(found.seeds.sum())
