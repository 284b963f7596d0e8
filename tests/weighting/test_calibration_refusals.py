"""A calibration that cannot be honest stops, and says which margin, which level and what to do."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from presentation.messages import say
from questionnaires.problems import ProblemError
from weighting import Calibrate, Linear, Logit, Margin, MarginTotal, Negative, Papers, Raking, Recipe, WeightedSample
from weighting.problems import CalibrationFailed

FRAME = pa.table(
    {
        "w": [10.0] * 6,
        "sex": ["1", "1", "1", "2", "2", "2"],
        "region": ["N", "N", "S", "S", "S", "S"],
        "size": [1, 2, 3, 1, 2, 3],
        "hole": ["a", None, "a", "b", "b", "b"],
        "age": [20.0, 30.0, 40.0, 50.0, 60.0, 70.0],
    }
)
SEX = Margin("sex", {"1": 40, "2": 60})


def weigh(*margins: Any, **settings: Any) -> WeightedSample:
    sample, _ = Recipe("test", (Calibrate(margins, **settings),)).run(WeightedSample.from_frame(FRAME, weight="w"))
    return sample


@pytest.mark.parametrize(
    ("attempt", "code", "words"),
    [
        (lambda: weigh(Margin("sex", {"1": 40, "2": 50, "3": 10})), "margin_level_empty", ["sex", "3", "10"]),
        (lambda: weigh(Margin("sex", {"1": 100})), "margin_level_unknown", ["sex", "2"]),
        (lambda: weigh(Margin("size", {"1": 30, "2": 30, "3": 40})), "margin_level_type", ["size", "str", "int"]),
        (lambda: weigh(Margin("colour", {"red": 1})), "no_column", ["colour", "sex"]),
        (lambda: weigh(Margin("hole", {"a": 40, "b": 60})), "value_missing", ["hole", "2"]),
        (lambda: weigh(SEX, Margin("region", {"N": 40, "S": 70})), "margins_disagree", ["sex", "100", "region", "110"]),
        (
            lambda: weigh(Margin("sex", {"1": 40, "2": 60}, Papers(universe="all ages")), universe="aged 18 and over"),
            "margin_universe",
            ["all ages", "aged 18 and over"],
        ),
        (lambda: weigh(), "no_margins", []),
        (
            lambda: weigh(SEX, Margin(("sex", "region"), {("1", "N"): 30, ("1", "S"): 20, ("2", "S"): 50})),
            "margins_contradict",
            ["sex x region"],
        ),
        (lambda: weigh(SEX, distance=Logit(0.9, 1.1)), "not_calibrated", ["sex"]),
        (lambda: weigh(SEX, MarginTotal("age", 9000)), "weights_negative", ["Raking()"]),
    ],
)
def test_it_is_said_in_three_languages(attempt: Callable[[], object], code: str, words: list[str]) -> None:
    with pytest.raises(ProblemError) as stopped:
        attempt()
    problem = stopped.value.problems[0]
    assert problem.code == f"weighting.{code}"
    for language in ("fr", "ar", "en"):
        sentence = say(problem.code, language, problem.values)
        assert all(word in sentence for word in words)


def test_negative_weights_may_be_kept_on_purpose() -> None:
    sample = weigh(SEX, MarginTotal("age", 9000), distance=Linear(Negative.KEPT))
    assert sample.weights.min() < 0
    assert sample.weights.sum() == pytest.approx(100)


def test_a_level_whose_total_is_zero_lets_its_units_go() -> None:
    sample = weigh(Margin("region", {"N": 0, "S": 80}), distance=Raking())
    assert sample.weights.tolist() == pytest.approx([0, 0, 20, 20, 20, 20])


def test_a_level_without_total_and_without_sample_does_no_harm() -> None:
    assert weigh(Margin("sex", {"1": 40, "2": 60, "9": 0})).weights.sum() == pytest.approx(100)


def test_margins_that_follow_from_each_other_give_the_weights_of_the_larger_one() -> None:
    crossed = Margin(("sex", "region"), {("1", "N"): 20, ("1", "S"): 20, ("2", "S"): 60})
    both, one = weigh(SEX, crossed, distance=Raking()), weigh(crossed, distance=Raking())
    assert both.weights.tolist() == pytest.approx(one.weights.tolist())


def test_contradictory_margins_are_not_met_by_force() -> None:
    with pytest.raises(CalibrationFailed):
        weigh(SEX, Margin(("sex", "region"), {("1", "N"): 30, ("1", "S"): 20, ("2", "S"): 50}), distance=Raking())
