"""Standard errors of a ratio by the jackknife beside those of R survey (``r/resampling.R``)."""

import csv
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.weighting.anchors import frame
from weighting import JK1, JK2, BalancedRepeated, JKn, WeightedSample

R = Path(__file__).parents[1] / "r"
SCRIPT, STORED = R / "resampling.R", R / "resampling.csv"


def values(text: str) -> dict[str, float]:
    return {row["name"]: float(row["value"]) for row in csv.DictReader(text.splitlines())}


ANCHORS = values(STORED.read_text(encoding="utf-8"))


def pairs() -> pd.DataFrame:
    schools = frame("apiclus1")
    first = sorted(schools["dnum"].unique())[:14]
    chosen = schools[schools["dnum"].isin(first)]
    return chosen.assign(pair=[str(first.index(district) // 2) for district in chosen["dnum"]])


SAMPLES = {
    "JKn": lambda: WeightedSample.from_frame(
        frame("apistrat"), weight="pw", strata="stype", fpc="fpc", replicates=JKn()
    ),
    "JK1": lambda: WeightedSample.from_frame(frame("apiclus1"), weight="pw", psu="dnum", fpc="fpc", replicates=JK1()),
    "JKn of pairs": lambda: of_pairs(JKn()),
}


def of_pairs(method: object) -> WeightedSample:
    return WeightedSample.from_frame(pairs(), weight="pw", strata="pair", psu="dnum", replicates=method)


def ratio(sample: WeightedSample) -> tuple[float, float]:
    y = np.column_stack([np.array(sample.column(name).to_pylist(), float) for name in ("api00", "api99")])
    point = np.divide(*(sample.weights @ y))
    replicated = np.concatenate([block.T @ y for _, block in sample.replicate_blocks()])
    return float(point), float(np.sqrt(sample.replicates.scale @ (replicated[:, 0] / replicated[:, 1] - point) ** 2))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_jackknife_of_a_ratio_is_that_of_r(name: str) -> None:
    point, se = ratio(SAMPLES[name]())
    assert point == pytest.approx(ANCHORS[f"{name}:ratio"], rel=1e-12)
    assert se == pytest.approx(ANCHORS[f"{name}:se"], rel=1e-10)


@pytest.mark.parametrize("method", [JK2(), BalancedRepeated(), BalancedRepeated(0.3)])
def test_for_a_ratio_the_methods_of_pairs_come_near_the_jackknife(method: object) -> None:
    assert ratio(of_pairs(method))[1] == pytest.approx(ANCHORS["JKn of pairs:se"], rel=0.1)


@pytest.mark.r
def test_the_values_are_those_that_r_gives_today() -> None:
    run = ["Rscript", str(SCRIPT)]
    told = subprocess.run(run, capture_output=True, text=True, check=True, cwd=R.parents[2], timeout=120)
    assert values(told.stdout) == pytest.approx(ANCHORS, rel=1e-12)
