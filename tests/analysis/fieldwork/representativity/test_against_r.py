"""R-indicators, their errors, partials and balance beside R on the same units; the values the specification states."""

import csv
import math
import subprocess
from functools import cache
from pathlib import Path

import pytest

from analysis.fieldwork.representativity.balance import balance
from analysis.fieldwork.representativity.indicator import indicator
from analysis.fieldwork.representativity.observed import Observed, observed
from analysis.fieldwork.representativity.partials import partials
from analysis.fieldwork.representativity.propensities import propensities

HERE = Path(__file__).parents[1]
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def invented() -> tuple[Row, ...]:
    return tuple(read(HERE / "data" / "representativity.csv"))


@cache
def random_cases() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in read(HERE / "data" / "representativity_cases.csv"):
        found.setdefault(row["case"], []).append(row)
    return found


@cache
def units(case: str) -> Observed:
    if case.startswith("sample"):
        names = {"a": "region", "b": "sex", "c": "agegrp", "d": "urban"}
        rows, weights = list(invented()), [float(row["w"]) for row in invented()]
        columns = {short: [row[name] for row in rows] for short, name in names.items()}
        responses = [int(row["resp"]) for row in rows]
        return observed(responses, columns, weights if case == "sample_weighted" else None)
    rows = random_cases()[case]
    columns = {name: [row[name] for row in rows] for name in "abcd" if rows[0][name]}
    return observed([int(row["response"]) for row in rows], columns, [float(row["w"]) for row in rows])


@cache
def known(case: str) -> dict[tuple[str, str, str], float | None]:
    found = units(case)
    model = propensities(found)
    one, even = indicator(found, model), balance(found)
    assert even is not None
    told: dict[tuple[str, str, str], float | None] = {
        ("", "", "r"): one.r,
        ("", "", "r_unadjusted"): one.r_unadjusted,
        ("", "", "se"): one.se,
        ("", "", "cv"): one.cv,
        ("", "", "cv_se"): one.cv_se,
        ("", "", "bi1"): even.bi1,
        ("", "", "bi2"): even.bi2,
    }
    for part in partials(found, model, one.factor):
        for level, of in (("", part), *((category.level, category) for category in part.categories)):
            for measure in ("pu", "pu_se", "pc", "pc_se"):
                told[part.variable, level, measure] = getattr(of, measure)
    return told


EXPECTED = read(HERE / "data" / "representativity_expected.csv")
CASES = tuple(dict.fromkeys(row["case"] for row in EXPECTED))


@pytest.mark.parametrize("case", CASES)
def test_every_figure_is_that_of_r(case: str) -> None:
    tolerance = 1e-6 if case in ("separated", "silent") else 1e-7  # towards a limit that we take
    expected = [row for row in EXPECTED if row["case"] == case]
    assert {(row["variable"], row["level"], row["measure"]) for row in expected} == set(known(case))
    for row in expected:
        value = known(case)[row["variable"], row["level"], row["measure"]]
        if row["value"] == "":
            assert value is None, row
        else:
            assert value is not None, row
            assert math.isclose(value, float(row["value"]), rel_tol=tolerance, abs_tol=tolerance), (row, value)


def test_the_values_of_the_literature_case() -> None:
    plain, weighted = known("sample"), known("sample_weighted")
    for (variable, measure), value in {
        ("", "r"): 0.816221,
        ("", "r_unadjusted"): 0.799073,
        ("", "se"): 0.027727,
        ("", "cv"): 0.147220,
        ("", "cv_se"): 0.022220,
    }.items():
        assert plain[variable, "", measure] == pytest.approx(value, abs=5e-7)
    for variable, value in {"a": 0.0691, "b": 0.0315, "c": 0.0415, "d": 0.0281}.items():
        assert plain[variable, "", "pu"] == pytest.approx(value, abs=5e-5)
    for measure, value in {"r": 0.812693, "bi1": 0.789734, "bi2": 0.796438}.items():
        assert weighted["", "", measure] == pytest.approx(value, abs=5e-7)


@pytest.mark.r
def test_the_stored_values_are_what_r_says(tmp_path: Path) -> None:
    subprocess.run(
        ["Rscript", "r/representativity.R", "data", str(tmp_path)], cwd=HERE, check=True, capture_output=True
    )
    assert read(tmp_path / "representativity_cases.csv") == read(HERE / "data" / "representativity_cases.csv")
    for said, stored in zip(read(tmp_path / "representativity_expected.csv"), EXPECTED, strict=True):
        assert [said[name] for name in ("case", "variable", "level", "measure")] == [
            stored[name] for name in ("case", "variable", "level", "measure")
        ]
        if stored["value"]:
            assert math.isclose(float(said["value"]), float(stored["value"]), rel_tol=1e-7, abs_tol=1e-9)
