"""Nonresponse by a logistic model: totals stay, coefficients are those of the likelihood, replicates fit their own."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.weighting.builders import exports, fieldwork
from weighting import (
    AdjustByPropensity,
    AdjustByScoreClasses,
    AdjustForNonresponse,
    BootstrapReplicates,
    DesignWeights,
    Neighbours,
    Recipe,
    WeightedSample,
)
from weighting.content import WeightingContent
from weighting.files import read_weights
from weighting.problems import UnusableClasses, UnusableRecipe, UnusableRows
from weighting.propensity.logistic import Counts, fit, probabilities, refit
from weighting.tunisia.recipe import CONTENT
from weighting.weigh import weigh_files


def people(n: int = 300, seed: int = 7) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    sex, age = random.choice(["1", "2"], n), random.integers(18, 70, n)
    region = random.choice(["GT", "CE", "SE"], n)
    p = 1 / (1 + np.exp(-(0.3 + 0.8 * (sex == "2") - 0.02 * (age - 40) - 0.5 * (region == "SE"))))
    status = np.where(random.random(n) < p, "respondent", "nonrespondent")
    status[::25] = "ineligible"
    return pl.DataFrame(
        {
            "d": random.uniform(5, 40, n),
            "sex": sex,
            "age": age,
            "region": region,
            "response_status": status,
            "psu": [f"P{row % 30:02d}" for row in range(n)],
            "y": random.normal(10, 3, n) + (sex == "2") * 4,
        }
    ).with_columns(p=1 / pl.col("d"))


def weigh(data: pl.DataFrame, *steps: Any) -> WeightedSample:
    return Recipe("test", steps).run(WeightedSample.from_frame(data, weight="d"))[0]


BY_MODEL = AdjustByPropensity(("sex", "age", "region"))


def test_the_total_of_the_eligible_stays_and_only_respondents_carry_it() -> None:
    data = people()
    weights = weigh(data, BY_MODEL).weights
    eligible = data.filter(pl.col("response_status") != "ineligible")
    assert weights.sum() == pytest.approx(eligible["d"].sum(), rel=1e-12)
    assert (weights[(data["response_status"] != "respondent").to_numpy()] == 0).all()


def test_one_covariate_with_levels_is_the_same_as_classes_of_it() -> None:
    data = people()
    assert weigh(data, AdjustByPropensity(("region",))).weights == pytest.approx(
        weigh(data, AdjustForNonresponse(("region",))).weights, rel=1e-9
    )


def test_the_coefficients_solve_the_equations_of_the_likelihood_and_newton_finds_them_too() -> None:
    random = np.random.default_rng(3)
    x = np.column_stack([np.ones(40), random.normal(size=(40, 3))])
    among = random.uniform(1, 90, 40)
    counts = Counts(x, among, among * random.uniform(0.1, 0.9, 40))
    beta = fit(counts)
    assert x.T @ (counts.answered - among * probabilities(x, beta)) == pytest.approx(np.zeros(4), abs=1e-6)
    assert refit(counts, np.zeros(4)) == pytest.approx(beta, abs=1e-8)


def test_two_covariates_that_say_the_same_have_no_fit_in_a_replicate_and_none_is_made_up() -> None:
    x = np.column_stack([np.ones(6), np.arange(6.0), 2 * np.arange(6.0)])
    counts = Counts(x, np.full(6, 10.0), np.array([1.0, 4, 5, 6, 7, 9]))
    assert np.isnan(refit(counts, np.zeros(3))).all()


def test_what_separates_those_who_answered_from_the_others_has_no_fit() -> None:
    x = np.column_stack([np.ones(6), np.arange(6.0)])
    counts = Counts(x, np.full(6, 10.0), np.array([0.0, 0, 0, 10, 10, 10]))
    assert np.isnan(fit(counts)).all()
    assert np.isnan(refit(counts, np.zeros(2))).all()
    data = people().with_columns(
        response_status=pl.when(pl.col("age") < 40).then(pl.lit("respondent")).otherwise(pl.lit("nonrespondent"))
    )
    with pytest.raises(UnusableClasses, match=r"propensity\.no_fit"):
        weigh(data, AdjustByPropensity(("age",)))


def test_linearised_contributions_are_derivatives_by_the_design_weights() -> None:
    data = people(120)
    steps = (AdjustByPropensity(("sex", "age"), largest_factor=50.0),)
    sample = weigh(data, *steps)
    y = data["y"].to_numpy() * (sample.weights > 0)
    contributions = sample.residual(y)[:, 0]
    step = 1e-5
    for row in range(0, 120, 5):
        moved = data.with_columns(
            d=pl.when(pl.int_range(pl.len()) == row).then(pl.col("d") * (1 + step)).otherwise("d")
        )
        change = (weigh(moved, *steps).weights @ data["y"].to_numpy() - sample.weights @ data["y"].to_numpy()) / step
        assert change == pytest.approx(contributions[row], rel=1e-3, abs=1e-2)


def test_a_probability_below_the_least_counts_as_the_least_and_is_told() -> None:
    data = people(200, seed=2)
    step = AdjustByPropensity(("sex", "age", "region"), largest_factor=1.9)
    sample, trace = step.apply(WeightedSample.from_frame(data, weight="d"))
    carried = sample.weights > 0
    factors = sample.weights[carried] / data["d"].to_numpy()[carried]
    assert factors.max() <= 1.9 * trace.cells[0].factor * (1 + 1e-12)
    [held] = [note for note in trace.notes if note.code == "propensity.held"]
    assert held.values["n"] > 0
    assert sample.weights.sum() == pytest.approx(data.filter(pl.col("response_status") != "ineligible")["d"].sum())


@pytest.mark.parametrize(("status", "code"), [("nonrespondent", "nobody"), ("respondent", "everybody")])
def test_a_level_in_which_nobody_or_everybody_answered_is_named(status: str, code: str) -> None:
    changed = pl.when(pl.col("region") == "SE").then(pl.lit(status)).otherwise("response_status")
    with pytest.raises(UnusableClasses) as refusal:
        weigh(people().with_columns(response_status=changed), BY_MODEL)
    [problem] = refusal.value.problems
    assert (problem.code, problem.values["level"]) == (f"propensity.{code}", "SE")


def test_a_missing_covariate_names_its_rows() -> None:
    data = people().with_columns(age=pl.when(pl.int_range(pl.len()) == 7).then(None).otherwise("age"))
    with pytest.raises(UnusableRows, match=r"value_missing"):
        weigh(data, BY_MODEL)


@pytest.mark.parametrize("wrong", [lambda: AdjustByPropensity(("a",), 1.0), lambda: AdjustByScoreClasses(("a",), 0)])
def test_settings_that_mean_nothing_are_refused(wrong: Any) -> None:
    with pytest.raises(UnusableRecipe, match=r"propensity\."):
        wrong()


@given(st.integers(1, 8), st.integers(0, 50))
def test_score_classes_keep_the_total_and_do_not_depend_on_the_order_of_rows(classes: int, seed: int) -> None:
    data = people(150, seed=5).with_row_index("row")
    step = AdjustByScoreClasses(("sex", "age"), classes)
    weights = weigh(data, step).weights
    shuffled = data.sample(fraction=1.0, shuffle=True, seed=seed)
    assert weights.sum() == pytest.approx(data.filter(pl.col("response_status") != "ineligible")["d"].sum())
    assert weigh(shuffled, step).weights == pytest.approx(weights[shuffled["row"].to_numpy()], rel=1e-9)


def test_score_classes_too_small_are_joined_as_the_rule_says() -> None:
    step = AdjustByScoreClasses(("sex", "age", "region"), 8, Neighbours(fewest=30, largest_factor=3.0))
    _, trace = step.apply(WeightedSample.from_frame(people(), weight="d"))
    assert trace.collapsed
    assert all(cell.n_receiving >= 30 for cell in trace.cells)


def test_each_replicate_fits_its_own_model_and_keeps_its_own_total() -> None:
    data = people(600)
    steps = (DesignWeights(("p",)), BootstrapReplicates(30, seed=1), BY_MODEL)
    sample, _ = Recipe("test", steps).run(WeightedSample.from_frame(data, psu="psu"))
    eligible = (data["response_status"] != "ineligible").to_numpy()
    assert sample.replicates is not None
    for replicates, block in sample.replicate_blocks():
        counted = sample.replicates.multipliers[:, replicates][sample.design.psu] * data["d"].to_numpy()[:, None]
        assert block.sum(axis=0) == pytest.approx(counted[eligible].sum(axis=0), rel=1e-10)
    y = data["y"].to_numpy() * (sample.weights > 0)
    replicated = np.concatenate([block.T @ y for block in sample.replicate_weights()])
    bootstrap = float(np.sqrt(sample.replicate_scale @ (replicated - sample.weights @ y) ** 2))
    assert bootstrap == pytest.approx(float(np.sqrt(sample.variance(y)[0, 0])), rel=0.35)


@pytest.mark.parametrize("step", [AdjustByPropensity(("sex", "age")), AdjustByScoreClasses(("sex", "age"), 2)])
def test_weights_by_a_model_come_back_from_files(step: Any, tmp_path: Path) -> None:
    collected = exports(tmp_path / "exports", fieldwork())
    steps = [one for one in CONTENT.recipe.steps if not isinstance(one, AdjustForNonresponse)]
    steps[1] = BootstrapReplicates(12, seed=5)
    made = Recipe("by model", (*steps, step))
    content = WeightingContent(made, lambda _: made, CONTENT.classes, CONTENT.universe, CONTENT.singleton)
    written, _ = weigh_files(collected, tmp_path / "weights", content)
    back = read_weights(tmp_path / "weights")
    order = [back.ids.index(row_id) for row_id in written.ids]
    assert back.weights[order] == pytest.approx(written.weights, rel=1e-13)
    for first, second in zip(written.replicate_weights(8), back.replicate_weights(8), strict=True):
        np.testing.assert_allclose(second[order], first, rtol=1e-12)
