"""Weighted rates and their standard errors beside those of R's package survey (``svyratio``) on the same units."""

import csv
import math
import subprocess
from functools import cache
from pathlib import Path

import pytest

from analysis.fieldwork.counts import counted
from analysis.fieldwork.eligibility import EligibleShares
from analysis.fieldwork.outcomes import outcome_class
from analysis.fieldwork.precision import Error, errors
from analysis.fieldwork.rates import Undefined, rate
from analysis.fieldwork.units import Row

HERE = Path(__file__).parent
SHARES = EligibleShares(0.2, 0.35, 0.5)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def rows() -> tuple[Row, ...]:
    return tuple(
        Row(
            one["unit"], one["code"], outcome_class(one["code"]), float(one["weight"]), True, {"region": one["region"]},
            one["stratum"], one["psu"], 1, None, False,
        )
        for one in read(HERE / "data" / "units.csv")
    )  # fmt: skip


EXPECTED = read(HERE / "data" / "expected.csv")
RATES = tuple(dict.fromkeys(one["rate"] for one in EXPECTED))
LEVELS = tuple(dict.fromkeys(one["level"] for one in EXPECTED))


@cache
def known() -> dict[str, dict[str, Error]]:
    masks = [[level in ("all", row.levels["region"]) for row in rows()] for level in LEVELS]
    found = errors(rows(), [(mask, SHARES) for mask in masks], RATES)
    return {level: dict(one) for level, one in zip(LEVELS, found, strict=True)}


@pytest.mark.parametrize("one", EXPECTED, ids=lambda one: f"{one['rate']}-{one['level']}")
def test_rates_and_standard_errors_are_those_of_r(one: dict[str, str]) -> None:
    inside = [row for row in rows() if one["level"] in ("all", row.levels["region"])]
    value = rate(one["rate"], counted([row.code for row in inside], [row.weight for row in inside]), SHARES).value
    assert not isinstance(value, Undefined)
    assert math.isclose(value, float(one["value"]), rel_tol=1e-12)
    error = known()[one["level"]][one["rate"]]
    assert error.se is not None
    assert error.low is not None
    assert error.high is not None
    assert math.isclose(error.se, float(one["se"]), rel_tol=1e-9)
    assert math.isclose(error.low, float(one["low"]), rel_tol=1e-9)
    assert math.isclose(error.high, float(one["high"]), rel_tol=1e-9)
    assert error.df == float(one["df"])


@pytest.mark.r
def test_the_stored_values_are_what_r_says(tmp_path: Path) -> None:
    output = tmp_path / "expected.csv"
    subprocess.run(["Rscript", "r/rates.R", "data", str(output)], cwd=HERE, check=True, capture_output=True)
    for said, stored in zip(read(output), EXPECTED, strict=True):
        assert (said["rate"], said["level"]) == (stored["rate"], stored["level"])
        for value in ("value", "se", "low", "high"):
            assert math.isclose(float(said[value]), float(stored[value]), rel_tol=1e-10)
