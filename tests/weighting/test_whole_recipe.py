"""Identities of a whole recipe: design, unknown eligibility, nonresponse, calibration, in every replicate."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.weighting.builders import fieldwork
from weighting import (
    AdjustForNonresponse,
    BootstrapReplicates,
    Calibrate,
    DesignWeights,
    Linear,
    Logit,
    Margin,
    Neighbours,
    Raking,
    Recipe,
    ShareUnknownEligibility,
    ShareUnknownPersons,
    ShareUnscreened,
    Singleton,
    Trace,
    WeightedSample,
)
from weighting.distances import Distance
from weighting.factors import FloatArray
from weighting.frame import as_sample, weighting_rows
from weighting.tunisia.classes import with_classes

SEX = Margin("sex", {"1": 19000, "2": 21000})
REGION = Margin("region", {"GT": 21000, "CE": 19000})


def rows(seed: int = 1, n_psus: int = 24) -> pa.Table:
    return with_classes(weighting_rows(**fieldwork(seed, n_psus)))


def recipe(distance: Distance, count: int = 40, margins: tuple[Margin, ...] = (SEX, REGION)) -> Recipe:
    return Recipe(
        "test",
        (
            DesignWeights(("p_psu", "p_dwelling", "p_person")),
            BootstrapReplicates(count, seed=7),
            ShareUnscreened(("stratum",)),
            ShareUnknownEligibility(("stratum",)),
            ShareUnknownPersons(("region",)),
            AdjustForNonresponse(("region", "origin_group"), Neighbours(fewest=20, largest_factor=3)),
            Calibrate(margins, distance),
        ),
    )


def run(data: pa.Table, made: Recipe) -> tuple[WeightedSample, Trace]:
    return made.run(as_sample(data, Singleton.CENTRE_ON_GRAND_MEAN))


def members(sample: WeightedSample, margin: Margin) -> FloatArray:
    values = np.array(sample.column(margin.name).to_pylist(), object)
    return np.stack([values == level for level in margin.totals]).astype(float)


@pytest.mark.parametrize("distance", [Linear(), Raking(), Logit(0.2, 5.0)])
def test_margins_are_met_in_the_full_sample_and_in_every_replicate(distance: Distance) -> None:
    sample, trace = run(rows(), recipe(distance))
    assert sample.n_replicates + trace.steps[-1].n_failed == 40
    assert sample.n_replicates > 30
    for margin in (SEX, REGION):
        targets = list(margin.totals.values())
        assert members(sample, margin) @ sample.weights == pytest.approx(targets, rel=1e-9)
        for block in sample.replicate_weights():
            reached = members(sample, margin) @ block
            np.testing.assert_allclose(reached, np.repeat([targets], block.shape[1], axis=0).T, rtol=1e-8)


def test_a_weight_is_the_product_of_its_factors_and_only_respondents_have_one() -> None:
    sample, _ = run(rows(), recipe(Raking()))
    product = np.ones(sample.n)
    for factor, before in zip(sample.factors, sample.history[:-1], strict=True):
        product *= factor.of(before)
    assert product.tolist() == sample.weights.tolist()
    responding = np.array(sample.column("response_status").to_pylist()) == "respondent"
    assert ((sample.weights > 0) == responding).all()


def test_the_class_steps_conserve_the_weight_they_move() -> None:
    _, trace = run(rows(), recipe(Raking()))
    for step in trace.steps[2:6]:
        assert step.cells
        for cell in step.cells:
            assert cell.after == pytest.approx(cell.before)


def test_nonresponse_conserves_the_weight_of_the_eligible_in_every_replicate() -> None:
    made = recipe(Raking())
    before, _ = run(rows(), Recipe("before", made.steps[:5]))
    after, _ = run(rows(), Recipe("after", made.steps[:6]))
    eligible = np.isin(before.column("response_status").to_pylist(), ["respondent", "nonrespondent"])
    assert after.n_replicates == before.n_replicates
    for one, two in zip(before.replicate_weights(16), after.replicate_weights(16), strict=True):
        np.testing.assert_allclose(two.sum(axis=0), one[eligible].sum(axis=0))


def test_the_order_of_the_rows_does_not_matter() -> None:
    data = rows()
    shuffled = data.take(np.random.default_rng(5).permutation(data.num_rows))
    one, _ = run(data, recipe(Raking()))
    two, _ = run(shuffled, recipe(Raking()))
    place = {row_id: position for position, row_id in enumerate(two.ids)}
    order = [place[row_id] for row_id in one.ids]
    np.testing.assert_allclose(two.weights[order], one.weights, rtol=1e-11)
    for first, second in zip(one.replicate_weights(), two.replicate_weights(), strict=True):
        np.testing.assert_allclose(second[order], first, rtol=1e-8, atol=1e-12)


@settings(max_examples=10, deadline=None)
@given(st.floats(0.01, 100))
def test_margins_k_times_as_large_give_weights_k_times_as_large(k: float) -> None:
    larger = tuple(Margin(m.variable, {level: k * total for level, total in m.totals.items()}) for m in (SEX, REGION))
    one, _ = run(rows(), recipe(Raking(), count=2))
    two, _ = run(rows(), recipe(Raking(), count=2, margins=larger))
    np.testing.assert_allclose(two.weights, k * one.weights, rtol=1e-7)


def test_both_roads_lead_to_the_same_standard_error() -> None:
    sample, _ = run(rows(n_psus=96), recipe(Linear(), count=1500))
    responding = sample.weights > 0
    age = np.array([value or 0 for value in sample.column("age").to_pylist()], float)
    african = np.array(sample.column("origin_group").to_pylist(), object) == "AFR"
    z = np.stack([responding * age, responding * african], axis=1)
    total = sample.weights @ z
    replicated = np.concatenate([block.T @ z for block in sample.replicate_weights(250)])
    bootstrap = np.sqrt(sample.replicate_scale @ (replicated - total) ** 2)
    linearised = np.sqrt(np.diag(sample.variance(z)))
    assert bootstrap == pytest.approx(linearised, rel=0.07)


def test_weights_held_fixed_would_give_another_standard_error() -> None:
    sample, _ = run(rows(n_psus=96), recipe(Linear(), count=2))
    responding = (sample.weights > 0).astype(float)
    fixed = sample.design.variance((sample.weights * responding)[:, None])[0, 0]
    assert sample.variance(responding)[0, 0] < 1e-12 * fixed  # the total is a margin: it does not vary
