"""Calibration beside R survey: households, partitions, continuous auxiliaries, given distances, replicates.

Weights to 1e-8, standard errors to 1e-6 (relative).
"""

import subprocess

import numpy as np
import pytest

from tests.weighting.anchors import SCRIPT, frame, read_anchors
from weighting import (
    Calibrate,
    Given,
    Household,
    JKn,
    Linear,
    Logit,
    Margin,
    MarginTotal,
    Metric,
    Negative,
    Raking,
    Recipe,
    TruncatedLinear,
    WeightedSample,
    in_each,
)
from weighting.distances import Distance
from weighting.margins import AnyMargin

HERE = SCRIPT.with_name("calibration.R")
ANCHORS = read_anchors(HERE.with_name("calibration.csv").read_text(encoding="utf-8"))
TYPE = Margin("stype", {"E": 4421, "H": 755, "M": 1018})
WIDE = Margin("sch.wide", {"No": 1072, "Yes": 5122})
INDEX = MarginTotal("api99", 3914069)
FREE = Linear(Negative.KEPT)
DISTANCES: dict[str, Distance] = {"linear": FREE, "raking": Raking()}


def calibrated(sample: WeightedSample, step: Calibrate) -> WeightedSample:
    return Recipe("anchor", (step,)).run(sample)[0]


def agrees(sample: WeightedSample, name: str) -> None:
    assert sample.weights == pytest.approx(ANCHORS[f"{name}:weights"], rel=1e-8)
    if f"{name}:se" in ANCHORS:
        z = np.array(sample.column("api00").to_pylist(), float)
        assert np.sqrt(sample.variance(z)[0, 0]) == pytest.approx(ANCHORS[f"{name}:se"][0], rel=1e-6)


def clusters() -> WeightedSample:
    return WeightedSample.from_frame(frame("apiclus1"), weight="pw", psu="dnum", fpc="fpc")


@pytest.mark.parametrize(
    ("name", "distance"), [*DISTANCES.items(), ("logit", Logit(0.1, 4))], ids=lambda value: str(value)
)
def test_one_weight_a_household_with_the_distance_between_persons_is_that_of_r(name: str, distance: Distance) -> None:
    sample = WeightedSample.from_frame(frame("apiclus2"), weight="pw", psu="dnum")
    agrees(calibrated(sample, Calibrate((TYPE, WIDE), distance, household="dnum")), f"household person {name}")


@pytest.mark.parametrize("name", DISTANCES)
def test_one_weight_a_household_with_the_distance_between_households_is_that_of_r(name: str) -> None:
    sample = WeightedSample.from_frame(frame("apiclus2"), weight="pw", psu="dnum")
    household = Household("dnum", Metric.HOUSEHOLD)
    agrees(
        calibrated(sample, Calibrate((TYPE, WIDE), DISTANCES[name], household=household)), f"household household {name}"
    )


@pytest.mark.parametrize("name", DISTANCES)
def test_a_partition_gives_the_weights_of_interactions_in_r(name: str) -> None:
    sample = WeightedSample.from_frame(frame("apistrat"), weight="pw", strata="stype", fpc="fpc")
    parts: dict[str, tuple[AnyMargin, ...]] = {
        "E": (Margin("sch.wide", {"No": 472, "Yes": 3949}), MarginTotal("api99", 2799206)),
        "H": (Margin("sch.wide", {"No": 334, "Yes": 421}), MarginTotal("api99", 468895)),
        "M": (Margin("sch.wide", {"No": 266, "Yes": 752}), MarginTotal("api99", 645968)),
    }
    agrees(calibrated(sample, Calibrate(in_each("stype", parts), DISTANCES[name])), f"partition {name}")


@pytest.mark.parametrize(
    ("name", "distance"),
    [("raking", Raking()), ("logit", Logit(0.2, 4)), ("truncated", TruncatedLinear(0.3, 2.5))],
    ids=lambda value: str(value),
)
def test_a_continuous_auxiliary_is_that_of_r_under_every_distance(name: str, distance: Distance) -> None:
    agrees(calibrated(clusters(), Calibrate((TYPE, WIDE, INDEX), distance)), f"continuous {name}")


def test_a_distance_given_as_two_functions_is_that_of_r() -> None:
    hellinger = Given("hellinger", lambda u: (1 - u / 2) ** -2, lambda u: (1 - u / 2) ** -3)
    agrees(calibrated(clusters(), Calibrate((TYPE, WIDE), hellinger)), "given")


@pytest.mark.parametrize(
    ("name", "margins", "distance"),
    [
        ("linear", (TYPE, WIDE), FREE),
        ("raking", (TYPE, WIDE), Raking()),
        ("continuous", (TYPE, INDEX), FREE),
    ],
    ids=lambda value: str(value)[:10],
)
def test_replicates_calibrated_again_have_the_standard_error_of_r(
    name: str, margins: tuple[AnyMargin, ...], distance: Distance
) -> None:
    sample = WeightedSample.from_frame(frame("apiclus1"), weight="pw", psu="dnum", replicates=JKn())
    result = calibrated(sample, Calibrate(margins, distance))
    z = np.array(result.column("api00").to_pylist(), float)
    estimates = np.concatenate([block.T @ z for block in result.replicate_weights()])
    variance = result.replicate_scale @ (estimates - result.weights @ z) ** 2
    assert result.n_replicates == 15
    assert np.sqrt(variance) == pytest.approx(ANCHORS[f"jackknife {name}:se"][0], rel=1e-6)
    if name == "raking":
        ours = {tuple(np.flatnonzero(w == 0)): w for block in result.replicate_weights() for w in block.T}
        for theirs in ANCHORS["jackknife raking:weights"].reshape(4, -1):
            assert ours[tuple(np.flatnonzero(theirs == 0))] == pytest.approx(theirs, rel=1e-8)


@pytest.mark.r
def test_r_still_gives_the_stored_values() -> None:
    made = subprocess.run(["Rscript", str(HERE)], capture_output=True, text=True, check=True, cwd=HERE.parents[3])
    fresh = read_anchors(made.stdout)
    assert fresh.keys() == ANCHORS.keys()
    for name, values in fresh.items():
        assert values == pytest.approx(ANCHORS[name], rel=1e-9), name
