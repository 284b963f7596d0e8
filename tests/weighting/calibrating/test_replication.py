"""Each replicate is calibrated as if it were the sample: the short way gives the weights of the long one."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from tests.weighting.calibrating.populations import calibrated, members, numbers, people, sampled
from weighting import (
    AdjustForNonresponse,
    BootstrapReplicates,
    Calibrate,
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
)
from weighting.distances import Distance
from weighting.recipe import Step
from weighting.replicates import ReplicateMethod

FREE = Linear(Negative.KEPT)
SEX = Margin("sex", {"1": 3000, "2": 2900})
REGION = Margin("region", {"N": 2100, "C": 1900, "S": 1900})
WAGE = MarginTotal("wage", 3_500_000)
NONRESPONSE = AdjustForNonresponse(("age",))


def answered(seed: int = 1) -> pa.Table:
    data = people(seed)
    status = np.random.default_rng(seed).choice(["respondent", "nonrespondent"], data.num_rows, p=[0.85, 0.15])
    return data.append_column("response_status", pa.array(status))


def one_by_one(data: pa.Table, replicates: ReplicateMethod, steps: tuple[Step, ...]) -> list[Any]:
    """The steps run over the replicate weights of the design, each as a sample of its own."""
    drawn = sampled(data, replicates)
    found = []
    for block in drawn.replicate_weights():
        for weights in block.T:
            own = data.set_column(data.column_names.index("w"), "w", pa.array(weights))
            found.append(Recipe("own", steps).run(sampled(own))[0].weights)
    return found


@pytest.mark.parametrize("method", [BootstrapReplicates(20, seed=3), JKn()], ids=lambda method: type(method).__name__)
@pytest.mark.parametrize(
    "steps",
    [
        (Calibrate((SEX, REGION, WAGE), FREE),),
        (NONRESPONSE, Calibrate((SEX, REGION), FREE)),
        (NONRESPONSE, Calibrate((SEX, Margin("region", REGION.totals, cost=2.0)), FREE)),
        (Calibrate((SEX,), Raking()), Calibrate((REGION, SEX), FREE)),
        (Calibrate((SEX, REGION), FREE, household=Household("household", Metric.HOUSEHOLD)),),
        (Calibrate((SEX, REGION, WAGE), Raking(), household="household"),),
        (NONRESPONSE, Calibrate((SEX, REGION), Logit(0.3, 3.5))),
        (Calibrate((SEX, REGION), TruncatedLinear(0.3, 3.5), weight_bounds=(1, 150)),),
    ],
    ids=range(8),
)
def test_replicates_have_the_weights_of_samples_of_their_own(steps: tuple[Step, ...], method: ReplicateMethod) -> None:
    data = answered()
    sample, _ = Recipe("test", steps).run(sampled(data, method))
    assert sample.failed == ()
    ours = np.concatenate(list(sample.replicate_weights(7)), axis=1).T
    for found, expected in zip(ours, one_by_one(data, method, steps), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("method", [BootstrapReplicates(70, seed=3), JKn()], ids=lambda method: type(method).__name__)
@pytest.mark.parametrize(
    "steps",
    [
        (NONRESPONSE, Calibrate((SEX, REGION), FREE)),
        (NONRESPONSE, Calibrate((SEX, REGION), Raking())),
        (NONRESPONSE, Calibrate((SEX, Margin("region", REGION.totals, cost=2.0)), Raking())),
        (NONRESPONSE, Calibrate((SEX, REGION), Logit(0.3, 3.5))),
        (Calibrate((SEX, REGION), TruncatedLinear(0.6, 1.9)),),
        (Calibrate((SEX, REGION), Raking(), g_bounds=(0.5, 2.0)),),
    ],
    ids=range(6),
)
def test_what_large_samples_take_gives_the_same(
    steps: tuple[Step, ...], method: ReplicateMethod, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = answered()
    patiently, _ = Recipe("test", steps).run(sampled(data, method))
    monkeypatch.setattr("weighting.calibrating.replication.LEAST_WORK", 0)
    monkeypatch.setattr("weighting.calibrating.groups.LEAST_UNITS", 0)
    quickly, _ = Recipe("test", steps).run(sampled(data, method))
    assert quickly.failed == patiently.failed == ()
    for fast, slow in zip(quickly.replicate_weights(), patiently.replicate_weights(), strict=True):
        np.testing.assert_allclose(fast, slow, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("distance", [FREE, Raking(), Logit(0.1, 8)], ids=lambda distance: distance.name)
def test_margins_are_met_in_every_replicate(distance: Distance) -> None:
    steps = (NONRESPONSE, Calibrate((SEX, REGION, WAGE), distance))
    sample, _ = Recipe("test", steps).run(sampled(answered(), BootstrapReplicates(60, seed=5)))
    assert sample.n_replicates == 60
    for block in sample.replicate_weights():
        assert members(sample, SEX) @ block == pytest.approx(np.repeat([[3000], [2900]], block.shape[1], 1), rel=1e-9)
        assert numbers(sample, "wage") @ block == pytest.approx(np.full(block.shape[1], 3.5e6), rel=1e-9)


def test_a_replicate_that_misses_a_level_is_counted_and_named() -> None:
    data = people()
    rare = ["rare" if row < 10 else "usual" for row in range(data.num_rows)]  # all in the first PSU
    step = Calibrate((SEX, Margin("kind", {"rare": 400, "usual": 5500})), FREE)
    sample, trace = step.apply(sampled(data.append_column("kind", pa.array(rare)), BootstrapReplicates(40, seed=1)))
    without = [r for r in range(40) if sample.replicates is not None and sample.replicates.multipliers[0, r] == 0]
    assert [failure.replicate for failure in sample.failed] == without
    assert 0 < len(without) == trace.n_failed
    assert {failure.reason for failure in sample.failed} == {"kind = rare"}
    assert all(np.isfinite(block).all() for block in sample.replicate_weights())


def test_a_household_that_lives_in_two_psus_fails_where_they_count_differently() -> None:
    data = people()
    homes = data.column("household").to_pylist()
    weights = data.column("w").to_pylist()
    homes[100], weights[100] = homes[0], weights[0]
    data = data.set_column(data.column_names.index("household"), "household", pa.array(homes))
    data = data.set_column(data.column_names.index("w"), "w", pa.array(weights))
    sample = calibrated(
        sampled(data, BootstrapReplicates(30, seed=1)), Calibrate((SEX,), Raking(), household="household")
    )
    assert sample.replicates is not None
    multipliers = sample.replicates.multipliers[sample.design.psu[[0, 100]]]
    assert [failure.replicate for failure in sample.failed] == np.flatnonzero(np.ptp(multipliers, axis=0)).tolist()
    assert {failure.reason for failure in sample.failed} == {"household"}


def test_both_roads_agree_for_households_costs_and_domains() -> None:
    def errors(step: Calibrate) -> tuple[float, float]:
        sample: WeightedSample = calibrated(sampled(people(n=1200, psus=120), BootstrapReplicates(1200, seed=4)), step)
        y = numbers(sample, "y") * (numbers(sample, "wage") > 500)
        estimates = np.concatenate([block.T @ y for block in sample.replicate_weights()])
        replicated = sample.replicate_scale @ (estimates - sample.weights @ y) ** 2
        return float(np.sqrt(replicated)), float(np.sqrt(sample.variance(y)[0, 0]))

    wide = {name: total * 5.0 for name, total in REGION.totals.items()}
    sex = Margin("sex", {"1": 15000, "2": 14500})
    for step in (
        Calibrate((sex, Margin("region", wide)), FREE, household=Household("household", Metric.HOUSEHOLD)),
        Calibrate((sex, Margin("region", wide, cost=1.0)), Raking()),
    ):
        replicated, linearised = errors(step)
        assert replicated == pytest.approx(linearised, rel=0.08)
