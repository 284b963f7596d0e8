"""Jackknife, balanced half-samples, successive differences: for totals the variance that theory gives, exactly."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighting import (
    JK1,
    JK2,
    BalancedRepeated,
    Calibrate,
    DesignWeights,
    DrawReplicates,
    JKn,
    Margin,
    Recipe,
    Singleton,
    SuccessiveDifferences,
    WeightedSample,
)
from weighting.problems import UnusableDesign
from weighting.resampling.hadamard import at_least


@dataclass(frozen=True)
class Shape:
    """PSUs sampled in each stratum, and in its population (0: endless)."""

    sampled: tuple[int, ...]
    population: tuple[int, ...] = ()


def frame(shape: Shape, seed: int, rows_a_psu: int = 3) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    rows = [
        {
            "stratum": f"H{h:02d}",
            "psu": f"H{h:02d}-P{psu:03d}",
            "w": float(random.uniform(1, 40)),
            "y": float(random.normal(10 + 5 * h, 4)),
            "group": str(random.integers(2)),
            "n_psus": shape.population[h] if shape.population else 0,
        }
        for h, n in enumerate(shape.sampled)
        for psu in range(n)
        for _ in range(rows_a_psu)
    ]
    return pl.DataFrame(rows).sample(fraction=1.0, shuffle=True, seed=seed)


def sample(shape: Shape, seed: int, method: object, singleton: Singleton = Singleton.REFUSE) -> WeightedSample:
    fpc = "n_psus" if shape.population else None
    return WeightedSample.from_frame(
        frame(shape, seed),
        weight="w",
        strata="stratum",
        psu="psu",
        fpc=fpc,
        singleton=singleton,
        replicates=method,  # type: ignore[arg-type]  # any method of the table below
    )


def by_replicates(found: WeightedSample) -> float:
    assert found.replicates is not None
    y = found.column("y").to_numpy()
    total = float(found.weights @ y)
    values = np.concatenate([block.T @ y for _, block in found.replicate_blocks()])
    return float(found.replicates.scale @ (values - total) ** 2)


def by_linearisation(found: WeightedSample) -> float:
    return float(np.atleast_1d(found.variance(found.column("y").to_numpy()[:, None])).ravel()[0])


pairs = st.integers(1, 30).map(lambda n: (2,) * n)
several = st.lists(st.integers(2, 7), min_size=1, max_size=8).map(tuple)


@given(several, st.integers(0, 99), st.booleans())
def test_the_jackknife_of_a_total_has_the_linearised_variance(sizes: tuple[int, ...], seed: int, finite: bool) -> None:
    shape = Shape(sizes, tuple(n + 1 + n * (h % 3) for h, n in enumerate(sizes)) if finite else ())
    found = sample(shape, seed, JKn())
    assert by_replicates(found) == pytest.approx(by_linearisation(found), rel=1e-9)


@given(pairs, st.integers(0, 99), st.sampled_from([BalancedRepeated(), BalancedRepeated(0.3), JK2()]), st.booleans())
def test_with_two_psus_a_stratum_every_method_of_pairs_has_the_linearised_variance(
    sizes: tuple[int, ...], seed: int, method: object, finite: bool
) -> None:
    found = sample(Shape(sizes, tuple(3 + h % 4 for h in range(len(sizes))) if finite else ()), seed, method)
    assert by_replicates(found) == pytest.approx(by_linearisation(found), rel=1e-9)


@given(st.integers(2, 40), st.integers(0, 99))
def test_successive_differences_of_a_total_are_half_the_squared_steps_around_the_circle(n: int, seed: int) -> None:
    found = sample(Shape((n, 5)), seed, SuccessiveDifferences())
    data = frame(Shape((n, 5)), seed).with_columns(wy=pl.col("w") * pl.col("y"))
    totals = data.group_by("stratum", "psu").agg(pl.col("wy").sum()).sort("psu")
    expected = 0.0
    for (_,), part in totals.group_by("stratum"):
        y = part["wy"].to_numpy()
        expected += 0.5 * float(((y - np.roll(y, 1)) ** 2).sum())
    assert by_replicates(found) == pytest.approx(expected, rel=1e-9)


def test_one_stratum_jackknifed_is_jk1_and_several_are_refused() -> None:
    alike = [sample(Shape((6,)), 3, method).replicates for method in (JK1(), JKn())]
    assert alike[0] is not None
    assert alike[1] is not None
    assert np.array_equal(alike[0].multipliers, alike[1].multipliers)
    with pytest.raises(UnusableDesign, match=r"resampling\.strata"):
        sample(Shape((6, 4)), 3, JK1())


@pytest.mark.parametrize("method", [JK2(), BalancedRepeated()])
def test_a_stratum_that_is_no_pair_is_named(method: object) -> None:
    with pytest.raises(UnusableDesign) as refusal:
        sample(Shape((2, 3, 2, 4)), 1, method)
    assert [problem.values["stratum"] for problem in refusal.value.problems] == ["H01", "H03"]


def test_a_stratum_taken_whole_adds_nothing_and_needs_no_pair() -> None:
    found = sample(Shape((2, 3, 2), (4, 3, 6)), 1, BalancedRepeated(0.5))
    assert by_replicates(found) == pytest.approx(by_linearisation(found), rel=1e-9)


def test_a_lone_psu_is_refused_unless_somebody_chose_what_it_means() -> None:
    with pytest.raises(UnusableDesign, match=r"weighting\.singleton_stratum"):
        sample(Shape((3, 1)), 1, JKn())
    found = sample(Shape((3, 1)), 1, JKn(), Singleton.CERTAINTY)
    assert by_replicates(found) == pytest.approx(by_linearisation(found), rel=1e-9)
    with pytest.raises(UnusableDesign, match=r"weighting\.singleton_stratum"):
        sample(Shape((3, 1)), 1, SuccessiveDifferences())


@pytest.mark.parametrize("fay", [-0.1, 1.0, float("nan")])
def test_a_coefficient_of_fay_outside_zero_to_one_is_refused(fay: float) -> None:
    with pytest.raises(UnusableDesign, match=r"resampling\.fay"):
        BalancedRepeated(fay)


@pytest.mark.parametrize("order", [1, 4, 5, 12, 13, 20, 21, 28, 36, 48, 53, 61, 100, 230])
def test_a_hadamard_matrix_is_one(order: int) -> None:
    found = at_least(order)
    size = len(found)
    assert order <= size <= order + max(12, order // 8)
    assert np.array_equal(found @ found.T, size * np.eye(size, dtype=np.int64))
    assert (found[:, 0] == 1).all()


@pytest.mark.parametrize("method", [JKn(), BalancedRepeated(0.3), SuccessiveDifferences()])
def test_what_follows_is_redone_in_every_replicate(method: object) -> None:
    data = frame(Shape((2,) * 12), 5, rows_a_psu=8).with_columns(p=1 / pl.col("w"))
    margins = (Margin("group", {"0": 2000.0, "1": 2100.0}),)
    steps = (DesignWeights(("p",)), DrawReplicates(method), Calibrate(margins))  # type: ignore[arg-type]
    weighted, trace = Recipe("jackknifed", steps).run(WeightedSample.from_frame(data, strata="stratum", psu="psu"))
    ones = np.array(data["group"].to_list()) == "1"
    for _, block in weighted.replicate_blocks():
        assert block[ones].sum(axis=0) == pytest.approx(2100.0, rel=1e-9)
    assert trace.steps[1].parameters["method"]
