"""Margins laid over a sample: the column of each level, the distinct patterns of units, a total for each column."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from weighting.factors import FloatArray, IntArray, TruthArray, sums
from weighting.patterns import Patterns


@dataclass(frozen=True)
class Column:
    """One total to meet: its margin and level, what missing it costs, its standard error.

    ``size`` is the largest total of its margin: what a rounding is small against.
    """

    margin: str
    level: str
    total: float
    size: float
    cost: float
    error: float
    levelled: bool  # a level, not the total of a continuous variable

    @property
    def name(self) -> tuple[str, str]:
        """Margin and level."""
        return self.margin, self.level


@dataclass(frozen=True, eq=False)
class Auxiliaries:
    """Distinct patterns, the pattern of each unit (-1 for units without a weight), a total for each column.

    ``leaving`` marks the patterns of levels whose total is zero: their units leave. ``scale`` multiplies the linear
    predictor of a pattern: one, or the size of the household where the distance is between households.
    """

    columns: tuple[Column, ...]
    patterns: Patterns
    scale: FloatArray
    codes: IntArray
    leaving: TruthArray
    absent: tuple[tuple[str, str], ...] = ()  # levels whose total is zero and whom nobody has
    households: IntArray | None = None  # of each unit, -1 for units without a weight; members share a weight
    divided: bool = False  # some margin is about a domain alone, so that parts may have nothing in common

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Margin and level of each column."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def totals(self) -> FloatArray:
        """The total of each column."""
        return np.array([column.total for column in self.columns], np.float64)

    @cached_property
    def sizes(self) -> FloatArray:
        """What a rounding of each total is small against."""
        return np.array([column.size for column in self.columns], np.float64)

    @cached_property
    def exact(self) -> TruthArray:
        """The columns that must be met."""
        return np.array([np.isinf(column.cost) for column in self.columns], bool)

    @cached_property
    def labels(self) -> "PatternLabels":
        """The words for each pattern."""
        return PatternLabels(self)

    def by_pattern(self, weights: FloatArray) -> FloatArray:
        """Sums of unit values (n,) or (n, b) by pattern."""
        return sums(self.codes, weights, self.patterns.n)


class PatternLabels(Sequence[str]):
    """The label of each pattern, written when it is asked for: a large sample has more patterns than readers."""

    def __init__(self, auxiliaries: Auxiliaries) -> None:
        self._auxiliaries = auxiliaries

    def __len__(self) -> int:
        return self._auxiliaries.patterns.n

    def __getitem__(self, pattern: int) -> str:  # type: ignore[override]  # no slices of labels are taken
        return self._all[pattern]

    @cached_property
    def _all(self) -> list[str]:
        x = self._auxiliaries.patterns.sparse
        x.sort_indices()
        ends = x.indptr.tolist()
        columns, values = x.indices.tolist(), x.data.tolist()
        return [
            self._label(pattern, columns[start:end], values[start:end])
            for pattern, (start, end) in enumerate(pairwise(ends))
        ]

    def _label(self, pattern: int, columns: Sequence[int], values: Sequence[float]) -> str:
        parts = []
        for j, value in zip(columns, values, strict=True):
            column = self._auxiliaries.columns[j]
            if not column.levelled:
                parts.append(f"{column.margin} = {value!r}")
            else:
                parts.append(f"{column.margin} = {column.level}" + ("" if value == 1 else f" ({value!r})"))
        scale = float(self._auxiliaries.scale[pattern])
        size = "" if scale == 1 else f" (x {scale:g})"
        return ("; ".join(parts) or "0") + size + (" (leaves)" if self._auxiliaries.leaving[pattern] else "")
