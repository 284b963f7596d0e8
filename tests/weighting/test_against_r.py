"""Weights and standard errors beside those of R survey: weights to 1e-8, standard errors to 1e-6 (relative)."""

import subprocess

import numpy as np
import pytest

from tests.weighting.anchors import SCRIPT, STORED, frame, read_anchors
from weighting import (
    Calibrate,
    Linear,
    Logit,
    Margin,
    MarginTotal,
    Raking,
    Recipe,
    Singleton,
    Sinh,
    TruncatedLinear,
    WeightedSample,
)
from weighting.distances import Distance
from weighting.factors import FloatArray

ANCHORS = read_anchors(STORED.read_text(encoding="utf-8"))
TYPE = Margin("stype", {"E": 4421, "H": 755, "M": 1018})
WIDE = Margin("sch.wide", {"No": 1072, "Yes": 5122})


def stratified() -> WeightedSample:
    return WeightedSample.from_frame(frame("apistrat"), weight="pw", strata="stype", fpc="fpc")


def clusters() -> WeightedSample:
    return WeightedSample.from_frame(frame("apiclus1"), weight="pw", psu="dnum", fpc="fpc")


def agrees(sample: WeightedSample, name: str, *variables: str) -> None:
    z = np.column_stack([np.array(sample.column(v).to_pylist(), float) for v in variables or ("api00",)])
    assert sample.weights @ z == pytest.approx(ANCHORS[f"{name}:total"], rel=1e-9)
    assert np.sqrt(np.diag(sample.variance(z))) == pytest.approx(ANCHORS[f"{name}:se"], rel=1e-6)


def api00(sample: WeightedSample) -> FloatArray:
    return np.array(sample.column("api00").to_pylist(), float)


def test_a_stratified_sample_has_the_standard_errors_of_r() -> None:
    agrees(stratified(), "stratified", "api00", "api99")
    agrees(WeightedSample.from_frame(frame("apistrat"), weight="pw", strata="stype"), "stratified with replacement")
    agrees(clusters(), "one stage")


def test_two_stages_with_population_sizes_have_the_standard_errors_of_r() -> None:
    sample = WeightedSample.from_frame(frame("apiclus2"), weight="pw", psu=("dnum", "snum"), fpc=("fpc1", "fpc2"))
    agrees(sample, "two stages", "api00", "api99")
    agrees(WeightedSample.from_frame(frame("apiclus2"), weight="pw", psu="dnum"), "two stages with replacement")


def test_degrees_of_freedom_are_those_of_r() -> None:
    two = WeightedSample.from_frame(frame("apiclus2"), weight="pw", psu=("dnum", "snum"), fpc=("fpc1", "fpc2"))
    found = [stratified().degrees_of_freedom, clusters().degrees_of_freedom, two.degrees_of_freedom]
    assert found == ANCHORS["df"].tolist()


@pytest.mark.parametrize(
    ("name", "distance"),
    [
        ("linear", Linear()),
        ("raking", Raking()),
        ("logit", Logit(0.4, 2.5)),
        ("truncated linear", TruncatedLinear(0.5, 1.8)),
        ("sinh", Sinh()),
    ],
)
def test_calibrated_weights_are_those_of_r(name: str, distance: Distance) -> None:
    sample, _ = Recipe("anchor", (Calibrate((TYPE, WIDE), distance),)).run(clusters())
    assert sample.weights == pytest.approx(ANCHORS[f"{name}:weights"], rel=1e-8)
    agrees(sample, name)


def test_bounds_on_the_ratio_make_the_linear_distance_the_truncated_one() -> None:
    sample, _ = Recipe("anchor", (Calibrate((TYPE, WIDE), Linear(), g_bounds=(0.5, 1.8)),)).run(clusters())
    assert sample.weights == pytest.approx(ANCHORS["truncated linear:weights"], rel=1e-8)


def test_bounds_on_the_weight_itself_are_those_of_r() -> None:
    step = Calibrate((TYPE, WIDE), Raking(), weight_bounds=(15.0, 44.5))
    sample, _ = Recipe("anchor", (step,)).run(stratified())
    assert sample.weights == pytest.approx(ANCHORS["bounded weights:weights"], rel=1e-8)
    agrees(sample, "bounded weights")


def test_a_continuous_margin_gives_the_weights_of_r() -> None:
    step = Calibrate((TYPE, MarginTotal("api99", 3914069)), Linear())
    sample, _ = Recipe("anchor", (step,)).run(clusters())
    assert sample.weights == pytest.approx(ANCHORS["continuous:weights"], rel=1e-8)
    agrees(sample, "continuous")


def test_crossed_margins_are_post_strata() -> None:
    totals = {
        ("E", "Yes"): 3310, ("E", "No"): 1111, ("H", "Yes"): 288, ("H", "No"): 467, ("M", "Yes"): 569, ("M", "No"): 449
    }  # fmt: skip
    sample, _ = Recipe("anchor", (Calibrate((Margin(("stype", "awards"), totals),), Raking()),)).run(stratified())
    assert sample.weights == pytest.approx(ANCHORS["crossed:weights"], rel=1e-8)
    agrees(sample, "crossed")


def test_two_calibrations_in_turn_are_those_of_r() -> None:
    steps = (Calibrate((TYPE,), Raking()), Calibrate((WIDE,), Raking()))
    sample, _ = Recipe("anchor", steps).run(clusters())
    assert sample.weights == pytest.approx(ANCHORS["twice:weights"], rel=1e-8)
    # R projects on the first calibration first; the derivative of the whole chain does it last (test_linearisation)
    assert np.sqrt(sample.variance(api00(sample))[0, 0]) == pytest.approx(ANCHORS["twice:se"][0], rel=0.01)


@pytest.mark.parametrize(
    ("rule", "choice"),
    [
        ("adjust", Singleton.CENTRE_ON_GRAND_MEAN),
        ("certainty", Singleton.CERTAINTY),
        ("average", Singleton.AVERAGE),
    ],
)
def test_each_choice_for_strata_with_one_psu_is_that_of_r(rule: str, choice: Singleton) -> None:
    sample = WeightedSample.from_frame(frame("lonely"), weight="w", strata="h", psu="psu", singleton=choice)
    agrees(sample, f"lonely {rule}", "y")


@pytest.mark.r
def test_r_still_gives_the_stored_values() -> None:
    made = subprocess.run(["Rscript", str(SCRIPT)], capture_output=True, text=True, check=True, cwd=SCRIPT.parents[3])
    fresh = read_anchors(made.stdout)
    assert fresh.keys() == ANCHORS.keys()
    for name, values in fresh.items():
        assert values == pytest.approx(ANCHORS[name], rel=1e-9), name
