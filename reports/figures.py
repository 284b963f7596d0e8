"""The figures of a publication: cells of the estimates, found by what they say, shown only when they may be."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from questionnaires.problems import Problem, ProblemError

PUBLISHED = frozenset({"A", "E"})
_VALUES = ("estimate", "se", "low", "high", "cv")
_COUNTS = ("n", "weighted_n")
_CONFIDENTIAL = "x"


class NoSuchCell(ProblemError):
    """A text or table refers to an estimate that is not in the file: another catalogue made it."""

    code = "report.no_such_cell"


class UnprotectedEstimates(ProblemError):
    """A value that must be withheld is in the file: disclosure control has not been applied."""


@dataclass(frozen=True)
class Reference:
    """Which estimate is meant."""

    indicator: str
    partition: str = "all"
    level: str = "all"
    category: str | None = None


@dataclass(frozen=True)
class Cell:
    """One estimate as it may be shown. A withheld cell has no value."""

    cell_id: str
    reference: Reference
    flag: str
    estimate: float | None
    low: float | None
    high: float | None
    se: float | None
    cv: float | None
    deff: float | None
    df: float | None
    n: int | None  # withheld where confidential
    weighted_n: float | None
    note: str | None

    @property
    def shown(self) -> bool:
        """Whether its value is published."""
        return self.flag in PUBLISHED

    def above(self, other: "Cell") -> bool:
        """Whether this estimate is significantly above the other: their 95 % intervals do not meet.

        Stricter than a test of the difference, and it needs no covariance.
        """
        return self.low is not None and other.high is not None and self.low > other.high


class Figures:
    """All cells of one estimates table. Raises UnprotectedEstimates unless withheld values are absent."""

    def __init__(self, estimates: pa.Table) -> None:
        cells = [_cell(row) for row in estimates.to_pylist()]
        if problems := list(_unprotected(cells)):
            raise UnprotectedEstimates(problems)
        self._cells: Mapping[Reference, Cell] = {cell.reference: cell for cell in cells}

    def __len__(self) -> int:
        return len(self._cells)

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._cells.values())

    def cell(self, reference: Reference) -> Cell:
        """The cell that is meant. Raises NoSuchCell."""
        try:
            return self._cells[reference]
        except KeyError:
            raise NoSuchCell(
                indicator=reference.indicator,
                partition=reference.partition,
                level=reference.level,
                category=reference.category or "–",
            ) from None

    def levels(self, indicator: str, partition: str) -> frozenset[str]:
        """The levels of a partition for which an indicator was estimated."""
        return frozenset(ref.level for ref in self._cells if (ref.indicator, ref.partition) == (indicator, partition))

    def categories(self, indicator: str) -> frozenset[str]:
        """The categories of a distribution."""
        return frozenset(ref.category for ref in self._cells if ref.indicator == indicator and ref.category is not None)

    def withheld(self) -> tuple[Cell, ...]:
        """The cells whose value is not published."""
        return tuple(cell for cell in self._cells.values() if not cell.shown)


def _cell(row: Mapping[str, Any]) -> Cell:
    reference = Reference(row["indicator"], row["partition"], row["level"], row["category"])
    numbers = {name: _known(row[name]) for name in (*_VALUES, "deff", "df")}
    return Cell(
        row["cell_id"], reference, row["flag"], n=row["n"], weighted_n=row["weighted_n"], note=row["note"], **numbers
    )


def _known(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value


def _unprotected(cells: Iterable[Cell]) -> Iterable[Problem]:
    for cell in cells:
        hidden = _VALUES + _COUNTS if cell.flag == _CONFIDENTIAL else _VALUES
        if not cell.shown and any(getattr(cell, name) is not None for name in hidden):
            yield Problem("report.withheld_value", {"cell": cell.cell_id, "flag": cell.flag})
        elif cell.shown and cell.estimate is None:
            yield Problem("report.value_missing", {"cell": cell.cell_id, "flag": cell.flag})
