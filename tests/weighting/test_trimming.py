"""Trimming: cuts adjustments within strata, never design weights; totals of strata stay; redone in every replicate."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires import files
from tests.weighting.builders import exports, fieldwork
from weighting import (
    AtMost,
    BootstrapReplicates,
    Calibrate,
    DesignWeights,
    Linear,
    Margin,
    MedianAndIqr,
    Negative,
    Recipe,
    TimesMedian,
    Trim,
    WeightedSample,
)
from weighting.content import WeightingContent
from weighting.factors import FloatArray
from weighting.files import read_weights
from weighting.problems import UnusableRecipe
from weighting.trimming.levelling import share_up
from weighting.tunisia.recipe import CONTENT
from weighting.weigh import weigh_files

adjustments = st.lists(st.floats(0.2, 50.0), min_size=1, max_size=40).map(np.array)


@given(adjustments, st.integers(0, 999), st.floats(1.0, 8.0))
def test_the_total_stays_and_nothing_is_above_the_limit(a: FloatArray, seed: int, times: float) -> None:
    design = np.random.default_rng(seed).uniform(1, 300, a.size)
    limit = times * float((a * design).sum() / design.sum())
    ratio = share_up(a, design, limit)
    after = np.minimum(ratio * a, limit)
    assert (after * design).sum() == pytest.approx((a * design).sum(), rel=1e-9)
    assert ratio >= 1.0
    assert (after <= limit).all()
    assert np.all((after >= a) | (after == limit))


@given(adjustments, st.integers(0, 999))
def test_a_limit_above_everything_changes_nothing(a: FloatArray, seed: int) -> None:
    design = np.random.default_rng(seed).uniform(1, 300, a.size)
    assert share_up(a, design, float(a.max()) * 1.001) == pytest.approx(1.0, rel=1e-12)


def test_a_limit_below_the_mean_adjustment_cannot_keep_the_total() -> None:
    assert np.isnan(share_up(np.array([1.0, 3.0]), np.ones(2), 1.9))
    assert np.minimum(share_up(np.array([1.0, 3.0]), np.ones(2), 2.0) * np.array([1, 3]), 2) == pytest.approx([2, 2])


def test_by_hand() -> None:
    """Adjustments 1, 1, 1, 9 of equal design weights, limit 4: 5 are cut, 3 units carry them, each 1 + 5/3."""
    sample = framed(pl.DataFrame({"d": [10.0] * 4, "a": [1.0, 1, 1, 9], "h": ["x"] * 4}), Trim(AtMost(4.0), ("h",)))
    assert sample.weights == pytest.approx([80 / 3] * 3 + [40])


def framed(data: pl.DataFrame, *steps: Any) -> WeightedSample:
    """Rows with a design weight ``d`` and an adjustment ``a`` that some step made of it."""
    sample = WeightedSample.from_frame(data, weight="d")
    return Recipe("test", steps).run(sample.with_factor(Adjusted(data["a"].to_numpy())))[0]


class Adjusted:
    """An adjustment that is no part of the design."""

    step = "adjustment"
    cells = ()

    def __init__(self, values: FloatArray) -> None:
        self.values = values

    def of(self, before: FloatArray) -> FloatArray:  # noqa: ARG002 (as a factor is asked)
        return self.values


def test_a_large_design_weight_is_left_alone() -> None:
    data = pl.DataFrame({"d": [1.0, 1, 1, 1000], "a": [1.1, 1.2, 1.3, 1.2], "h": ["x"] * 4})
    plain = framed(data)
    leading = WeightedSample.from_frame(data, weight="d")
    assert leading.design_weights == pytest.approx(data["d"].to_numpy())
    assert framed(data, Trim(TimesMedian(1.5), ("h",))).weights == pytest.approx(plain.weights)


@pytest.mark.parametrize("limit", [TimesMedian(3.0), MedianAndIqr(4.0), AtMost(5.0)])
def test_each_stratum_is_trimmed_by_itself(limit: Any) -> None:
    random = np.random.default_rng(1)
    one = pl.DataFrame({"d": random.uniform(1, 9, 30), "a": random.lognormal(0, 0.8, 30), "h": ["x"] * 30})
    two = one.with_columns(h=pl.lit("y"), a=pl.col("a") * 1.01)
    both = framed(pl.concat([one, two]), Trim(limit, ("h",))).weights
    apart = [framed(part, Trim(limit, ("h",))).weights for part in (one, two)]
    assert both == pytest.approx(np.concatenate(apart))
    assert both.sum() == pytest.approx((one["d"] * one["a"]).sum() * 2.01)


def test_strata_without_spread_lose_nothing_to_the_rule_of_quartiles() -> None:
    data = pl.DataFrame({"d": [1.0] * 5, "a": [1.0, 1, 1, 1, 2], "h": ["x"] * 5})
    assert framed(data, Trim(MedianAndIqr(4.0), ("h",))).weights == pytest.approx([1, 1, 1, 1, 2])


def test_a_limit_that_cannot_keep_the_total_names_its_strata() -> None:
    data = pl.DataFrame({"d": [1.0] * 4, "a": [1.0, 1, 4, 6], "h": ["x", "x", "y", "y"]})
    with pytest.raises(UnusableRecipe) as refusal:
        framed(data, Trim(AtMost(3.0), ("h",)))
    assert [problem.values["stratum"] for problem in refusal.value.problems] == ["y"]


@pytest.mark.parametrize("wrong", [lambda: AtMost(0.0), lambda: TimesMedian(1.0), lambda: MedianAndIqr(float("nan"))])
def test_a_limit_that_means_nothing_is_refused(wrong: Any) -> None:
    with pytest.raises(UnusableRecipe, match=r"trimming\.limit"):
        wrong()


def test_the_change_of_each_total_asked_for_is_told() -> None:
    data = pl.DataFrame(
        {"d": [10.0] * 4, "a": [1.0, 1, 1, 9], "h": ["x"] * 4, "sex": ["1", "1", "2", "2"], "pay": [1, 2, 3, 4]}
    )
    sample = WeightedSample.from_frame(data, weight="d")
    adjusted = sample.with_factor(Adjusted(data["a"].to_numpy()))
    _, trace = Trim(AtMost(4.0), ("h",), totals=("sex", "pay")).apply(adjusted)
    told = {(note.values["variable"], note.values["level"]): note.values for note in trace.notes[1:]}
    assert told["sex", "1"] == {"variable": "sex", "level": "1", "before": 20, "after": 53.333, "change": 1.666667}
    assert told["pay", ""]["before"] == 10 + 20 + 30 + 360
    assert trace.notes[0].values == {"n": 1, "of": 4, "share": pytest.approx(50 / 120, abs=1e-6)}
    assert [(cell.n, cell.n_receiving) for cell in trace.cells] == [(4, 3)]


MARGINS = (Margin("sex", {"1": 1900.0, "2": 2100.0}), Margin("kind", {"a": 700.0, "b": 1300.0, "c": 2000.0}))
LINEAR = Linear(Negative.KEPT)


def people(n: int = 120) -> pl.DataFrame:
    random = np.random.default_rng(4)
    return pl.DataFrame(
        {
            "d": random.uniform(10, 50, n),
            "stratum": random.choice(["s", "t"], n),
            "psu": [f"P{i % 24:02d}" for i in range(n)],
            "sex": random.choice(["1", "2"], n),
            "kind": random.choice(["a", "b", "c"], n, p=[0.6, 0.3, 0.1]),
            "y": random.normal(10, 3, n),
        }
    ).with_columns(p=1 / pl.col("d"))


def test_linearised_contributions_are_derivatives_by_the_design_weights() -> None:
    steps = (Calibrate(MARGINS, LINEAR), Trim(AtMost(2.2), ("stratum",)), Calibrate(MARGINS[:1], LINEAR))
    data = people()

    def total(frame: pl.DataFrame) -> tuple[float, WeightedSample]:
        sample, _ = Recipe("test", steps).run(WeightedSample.from_frame(frame, weight="d"))
        return float(sample.weights @ frame["y"].to_numpy()), sample

    point, sample = total(data)
    assert (sample.factors[2].of(sample.history[2]) < 1).any()
    contributions = sample.residual(data["y"].to_numpy())[:, 0]
    step = 1e-5
    for row in range(0, 120, 7):
        moved = data.with_columns(
            d=pl.when(pl.int_range(pl.len()) == row).then(pl.col("d") * (1 + step)).otherwise("d")
        )
        assert (total(moved)[0] - point) / step == pytest.approx(contributions[row], rel=1e-3, abs=0.02)


def test_what_is_trimmed_meets_its_margins_again_in_every_replicate() -> None:
    trimmed = (Trim(TimesMedian(2.8), ("stratum",)), Calibrate(MARGINS))
    steps = (DesignWeights(("p",)), BootstrapReplicates(40, seed=2), Calibrate(MARGINS), *trimmed)
    sample, trace = Recipe("test", steps).run(WeightedSample.from_frame(people(), strata="stratum", psu="psu"))
    women = np.array(people()["sex"].to_list()) == "2"
    assert sample.weights[women].sum() == pytest.approx(2100, rel=1e-8)
    for _, block in sample.replicate_blocks():
        assert block[women].sum(axis=0) == pytest.approx(2100.0, rel=1e-7)
    assert trace.steps[3].after.deff < trace.steps[2].after.deff


def test_trimmed_weights_come_back_from_files(tmp_path: Path) -> None:
    collected = exports(tmp_path / "exports", fieldwork())
    design, _, *adjustments_made = CONTENT.recipe.steps
    steps = (design, BootstrapReplicates(12, seed=5), *adjustments_made, Trim(TimesMedian(1.05), ("region",)))
    made = Recipe("trimmed", steps)
    content = WeightingContent(made, lambda _: made, CONTENT.classes, CONTENT.universe, CONTENT.singleton)
    written, _ = weigh_files(collected, tmp_path / "weights", content)
    back = read_weights(tmp_path / "weights")
    order = [back.ids.index(row_id) for row_id in written.ids]
    assert back.weights[order] == pytest.approx(written.weights, rel=1e-14)
    for first, second in zip(written.replicate_weights(8), back.replicate_weights(8), strict=True):
        np.testing.assert_allclose(second[order], first, rtol=1e-12)
    assert files.read_manifest(tmp_path / "weights").facts["recipe"] == "trimmed"
