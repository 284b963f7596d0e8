"""A calibration without a solution names a smallest set of totals in conflict, and what each could be."""

from functools import partial
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from scipy.optimize import linprog

from presentation.messages import say
from tests.weighting.calibrating.populations import calibrated, margin_of, members, people, sampled
from weighting import (
    Bounds,
    Calibrate,
    Linear,
    Logit,
    Margin,
    MarginTotal,
    Negative,
    Raking,
    TruncatedLinear,
    WeightedSample,
    conflicting_totals,
    tightest_bounds,
)
from weighting.calibrating.failures import Conflicting
from weighting.factors import FloatArray
from weighting.margins import AnyMargin
from weighting.problems import CalibrationFailed, UnusableRecipe

LIMITS = (0.5, 2.0)


def rows_of(sample: WeightedSample, margins: tuple[AnyMargin, ...]) -> dict[tuple[str, str], tuple[FloatArray, float]]:
    """Each total of each margin: who counts in it, and how much it asks for."""
    found = {}
    for margin in margins:
        totals = margin.totals.items() if isinstance(margin, Margin) else [("total", margin.total)]
        for row, (level, total) in zip(members(sample, margin), totals, strict=True):
            name = " x ".join(level) if isinstance(level, tuple) else str(level)
            found[margin.name, name] = row, float(total)
    return found


def reachable(sample: WeightedSample, rows: list[tuple[FloatArray, float]], limits: tuple[float, float]) -> bool:
    """Whether some ratios within the limits meet all of these totals: plain, over all units."""
    if not rows:
        return True
    scale = np.array([abs(total) for _, total in rows])
    matrix = np.array([row * sample.weights for row, _ in rows]) / scale[:, None]
    wanted = np.array([total for _, total in rows]) / scale
    found = linprog(np.zeros(sample.n), A_eq=matrix, b_eq=wanted, bounds=[limits] * sample.n)
    return bool(found.status == 0)


def is_smallest(
    sample: WeightedSample,
    margins: tuple[AnyMargin, ...],
    conflict: tuple[Conflicting, ...],
    limits: tuple[float, float],
) -> None:
    """The set cannot be met; every proper subset can (the largest ones suffice: smaller ones ask for less)."""
    rows = rows_of(sample, margins)
    named = [rows[one.margin, one.level] for one in conflict]
    assert named
    assert not reachable(sample, named, limits)
    for part in combinations(named, len(named) - 1):
        assert reachable(sample, list(part), limits)


def planted(seed: int) -> tuple[WeightedSample, tuple[AnyMargin, ...]]:
    """Margins that weights within the limits meet, but for one that was pushed too far, alone or with others."""
    random = np.random.default_rng(seed)
    sample = sampled(people(seed, n=90, psus=9))
    target = sample.weights * random.uniform(0.8, 1.3, sample.n)
    margins = [margin_of(sample, target, "sex"), margin_of(sample, target, "region"), margin_of(sample, target, "age")]
    pushed = int(random.integers(4))
    if pushed < 3:
        margin = margins[pushed]
        levels = list(margin.totals)
        moved = float(margin.totals[levels[0]]) * random.uniform(1.4, 2.5)
        rest = sum(float(margin.totals[level]) for level in levels[1:])
        scale = (rest + float(margin.totals[levels[0]]) - moved) / rest
        totals = {level: margin.totals[level] * scale for level in levels} | {levels[0]: moved}
        margins[pushed] = Margin(margin.variable, totals)
        return sample, tuple(margins)
    women = members(sample, margins[0])[1]
    wage = MarginTotal("wage", float(members(sample, MarginTotal("wage", 0))[0] @ target) * 1.8)
    assert women.any()
    return sample, (*margins, wage)


@pytest.mark.parametrize("seed", range(25))
def test_the_set_in_conflict_is_a_smallest_one(seed: int) -> None:
    sample, margins = planted(seed)
    step = Calibrate(margins, Logit(*LIMITS))
    conflict = conflicting_totals(step, sample)
    if reachable(sample, list(rows_of(sample, margins).values()), LIMITS):
        assert conflict == ()
        return
    is_smallest(sample, margins, conflict, LIMITS)
    with pytest.raises(CalibrationFailed) as stopped:
        calibrated(sample, step)
    first = stopped.value.problems[0]
    assert first.values["n"] == len(conflict)
    for one in conflict:
        assert f"{one.margin} = {one.level}" in str(first.values["totals"])


def test_most_planted_problems_cannot_be_met() -> None:
    met = [reachable(s, list(rows_of(s, m).values()), LIMITS) for s, m in map(planted, range(25))]
    assert sum(met) < 10


@pytest.mark.parametrize("seed", range(25))
def test_what_each_total_could_be_is_exact(seed: int) -> None:
    sample, margins = planted(seed)
    rows = rows_of(sample, margins)
    for one in conflicting_totals(Calibrate(margins, TruncatedLinear(*LIMITS)), sample):
        others = [
            rows[o.margin, o.level] for o in conflicting_totals(Calibrate(margins, TruncatedLinear(*LIMITS)), sample)
        ]
        own = rows[one.margin, one.level]
        others = [other for other in others if other is not own]
        size = abs(one.target)
        assert not one.reachable.lower - 1e-6 * size <= one.target <= one.reachable.upper + 1e-6 * size
        for end, inwards in ((one.reachable.lower, 1), (one.reachable.upper, -1)):
            assert reachable(sample, [*others, (own[0], end + inwards * 1e-4 * size)], LIMITS)
            assert not reachable(sample, [*others, (own[0], end - inwards * 1e-3 * size)], LIMITS)


def test_a_contradiction_of_nested_margins_is_named_exactly() -> None:
    frame = pa.table(
        {
            "w": [10.0] * 12,
            "gov": ["a", "b", "c", "d", "e", "f"] * 2,
            "reg": ["R1", "R1", "R1", "R2", "R2", "R2"] * 2,
            "sex": ["1", "2"] * 6,
        }
    )
    sample = WeightedSample.from_frame(frame, weight="w")
    gov = Margin("gov", {"a": 20, "b": 20, "c": 20, "d": 20, "e": 20, "f": 20})
    reg = Margin("reg", {"R1": 70, "R2": 50})
    sex = Margin("sex", {"1": 60, "2": 60})
    with pytest.raises(CalibrationFailed) as stopped:
        calibrated(sample, Calibrate((sex, reg, gov), Raking()))
    problem = stopped.value.problems[0]
    assert problem.code == "weighting.margins_contradict"
    told = say(problem.code, "en", problem.values)
    region = "R1" if "R1" in told else "R2"
    governorates = {"R1": "abc", "R2": "def"}[region]
    assert all(f"gov = {level}" in told or f"“gov” = “{level}”" in told for level in governorates)
    assert not any(f"gov = {level}" in told for level in set("abcdef") - set(governorates))
    assert "sex" not in told


def test_totals_that_follow_from_others_and_agree_are_no_conflict() -> None:
    sample = sampled(people())
    target = sample.weights * 1.1
    margins = (
        margin_of(sample, target, "sex"),
        margin_of(sample, target, "sex", "region"),
        margin_of(sample, target, "region"),
    )
    step = Calibrate(margins, Logit(0.5, 2))
    assert conflicting_totals(step, sample) == ()
    result, trace = step.apply(sample)
    assert result.weights == pytest.approx(target, rel=1e-9)
    redundant = [note.values for note in trace.notes if note.code == "weighting.column_redundant"]
    assert {value["margin"] for value in redundant} == {"sex x region", "region"}


def test_the_narrowest_bounds_are_narrowest() -> None:
    step = partial(Calibrate, distance=Linear(Negative.KEPT), g_bounds=(0.0, np.inf))
    impossible = ((s, m) for s, m in map(planted, range(25)) if conflicting_totals(Calibrate(m, Logit(*LIMITS)), s))
    sample, margins, found = next((s, m, b) for s, m in impossible if (b := tightest_bounds(step(m), s)))
    rows = list(rows_of(sample, margins).values())
    assert reachable(sample, rows, (found.lower - 1e-5, found.upper + 1e-5))
    width = found.upper - found.lower
    for lower in np.linspace(found.lower - 0.5 * width, 1.0, 7):
        assert not reachable(sample, rows, (lower, lower + 0.99 * width))
    wider = Logit(found.lower - 0.02, found.upper + 0.02)
    g = calibrated(sample, Calibrate(margins, wider)).weights / sample.weights
    assert wider.lower <= g.min() <= g.max() <= wider.upper


def test_where_no_positive_weights_do_there_are_no_bounds() -> None:
    sample = sampled(people())
    margins = (Margin("sex", {"1": 100, "2": 100}), MarginTotal("wage", 1e6))
    assert tightest_bounds(Calibrate(margins, Raking()), sample) is None
    with pytest.raises(CalibrationFailed) as stopped:
        calibrated(sample, Calibrate(margins, Raking()))
    assert stopped.value.problems[-1].code == "calibrating.no_bounds"


def test_bounds_on_the_weight_itself_can_be_what_is_in_the_way() -> None:
    sample = sampled(people())
    total = float(sample.weights.sum()) * 1.2
    step = Calibrate((MarginTotal("wage", 1.0), Margin("sex", {"1": total / 2, "2": total / 2})), weight_bounds=(1, 30))
    assert [one.level for one in conflicting_totals(step, sample)] == ["total"]
    rows = conflicting_totals(step, sample)[0].reachable
    assert rows.lower == pytest.approx(members(sample, MarginTotal("wage", 0))[0].sum(), rel=1e-6)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_each_sentence_of_a_conflict_says_what_to_do(language: str) -> None:
    sample, margins = next(
        (s, m) for s, m in map(planted, range(25)) if conflicting_totals(Calibrate(m, Logit(*LIMITS)), s)
    )
    with pytest.raises(CalibrationFailed) as stopped:
        calibrated(sample, Calibrate(margins, Logit(*LIMITS)))
    sentences = [say(problem.code, language, problem.values) for problem in stopped.value.problems]
    assert len(sentences) == len(conflicting_totals(Calibrate(margins, Logit(*LIMITS)), sample)) + 2
    assert not any("{" in sentence for sentence in sentences)


def test_bounds_are_a_pair_in_order() -> None:
    with pytest.raises(UnusableRecipe, match=r"calibrating\.bounds"):
        Bounds(2.0, 1.0)
    with pytest.raises(UnusableRecipe, match=r"calibrating\.bounds"):
        Logit(1.1, 2.0)
