"""Statistics of the checks beside those of R and beside published figures on the same data."""

import csv
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from analysis.fieldwork.checks.benford import LAW, divergence, first_digits, mean_absolute_deviation, spans
from analysis.fieldwork.checks.heaping import myers, whipple
from analysis.fieldwork.checks.interviewer_effects import interviewer_effect
from analysis.fieldwork.checks.outliers import beyond_deviations, beyond_quartiles, log_distance
from analysis.fieldwork.checks.surprise import excess
from analysis.fieldwork.near_duplicates import calibrated, nearest, pack

HERE = Path(__file__).parent
DATA = HERE / "data"


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def r(name: str) -> float:
    return float({row["name"]: row["value"] for row in read("expected.csv")}[name])


def ages() -> dict[int, float]:
    return {int(row["age"]): float(row["pop"]) for row in read("ages.csv")}


def test_whipples_index_is_the_published_one() -> None:
    assert whipple(ages()) == pytest.approx(2.33873, abs=5e-6)
    assert whipple(dict.fromkeys(range(100), 10.0)) == 1
    assert whipple(dict.fromkeys(range(20, 70, 5), 10.0)) == 5


def test_myers_index_is_that_of_demotools_for_either_span_of_ages() -> None:
    assert myers(ages(), 10, 89) == pytest.approx(23.62787, abs=5e-6)
    assert myers(ages(), 23, 82) == pytest.approx(29.7444, abs=5e-5)
    assert myers(dict.fromkeys(range(100), 10.0)) == pytest.approx(0, abs=1e-12)
    assert myers(dict.fromkeys(range(0, 100, 10), 10.0)) == pytest.approx(90)


@pytest.mark.parametrize("column", ["y", "yb"])
def test_interviewer_effects_and_their_intervals_are_those_of_analysis_of_variance(column: str) -> None:
    rows = read("interviewers.csv")
    who = np.array([row["enum"] for row in rows])
    found = interviewer_effect(np.array([float(row[column]) for row in rows]), who)
    assert found.icc == pytest.approx(r(f"icc.{column}"), rel=1e-10)
    assert found.low == pytest.approx(r(f"icc.low.{column}"), rel=1e-9)
    assert found.high == pytest.approx(r(f"icc.high.{column}"), rel=1e-9)
    assert found.design_effect == pytest.approx(1 + (len(rows) / 20 - 1) * found.icc)


def test_an_effect_without_a_second_interviewer_or_without_variation_is_not_known() -> None:
    assert np.isnan(interviewer_effect(np.array([1.0, 2.0, 3.0]), np.array(["a", "a", "a"])).icc)
    assert np.isnan(interviewer_effect(np.array([1.0, 1.0, 2.0, 2.0]), np.array(["a", "a", "b", "b"])).icc)


def test_outliers_are_those_that_r_finds_with_its_quantiles_and_deviations() -> None:
    income = np.array([float(row["income"]) for row in read("income.csv")])
    assert beyond_quartiles(income).sum() == r("outliers.quartiles") == 6
    assert beyond_deviations(income).sum() == r("outliers.deviations")
    distance = log_distance(income)
    assert (np.abs(distance) > 3).sum() == r("outliers.mad")
    assert distance.max() == pytest.approx(r("outliers.largest"), rel=1e-4)  # R's constant has four decimals: 1.4826


def test_first_digits_diverge_from_benfords_law_as_r_computes_it() -> None:
    amounts = np.array([float(row["value"]) for row in read("amounts.csv")])
    assert first_digits(amounts)[0] == pytest.approx(r("benford.one"))
    assert mean_absolute_deviation(amounts) == pytest.approx(r("benford.mad"), rel=1e-12)
    assert divergence(first_digits(amounts), LAW) == pytest.approx(r("benford.divergence"), rel=1e-10)
    assert spans(amounts) > 3 > spans(np.array([400.0, 2500.0]))


def test_the_nearest_earlier_interview_and_its_calibration_are_those_of_r() -> None:
    rows = read("planted.csv")
    packed = pack({name: [row[name] for row in rows] for name in rows[0] if name != "id"})
    found = nearest(packed, np.arange(len(rows)), np.arange(len(rows)))
    assert found.between.sum() == pytest.approx(r("nearest.sum"), rel=1e-12)
    assert found.between.max() == r("nearest.largest") == 1
    scale = calibrated(found.between)
    assert scale.scale == pytest.approx(r("gumbel.scale"), rel=1e-10)
    assert scale.location == pytest.approx(r("gumbel.location"), rel=1e-10)
    assert scale.quantile(0.999) == pytest.approx(r("gumbel.quantile"), rel=1e-10)


def test_the_three_planted_copies_and_nothing_else_are_beyond_the_quantile() -> None:
    rows = read("planted.csv")
    packed = pack({name: [row[name] for row in rows] for name in rows[0] if name != "id"})
    found = nearest(packed, np.arange(len(rows)), np.arange(len(rows)))
    beyond = np.flatnonzero(found.between > calibrated(found.between).quantile(0.999))
    pairs = {(rows[row]["id"], rows[found.between_row[row]]["id"]) for row in beyond}
    assert pairs == {("101", "8"), ("201", "9"), ("202", "10")}


@pytest.mark.parametrize(("count", "among"), [(9, 20), (30, 60), (4, 20)])
def test_a_bet_against_a_rate_grows_as_its_integral_says(count: int, among: int) -> None:
    assert excess(count, among, 0.2) == pytest.approx(r(f"bet.{count}.{among}"), abs=1e-9)


@pytest.mark.r
def test_the_expected_values_are_what_r_writes(tmp_path: Path) -> None:
    target = tmp_path / "expected.csv"
    subprocess.run(["Rscript", "r/checks.R", "data", str(target)], cwd=HERE, check=True, capture_output=True)
    with target.open(encoding="utf-8", newline="") as file:
        again = {row["name"]: float(row["value"]) for row in csv.DictReader(file)}
    assert again == pytest.approx({row["name"]: float(row["value"]) for row in read("expected.csv")}, rel=1e-9)
