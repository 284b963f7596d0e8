"""Where other programs go wrong in silence: each case stops with a sentence, or gives the only sensible weights."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from presentation.messages import say
from questionnaires.problems import ProblemError
from tests.weighting.calibrating.populations import calibrated, members, people, sampled
from weighting import (
    BootstrapReplicates,
    Calibrate,
    Linear,
    Logit,
    Margin,
    MarginTotal,
    Negative,
    Raking,
    Recipe,
    Rescale,
    Singleton,
    WeightedSample,
    in_each,
    scaled_to,
)

FREE = Linear(Negative.KEPT)
SEX = Margin("sex", {"1": 3000, "2": 2900})
REGION = Margin("region", {"N": 2100, "C": 1900, "S": 1900})


def with_column(data: pa.Table, name: str, values: Any) -> pa.Table:
    place = data.column_names.index(name)
    return data.set_column(place, name, pa.array(values))


def changed(name: str, row: int, value: Any) -> pa.Table:
    data = people()
    values = data.column(name).to_pylist()
    values[row] = value
    return with_column(data, name, values)


def run(*margins: Any, data: pa.Table | None = None, **settings: Any) -> WeightedSample:
    return calibrated(sampled(people() if data is None else data), Calibrate(margins, **settings))


@pytest.mark.parametrize(
    ("attempt", "code", "words"),
    [
        (lambda: run(SEX, REGION, data=changed("w", 3, -2.0)), "weighting.weight_negative", ["4"]),
        (lambda: run(SEX, data=changed("w", 3, None)), "weighting.value_missing", ["w", "4"]),
        (
            lambda: run(SEX, MarginTotal("wage", 1e6), data=changed("wage", 5, None)),
            "weighting.value_missing",
            ["wage", "6"],
        ),
        (lambda: run(SEX, MarginTotal("sex", 1e6)), "weighting.not_a_number", ["sex"]),
        (lambda: run(Margin("sex", {"1": 3000, "women": 2900})), "weighting.margin_level_empty", ["women", "2900"]),
        (
            lambda: run(SEX, REGION, data=changed("w", 2, 500.0), household="household"),
            "calibrating.household_weights",
            ["household", people().column("household")[2].as_py()],
        ),
        (
            lambda: run(*in_each("region", {"N": (SEX,), "C": (SEX,)})),
            "calibrating.domain_without_margins",
            ["region", "S"],
        ),
        (lambda: run(SEX, Margin("region", REGION.totals, cost=0.0)), "calibrating.margin_cost", ["region"]),
        (lambda: scaled_to("age", (SEX, REGION)), "calibrating.margin_not_given", ["age", "sex"]),
        (lambda: Recipe("test", (Rescale(0.0),)).run(sampled(people())), "calibrating.weights_total", ["0"]),
        (lambda: Logit(0.5, 0.9), "calibrating.bounds", ["0.5", "0.9"]),
    ],
)
def test_it_is_said_in_three_languages(attempt: Callable[[], object], code: str, words: list[str]) -> None:
    with pytest.raises(ProblemError) as stopped:
        attempt()
    problem = stopped.value.problems[0]
    assert problem.code == code
    for language in ("fr", "ar", "en"):
        sentence = say(problem.code, language, problem.values)
        assert all(word in sentence for word in words), sentence


def test_levels_that_look_alike_come_first_in_the_message() -> None:
    with pytest.raises(ProblemError) as stopped:
        run(Margin("age", {"15-24": 2000, "25-45": 2000, "55+": 1900}))
    assert str(stopped.value.problems[0].values["levels"]).startswith("25-54")


def test_units_without_a_value_may_be_a_level_of_their_own() -> None:
    data = changed("sex", 7, None)
    result = run(Margin("sex", {"1": 3000, "2": 2800, "?": 100}, missing="?"), REGION, data=data, distance=Raking())
    assert result.weights[7] == pytest.approx(100, rel=1e-9)


def test_a_unit_of_weight_zero_keeps_it_and_needs_no_value() -> None:
    data = with_column(
        changed("sex", 7, None), "w", [0.0 if row == 7 else w for row, w in enumerate(people().column("w").to_pylist())]
    )
    result = run(SEX, REGION, data=data, distance=Raking())
    assert result.weights[7] == 0
    assert result.weights.sum() == pytest.approx(5900)


def test_those_who_leave_are_named() -> None:
    _, trace = Recipe("test", (Calibrate((Margin("region", {"N": 0, "C": 3000, "S": 2900}),), Raking()),)).run(
        sampled(people(n=30))
    )
    note = next(note for note in trace.steps[0].notes if note.code == "weighting.units_leave")
    north = [str(row + 1) for row, region in enumerate(people(n=30).column("region").to_pylist()) if region == "N"]
    assert str(note.values["rows"]).split(", ") == north
    assert note.values["n"] == len(north)


def test_a_level_without_total_and_without_sample_is_noted() -> None:
    _, trace = Recipe("test", (Calibrate((Margin("sex", {"1": 3000, "2": 2900, "9": 0}),)),)).run(sampled(people()))
    assert [dict(note.values) for note in trace.steps[0].notes] == [{"margin": "sex", "level": "9"}]


def test_a_household_with_a_member_who_leaves_leaves() -> None:
    result = run(
        Margin("age", {"15-24": 3000, "25-54": 2900, "55+": 0}),
        data=people(n=900),
        distance=Raking(),
        household="household",
    )
    ages, homes = (result.column(name).to_pylist() for name in ("age", "household"))
    gone = {home for home, age in zip(homes, ages, strict=True) if age == "55+"}
    assert 0 < len(gone) < len(set(homes))
    assert all((weight == 0) == (home in gone) for weight, home in zip(result.weights, homes, strict=True))


def test_columns_that_follow_from_others_give_the_weights_of_full_rank() -> None:
    full = Margin(
        ("sex", "region"),
        {("1", "N"): 1000, ("1", "C"): 1000, ("1", "S"): 1000, ("2", "N"): 1100, ("2", "C"): 900, ("2", "S"): 900},
    )
    one = run(full, distance=FREE).weights
    assert run(SEX, full, REGION, distance=FREE).weights == pytest.approx(one, rel=1e-10)


def test_a_continuous_column_that_is_a_sum_of_others_is_left_out_and_told() -> None:
    data = people()
    twice = data.append_column("double", pa.array([2 * wage for wage in data.column("wage").to_pylist()]))
    step = Calibrate((SEX, MarginTotal("wage", 3.5e6), MarginTotal("double", 7e6)), FREE)
    sample, trace = step.apply(sampled(twice))
    assert [dict(note.values) for note in trace.notes] == [{"margin": "double", "level": "total"}]
    assert sample.weights == pytest.approx(run(SEX, MarginTotal("wage", 3.5e6), distance=FREE).weights, rel=1e-9)
    with pytest.raises(ProblemError) as stopped:
        Calibrate((SEX, MarginTotal("wage", 3.5e6), MarginTotal("double", 7.1e6)), FREE).apply(sampled(twice))
    assert "wage" in say(stopped.value.problems[0].code, "en", stopped.value.problems[0].values)


def test_columns_that_are_nearly_alike_are_not_taken_for_alike() -> None:
    data = people()
    wage = np.array(data.column("wage").to_pylist())
    near = data.append_column("near", pa.array(wage + 1e-4 * np.random.default_rng(1).normal(size=wage.size)))
    sample = sampled(near)
    target = sample.weights * np.random.default_rng(2).uniform(0.9, 1.1, sample.n)
    totals = [float(np.array(sample.column(name).to_pylist()) @ target) for name in ("wage", "near")]
    margins = tuple(MarginTotal(name, total) for name, total in zip(("wage", "near"), totals, strict=True))
    result = calibrated(sample, Calibrate(margins, FREE))
    for margin in margins:
        assert (members(sample, margin) @ result.weights)[0] == pytest.approx(margin.total, rel=1e-9)


def test_columns_of_very_different_sizes_are_met_alike() -> None:
    data = people()
    wage = np.array(data.column("wage").to_pylist())
    data = data.append_column("millimes", pa.array(wage * 1e9 + 1e6 * np.random.default_rng(1).normal(size=wage.size)))
    sample = sampled(data)
    target = sample.weights * np.random.default_rng(2).uniform(0.9, 1.1, sample.n)
    total = float(np.array(sample.column("millimes").to_pylist()) @ target)
    result = calibrated(sample, Calibrate((SEX, REGION, MarginTotal("millimes", total)), FREE))
    assert (members(sample, MarginTotal("millimes", 0)) @ result.weights)[0] == pytest.approx(total, rel=1e-9)
    assert members(sample, SEX) @ result.weights == pytest.approx([3000, 2900], rel=1e-9)


def test_one_psu_has_weights_and_no_variance() -> None:
    data = people(psus=1)
    sample = calibrated(
        WeightedSample.from_frame(data, weight="w", psu="psu", singleton=Singleton.CERTAINTY),
        Calibrate((SEX,), Raking()),
    )
    assert sample.weights.sum() == pytest.approx(5900)
    with pytest.raises(ProblemError):
        sample.variance(np.ones(sample.n))


def test_text_and_dictionary_columns_are_the_same_levels() -> None:
    data = people()
    coded = with_column(data, "sex", data.column("sex").combine_chunks().dictionary_encode())
    assert run(SEX, REGION, data=coded).weights.tolist() == run(SEX, REGION).weights.tolist()


@pytest.mark.parametrize("levels", [{1: 3000.0, 2: 2900.0}, {1.0: 3000.0, 2.0: 2900.0}])
def test_levels_may_be_numbers(levels: Mapping[Any, float]) -> None:
    data = people()
    numbered = with_column(data, "sex", [int(sex) for sex in data.column("sex").to_pylist()])
    assert run(Margin("sex", levels), data=numbered).weights.tolist() == run(SEX).weights.tolist()


def test_a_step_that_cannot_be_met_in_a_replicate_counts_it_and_names_the_total() -> None:
    step = Calibrate((SEX, REGION), Logit(0.9, 1.45))
    sample, trace = step.apply(sampled(people(), BootstrapReplicates(40, seed=3)))
    assert 0 < trace.n_failed < 40
    assert trace.n_replicates + trace.n_failed == 40
    assert {failure.reason.split(" = ")[0] for failure in sample.failed} <= {"sex", "region"}
    retried = next(note for note in trace.notes if note.code == "calibrating.replicates_retried")
    assert retried.values["failed"] == trace.n_failed
