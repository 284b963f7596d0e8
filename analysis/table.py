"""Estimates as a table of the contract, each cell with an id that follows from what it was computed from."""

import hashlib
import json
from collections.abc import Iterable, Mapping

import pyarrow as pa

from analysis.disclosure import ProtectedEstimate
from analysis.estimates import Cell, Estimate
from analysis.precision import Flag, Reason
from questionnaires import files
from questionnaires.contracts import ESTIMATES

_VALUES = ("estimate", "se", "low", "high", "cv", "deff", "df", "n", "weighted_n")


def cell_id(cell: Cell, inputs: Mapping[str, str]) -> str:
    """Twelve hexadecimal digits: the same for the same cell of the same input tables."""
    of = [sorted(inputs.items()), cell.indicator, cell.category, cell.partition, cell.level]
    return hashlib.sha256(json.dumps(of, ensure_ascii=False).encode()).hexdigest()[:12]


def to_table(figures: Iterable[Estimate | ProtectedEstimate], inputs: Mapping[str, str]) -> pa.Table:
    """The figures as a table of the contract ESTIMATES."""
    return files.table(ESTIMATES, rows(figures, inputs))


def rows(figures: Iterable[Estimate | ProtectedEstimate], inputs: Mapping[str, str]) -> list[dict[str, object]]:
    """The figures as rows with the columns of the contract, in their own order."""
    return [_row(figure, inputs) for figure in figures]


def from_table(data: pa.Table) -> tuple[ProtectedEstimate, ...]:
    """The figures of a table that was written protected."""
    return tuple(
        ProtectedEstimate(
            Cell(row["indicator"], row["category"], row["partition"], row["level"]),
            **{name: row[name] for name in _VALUES},
            flag=Flag(row["flag"]),
            note=None if row["note"] is None else Reason(row["note"]),
        )
        for row in data.to_pylist()
    )


def _row(figure: Estimate | ProtectedEstimate, inputs: Mapping[str, str]) -> dict[str, object]:
    cell = figure.cell
    return {
        "cell_id": cell_id(cell, inputs),
        "indicator": cell.indicator,
        "category": cell.category,
        "partition": cell.partition,
        "level": cell.level,
        **{name: getattr(figure, name) for name in _VALUES},
        "flag": figure.flag.value,
        "note": None if figure.note is None else figure.note.value,
    }
