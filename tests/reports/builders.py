"""Invented estimates and weights in the shape of the contracts, for the publication of the Tunisian survey."""

import hashlib
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from analysis.domains import Partition
from analysis.indicator import Indicator, Unit
from analysis.tunisia import CONTENT as ANALYSIS
from questionnaires import contracts, files
from weighting.trace import CellTrace, Collapse, MarginTrace, Note, Spread, StepTrace, Trace
from weighting.trace_table import as_table

CENTRES = {
    Unit.PERSONS: 61_000.0,
    Unit.PERCENT: 0.41,
    Unit.HOURS: 47.3,
    Unit.YEARS: 31.4,
    Unit.DINARS: 812.0,
    Unit.DINARS_PER_HOUR: 4.27,
}
_VALUES = ("estimate", "se", "low", "high", "cv", "deff")
Row = dict[str, Any]


def estimate_rows(seed: int = 11) -> list[Row]:
    """A row for every cell of the survey's indicators; some with caution, some withheld."""
    chance = random.Random(seed)  # noqa: S311 (invented figures)
    return [row for indicator in ANALYSIS.indicators for row in _indicator(indicator, chance)]


def _indicator(indicator: Indicator, chance: random.Random) -> Iterator[Row]:
    categories = indicator.statistic.categories
    for number, category in enumerate(categories):
        for partition in ANALYSIS.partitions:
            for place, level in enumerate(partition.levels):
                share = 2 * (len(categories) - number) / (len(categories) * (len(categories) + 1))
                yield _row(indicator, category, partition, level, share if category else 1.0, place, chance)


def _row(
    indicator: Indicator,
    category: str | None,
    partition: Partition,
    level: str,
    share: float,
    place: int,
    chance: random.Random,
) -> Row:
    n = 868 if partition.name == "all" else max(int(868 / len(partition.levels) * chance.uniform(0.05, 1.9)), 3)
    part = n / 868 if indicator.unit is Unit.PERSONS else chance.uniform(0.75, 1.3)
    point = CENTRES[indicator.unit] * share * (part if partition.name != "all" else 1.0)
    point = min(point, 0.97) if indicator.unit is Unit.PERCENT else point
    se = point * 0.9 / n**0.5 if indicator.unit is not Unit.PERCENT else (point * (1 - point) * 1.5 / n) ** 0.5
    flag = "A" if se / point <= 0.165 and n >= 30 else "E" if se / point <= 0.333 else "F"
    row: Row = {
        "cell_id": _cell_id(indicator.name, category or "", partition.name, level),
        "indicator": indicator.name,
        "category": category,
        "partition": partition.name,
        "level": level,
        "estimate": point,
        "se": se,
        "low": max(point - 1.97 * se, 0.0),
        "high": min(point + 1.97 * se, 1.0) if indicator.unit is Unit.PERCENT else point + 1.97 * se,
        "cv": se / point,
        "deff": 1.5,
        "df": 98.0,
        "n": n,
        "weighted_n": n * 71.3,
        "flag": flag,
        "note": None,
    }
    if partition.name == "origin_group" and place == 7:
        return withheld(row, "x", "few_respondents") if number_even(indicator) else withheld(row, "z", None)
    return withheld(row, "F", "large_cv") if flag == "F" else row


def _cell_id(*names: str) -> str:
    return hashlib.sha256("|".join(names).encode()).hexdigest()[:12]


def number_even(indicator: Indicator) -> bool:
    """Half of the indicators, always the same ones."""
    return ANALYSIS.indicators.index(indicator) % 2 == 0


def withheld(row: Row, flag: str, note: str | None) -> Row:
    """The same cell without its value; a confidential one without its counts, an empty one with none."""
    counts = {"x": {"n": None, "weighted_n": None, "df": None}, "z": {"n": 0, "weighted_n": 0.0}}.get(flag, {})
    return {**row, **dict.fromkeys(_VALUES), **counts, "flag": flag, "note": note}


def estimates(rows: list[Row] | None = None) -> pa.Table:
    """The rows as a table of the contract."""
    return files.table(contracts.ESTIMATES, estimate_rows() if rows is None else rows)


def weights() -> pa.Table:
    """A hundred rows of a sample in two strata."""
    statuses = ("respondent", "respondent", "respondent", "nonrespondent", "ineligible", "unknown_eligibility")
    return files.table(
        contracts.WEIGHTS,
        (
            {
                "row_id": f"{n:04d}",
                "unit_id": f"u{n:04d}",
                "psu_id": f"p{n % 8}",
                "stratum": f"GT-{n % 2 + 1}",
                "variance_stratum": f"GT-{n % 2 + 1}",
                "variance_psu": f"p{n % 8}",
                "response_status": statuses[n % len(statuses)],
                "design_weight": 50.0,
                "weight": 75.0 if n % len(statuses) < 3 else 0.0,
            }
            for n in range(100)
        ),
    )


def trace() -> Trace:
    """Four steps with everything that a step may say."""
    start, middle = Spread(100, 5000.0, 1.2, 83.3, 40.0, 61.0), Spread(50, 5000.0, 1.31, 38.2, 80.0, 190.5)
    return Trace(
        "migrant-employment-2026",
        "c0ffee",
        (
            StepTrace("design", {"stages": "p_psu, p_dwelling, p_person"}, start, start),
            StepTrace(
                "nonresponse",
                {"classes": "region, origin_group", "collapse": "Neighbours(fewest=20, largest_factor=3)"},
                start,
                middle,
                cells=tuple(CellTrace(f"GT / {group}", 30, 15, 1500.0, 1500.0, 2.0) for group in ("AFR", "MAG")),
                collapsed=(Collapse("GT / STL", "GT / AFR", "12 < 20"),),
                n_replicates=500,
            ),
            StepTrace(
                "calibration",
                {"distance": "logit"},
                middle,
                middle,
                margins=(MarginTrace("sex", "1", 25, 2600.0, 2550.0, 2600.0),),
                notes=(Note("weighting.units_leave", {"n": 2, "rows": "0003, 0007"}),),
                n_replicates=500,
                n_failed=1,
            ),
        ),
    )


def facts(*, simulated: bool = True) -> Mapping[str, Any]:
    """What the manifest of the estimates says beside the table."""
    return {
        "survey": "tunisia",
        "simulated": simulated,
        "protected": "amem-2026",
        "indicators": {
            indicator.name: {
                "unit": indicator.unit.value,
                "notes": list(indicator.notes),
                "parameters": list(indicator.parameters),
                "variables": list(indicator.reads),
            }
            for indicator in ANALYSIS.indicators
        },
        "parameters": {
            parameter.name: {"source": parameter.source, "values": [value.value for value in parameter.values]}
            for parameter in ANALYSIS.parameters
        },
    }


def write_chain(home: Path, rows: list[Row] | None = None, *, simulated: bool = True) -> tuple[Path, Path]:
    """The folders of estimates and weights that a publication is built from."""
    weighed = files.write(
        home / "weights",
        {contracts.WEIGHTS: weights(), contracts.TRACE: as_table(trace())},
        made_by="weigh",
        facts={"recipe": "migrant-employment-2026", "recipe_digest": "c0ffee"},
        inputs={},
    )
    files.write(
        home / "estimates",
        {contracts.ESTIMATES: estimates(rows)},
        made_by="amem tabulate",
        facts=facts(simulated=simulated),
        inputs={f"weights/{name}": digest for name, digest in weighed.tables.items()},
    )
    return home / "estimates", home / "weights"
