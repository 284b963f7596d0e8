"""Margins that were estimated themselves: their error reaches the variance by both roads, to the same number."""

import numpy as np
import pytest

from questionnaires.problems import ProblemError
from tests.weighting.calibrating.populations import calibrated, members, numbers, people, sampled
from weighting import (
    BootstrapReplicates,
    Calibrate,
    JKn,
    Linear,
    Margin,
    MarginCovariance,
    MarginReplicates,
    MarginTotal,
    Negative,
    Raking,
    Recipe,
    WeightedSample,
)
from weighting.calibrating.margin_errors import MarginErrors, StandardErrors
from weighting.factors import FloatArray

FREE = Linear(Negative.KEPT)
SEX = Margin("sex", {"1": 3000, "2": 2900})
SURE = Margin("region", {"N": 2100, "C": 1900, "S": 1900})
ESTIMATED = MarginTotal("wage", 3_500_000, error=60_000)
NAMES = (("region", "N"), ("region", "C"), ("region", "S"), ("wage", "total"))


def covariance(seed: int = 5) -> FloatArray:
    """Errors of regions that leave their sum alone, and of the total of wages, correlated with them."""
    root = np.random.default_rng(seed).normal(0, 1, (4, 4)) * np.array([60.0, 60, 60, 50_000])[:, None]
    root[:3] -= root[:3].mean(axis=0)
    return root @ root.T


def replicate_variance(sample: WeightedSample, z: FloatArray) -> float:
    estimates = np.concatenate([block.T @ z for block in sample.replicate_weights()])
    return float(sample.replicate_scale @ (estimates - sample.weights @ z) ** 2)


def slopes(sample: WeightedSample, z: FloatArray) -> FloatArray:
    """The regression of z on sex, region and wage under the weights before."""
    x = np.concatenate([members(sample, margin) for margin in (SEX, SURE, ESTIMATED)])
    return np.asarray(np.linalg.pinv((x * sample.weights) @ x.T) @ ((x * sample.weights) @ z))[2:]


def test_the_linearised_variance_gains_the_slopes_squared() -> None:
    sample = sampled(people())
    y = numbers(sample, "y")
    sure = calibrated(sample, Calibrate((SEX, SURE, MarginTotal("wage", 3_500_000)), FREE)).variance(y)[0, 0]
    errors = MarginCovariance(NAMES, covariance())
    unsure = calibrated(sample, Calibrate((SEX, SURE, ESTIMATED), FREE, errors=errors)).variance(y)[0, 0]
    slope = slopes(sample, y)
    assert unsure - sure == pytest.approx(slope @ covariance() @ slope, rel=1e-8)


def test_a_total_that_the_margin_fixes_has_the_error_of_the_margin() -> None:
    step = Calibrate((SEX, SURE, ESTIMATED), FREE)
    sample = calibrated(sampled(people()), step)
    wage = numbers(sample, "wage")
    assert np.sqrt(sample.variance(wage)[0, 0]) == pytest.approx(60_000, rel=1e-8)
    replicated = calibrated(sampled(people(), BootstrapReplicates(50, seed=2)), step)
    assert np.sqrt(replicate_variance(replicated, wage)) == pytest.approx(60_000, rel=1e-8)


@pytest.mark.parametrize("method", [BootstrapReplicates(40, seed=2), JKn()], ids=lambda method: type(method).__name__)
def test_replicates_carry_exactly_the_covariance_that_was_given(method: BootstrapReplicates | JKn) -> None:
    """For totals that the margins fix, the variance over replicates is that of the margins, to the last digits."""
    errors = MarginCovariance(NAMES, covariance())
    sample = calibrated(sampled(people(), method), Calibrate((SEX, SURE, ESTIMATED), FREE, errors=errors))
    columns = np.concatenate([members(sample, SURE), numbers(sample, "wage")[None]])
    for row, variance in zip(columns, np.diag(covariance()), strict=True):
        assert replicate_variance(sample, row) == pytest.approx(variance, rel=1e-7)


def test_both_roads_agree_for_another_variable() -> None:
    errors = MarginCovariance(NAMES, 4 * covariance())
    step = Calibrate((SEX, SURE, ESTIMATED), FREE, errors=errors)
    sample = calibrated(sampled(people(n=1500, psus=120), BootstrapReplicates(1500, seed=4)), step)
    y = numbers(sample, "y") + numbers(sample, "wage") / 200
    assert np.sqrt(replicate_variance(sample, y)) == pytest.approx(np.sqrt(sample.variance(y)[0, 0]), rel=0.06)


def test_replicates_of_another_survey_bring_their_own_spread() -> None:
    random = np.random.default_rng(8)
    deviation = random.normal(0, 1, (4, 25)) * np.array([40.0, 40, 40, 40_000])[:, None]
    deviation[:3] -= deviation[:3].mean(axis=0)
    scale = np.full(25, 24 / 25)
    errors = MarginReplicates(NAMES, deviation, scale)
    sample = calibrated(
        sampled(people(), BootstrapReplicates(60, seed=2)), Calibrate((SEX, SURE, ESTIMATED), FREE, errors=errors)
    )
    for row, own in zip([*members(sample, SURE), numbers(sample, "wage")], deviation, strict=True):
        assert replicate_variance(sample, row) == pytest.approx(scale @ own**2, rel=1e-7)
        assert sample.variance(row)[0, 0] == pytest.approx(scale @ own**2, rel=1e-7)


def test_levels_whose_sum_is_known_from_another_margin_share_no_error_in_it() -> None:
    unsure = Margin("region", SURE.totals, errors={"N": 50.0, "C": 50.0, "S": 50.0})
    sample = calibrated(sampled(people(), BootstrapReplicates(30, seed=2)), Calibrate((SEX, unsure), FREE))
    everybody, north = np.ones(sample.n), members(sample, SURE)[0]
    assert sample.variance(everybody)[0, 0] == pytest.approx(0, abs=1e-6)
    assert replicate_variance(sample, everybody) == pytest.approx(0, abs=1e-6)
    # three independent errors of 50 given that they add up to zero: variance 2500 x 2/3
    assert sample.variance(north)[0, 0] == pytest.approx(2500 * 2 / 3, rel=1e-8)
    assert replicate_variance(sample, north) == pytest.approx(2500 * 2 / 3, rel=1e-7)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_order_of_margins_does_not_change_what_their_errors_bring(order: tuple[int, int]) -> None:
    unsure = Margin("region", SURE.totals, errors={"N": 50.0, "C": 20.0, "S": 70.0})
    other = Margin("sex", SEX.totals, errors={"1": 30.0, "2": 90.0})
    margins = (unsure, other)
    sample = calibrated(sampled(people()), Calibrate(tuple(margins[j] for j in order), Raking()))
    y = numbers(sample, "y")
    assert sample.variance(y)[0, 0] == pytest.approx(
        calibrated(sampled(people()), Calibrate(margins, Raking())).variance(y)[0, 0], rel=1e-9
    )


@pytest.mark.parametrize(
    ("errors", "code"),
    [
        (MarginCovariance((("age", "55+"),), np.eye(1)), "errors_unknown"),
        (MarginCovariance(NAMES, np.eye(2)), "errors_shape"),
        (MarginReplicates((NAMES[3],), np.ones((1, 9)), np.ones(9)), "errors_replicates"),
    ],
)
def test_errors_that_cannot_be_carried_are_refused(errors: MarginErrors, code: str) -> None:
    step = Calibrate((SEX, SURE, ESTIMATED), FREE, errors=errors)
    with pytest.raises(ProblemError) as stopped:
        step.apply(sampled(people(), BootstrapReplicates(4, seed=1)))
    assert stopped.value.problems[0].code == f"calibrating.{code}"


def test_the_trace_names_the_margins_that_were_estimated() -> None:
    _, trace = Recipe("test", (Calibrate((SEX, ESTIMATED), FREE, errors=StandardErrors(seed=3)),)).run(
        sampled(people())
    )
    assert trace.steps[0].parameters["estimated"] == "wage"
