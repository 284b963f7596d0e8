"""People as rows of a text table, small designs, and samples with answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from analysis.catalogue import needed
from analysis.tunisia import CONTENT
from weighting.design import Design
from weighting.replicates import Replicates
from weighting.sample import WeightedSample

INTERVIEW_DAY = date(2026, 5, 4)
_NUMBERS = {"age", "inc_amount", "inc_daysmon", "wkt_days", "wkt_usual", "wkt_actual", "wkt2_usual", "wkt2_actual"}
_QUESTIONS = tuple(needed(CONTENT.catalogue.variables))


@dataclass(frozen=True)
class Jackknife:
    """One replicate a PSU, which it leaves out; for totals the same variance as linearisation, to the last digit."""

    def draw(self, design: Design) -> Replicates:
        stratum = design.first.cluster_stratum
        n = design.first.sampled[stratum]
        same = stratum[:, None] == stratum[None, :]
        multipliers = np.where(same, (n / (n - 1))[None, :], 1.0)
        np.fill_diagonal(multipliers, 0.0)
        return Replicates("jackknife", multipliers, (n - 1) / n)


def people(text: str, **answers: Any) -> list[dict[str, Any]]:
    """Rows of a text table: a header, one person a line, ``-`` where there is no answer, words after ``#`` ignored.

    ``answers`` are given by everybody.
    """
    lines = [line.split("#")[0].replace("|", " ").split() for line in text.strip().splitlines()]
    header, *rows = [line for line in lines if line]
    assert all(len(row) == len(header) for row in rows), "a row of the table is too short or too long"
    return [{**answers, **{name: _answer(name, cell) for name, cell in zip(header, row, strict=True)}} for row in rows]


def answers_table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """The answers with the columns that the variables read; questions nobody names were not asked."""
    known = {name: [row.get(name) for row in rows] for name in _QUESTIONS}
    known["interview_date"] = [row.get("interview_date", INTERVIEW_DAY) for row in rows]
    return pa.table({name: pa.array(values, _type(name)) for name, values in known.items()})


def become(variable: str, text: str, **answers: Any) -> None:
    """Check that each person of the table becomes what the last column says.

    Typed as the variable is: ``yes`` and ``no`` for truths, ``-`` for missing.
    """
    rows = people(text, **answers)
    expected = list(rows[0])[-1]
    made = CONTENT.catalogue.add(answers_table(rows), [variable]).column(variable).to_pylist()
    said = [row[expected] for row in rows]
    assert [_plain(value) for value in made] == [None if value is None else str(value) for value in said]


def sample_of(columns: Mapping[str, Iterable[Any]], **design: Any) -> WeightedSample:
    """A weighted sample whose rows are given by columns; every row its own PSU and weight 1 unless said otherwise."""
    table = pa.table({name: _array(values) for name, values in columns.items()})
    if "weight" not in design:
        table = table.append_column("_one", pa.array(np.ones(table.num_rows)))
        design["weight"] = "_one"
    return WeightedSample.from_frame(table, **design)


def _answer(name: str, cell: str) -> Any:
    if cell == "-":
        return None
    if "__" in name:
        return cell == "1"
    return float(cell) if name in _NUMBERS else cell


def _type(name: str) -> pa.DataType:
    if name == "interview_date":
        return pa.date32()
    if "__" in name:
        return pa.bool_()
    return pa.float64() if name in _NUMBERS else pa.string()


def _plain(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}"
    return None if value is None else str(value)


def _array(values: Any) -> Any:
    return values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values)


def questions() -> tuple[str, ...]:
    """The columns of the interviews that the variables read."""
    return _QUESTIONS
