"""Points, standard errors and intervals beside those of R's package survey on the same data."""

import csv
import math
import subprocess
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from analysis import Mean, Quantile, Ratio, Share, Total, estimate
from analysis.statistics import Statistic
from weighting.sample import WeightedSample

HERE = Path(__file__).parent
EXPECTED = HERE / "data" / "expected.csv"
STATISTICS: dict[str, Statistic] = {
    "total": Total("enroll"),
    "mean": Mean("api00"),
    "share": Share("wide"),
    "ratio": Ratio("api00", "api99"),
    "quantile0.5": Quantile("api00", 0.5),
    "quantile0.25": Quantile("api00", 0.25),
}


def schools(name: str) -> pd.DataFrame:
    data = pd.read_csv(HERE / "data" / f"{name}.csv")
    return data.assign(wide=data["sch_wide"] == "Yes", everybody="all", school=range(len(data)))


@cache
def sample(design: str) -> WeightedSample:
    match design:
        case "stratified":
            return WeightedSample.from_frame(schools("apistrat"), weight="pw", strata="stype", psu="school", fpc="fpc")
        case "clustered":
            return WeightedSample.from_frame(schools("apiclus1"), weight="pw", psu="dnum")
        case _:
            return WeightedSample.from_frame(schools("apiclus1"), weight="pw", strata="stype", psu="dnum")


def expected() -> list[dict[str, str]]:
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Where we differ, and why. A share of 1 has no log odds: R's interval is numerical noise, ours is exact. Below the
# first cumulative weight, survey 4.1 reads the second smallest value, where the rule says the smallest.
DIFFERENT = {
    ("clustered", "share", "Yes"): ("low", "high", "se"),
    ("nested", "share", "Yes"): ("low", "high", "se"),
    ("clustered", "quantile0.5", "H"): ("low", "se"),
    ("nested", "quantile0.5", "H"): ("low", "se"),
    ("clustered", "quantile0.5", "Yes"): ("low",),
    ("nested", "quantile0.5", "Yes"): ("low",),
}
GROUPS = sorted({(row["design"], row["statistic"], row["by"]) for row in expected()})


@pytest.mark.parametrize(("design", "statistic", "by"), GROUPS)
def test_estimates_by_domain_are_those_of_r(design: str, statistic: str, by: str) -> None:
    figures = estimate(STATISTICS[statistic], sample(design), by=by).set_index("level")
    for row in expected():
        if (row["design"], row["statistic"], row["by"]) == (design, statistic, by):
            ours = figures.loc[row["level"]]
            for value, tolerance in {"estimate": 1e-10, "se": 1e-7, "low": 1e-7, "high": 1e-7, "df": 0}.items():
                if value not in DIFFERENT.get((design, statistic, row["level"]), ()):
                    assert same(ours[value], row[value], tolerance), (row["level"], value, ours[value], row[value])


@pytest.mark.parametrize("design", ["stratified", "clustered", "nested"])
@pytest.mark.parametrize("statistic", ["mean", "share"])
def test_design_effects_with_replacement_are_those_of_r(design: str, statistic: str) -> None:
    for by in ("everybody", "stype", "yr_rnd"):
        figures = estimate(STATISTICS[statistic], sample(design), by=by).set_index("level")
        for row in expected():
            if (row["design"], row["statistic"], row["by"]) == (design, statistic, by):
                assert same(figures.loc[row["level"], "deff"], row["deff"], 1e-7)


@pytest.mark.r
def test_the_stored_values_are_what_r_says(tmp_path: Path) -> None:
    output = tmp_path / "expected.csv"
    subprocess.run(["Rscript", "r/expected.R", "data", str(output)], cwd=HERE, check=True, capture_output=True)
    with output.open(encoding="utf-8", newline="") as file:
        for said, stored in zip(csv.DictReader(file), expected(), strict=True):
            for value in ("estimate", "se", "low", "high"):
                assert same(number(said[value]), stored[value], 1e-9)


def number(text: str) -> float:
    return math.nan if text in ("", "NA", "NaN") else float(text)


def same(ours: float, said: str, tolerance: float) -> bool:
    theirs = number(said)
    if math.isnan(theirs) or pd.isna(ours):
        return math.isnan(theirs) and bool(pd.isna(ours))
    return math.isclose(ours, theirs, rel_tol=max(tolerance, 1e-15))


def test_a_share_of_one_has_an_exact_lower_bound() -> None:
    figures = estimate(STATISTICS["share"], sample("clustered"), by="yr_rnd").set_index("level")
    everybody = figures.loc["Yes"]
    assert (everybody["estimate"], everybody["se"], everybody["high"]) == (1.0, 0.0, 1.0)
    assert math.isclose(everybody["low"], 0.025 ** (1 / everybody["n"]))


def test_below_the_first_weight_the_quantile_is_the_smallest_value() -> None:
    figures = estimate(STATISTICS["quantile0.5"], sample("clustered"), by="stype").set_index("level")
    assert figures.loc["H", "low"] == 443
