"""What a statistic measures in each cell: its point under any weights, and its linearised variable."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from analysis.columns import Mask, Numbers
from analysis.intervals import Plain, Scale, critical


class Measure(Protocol):
    """One statistic on K cells of one sample. ``among`` (n, K) are the units that count in each cell."""

    @property
    def among(self) -> Mask:
        """The units in the universe of each cell whose answers are known (n, K)."""
        ...

    @property
    def base(self) -> Mask:
        """The units of the simple random sample that a design effect compares with (n, K)."""
        ...

    def points(self, weights: Numbers) -> Numbers:
        """The estimate of each cell under one set of weights (n,) or several (n, b): (K,) or (K, b)."""
        ...

    def linearised(self, weights: Numbers) -> Numbers:
        """The unweighted linearised variable (n, K): its weighted total varies as the estimate does."""
        ...

    def bounds(self, weights: Numbers, points: Numbers, se: Numbers, df: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Standard error, lower and upper bound (K,) from the standard error of the linearised total."""
        ...

    @property
    def scale(self) -> Scale:
        """The scale of the interval when the variance is known on the scale of the estimate."""
        ...


@dataclass(frozen=True, eq=False)
class Sums:
    """A sum, or a ratio of two sums: totals, means, shares, ratios. ``top`` and ``bottom`` are zero outside cells."""

    top: Numbers
    bottom: Numbers | None
    among: Mask
    scale: Scale

    @property
    def base(self) -> Mask:
        """All units for a sum, those of the cell for a ratio."""
        return self.among if self.bottom is not None else np.ones_like(self.among)

    def points(self, weights: Numbers) -> Numbers:
        """Sum of weighted tops, divided by the sum of weighted bottoms; NaN in an empty cell."""
        sums: Numbers = self.top.T @ weights
        if self.bottom is None:
            return sums
        whole: Numbers = self.bottom.T @ weights
        return np.divide(sums, whole, out=np.full_like(sums, np.nan), where=whole != 0)

    def linearised(self, weights: Numbers) -> Numbers:
        """The variable itself for a sum; (y - R x) / X for a ratio."""
        if self.bottom is None:
            return self.top
        whole = self.bottom.T @ weights
        ratio = np.nan_to_num(self.points(weights))
        return (self.top - ratio * self.bottom) / np.where(whole != 0, whole, 1.0)

    def bounds(self, weights: Numbers, points: Numbers, se: Numbers, df: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """The interval on the statistic's own scale."""
        low, high = self.scale.interval(points, se, df, effective(self.among, weights))
        return se, low, high


@dataclass(frozen=True, eq=False)
class Ranks:
    """A quantile of a value: the point where the weighted distribution passes ``order`` (Hyndman-Fan rule 2)."""

    values: Numbers
    among: Mask
    order: float

    @property
    def base(self) -> Mask:
        """The units of the cell."""
        return self.among

    @property
    def scale(self) -> Scale:
        """Symmetric, when the variance comes from replicates."""
        return Plain()

    def points(self, weights: Numbers) -> Numbers:
        """The quantile in each cell; NaN in an empty one."""
        return np.stack([self._quantile(cell, weights, self.order) for cell in range(self.among.shape[1])])

    def linearised(self, weights: Numbers) -> Numbers:
        """The share at or below the quantile, linearised: Woodruff's road goes through the distribution."""
        below, whole = self._below(weights)
        share = below.T @ weights / np.where(whole > 0, whole, 1.0)
        return self.among * (below - share) / np.where(whole > 0, whole, 1.0)

    def bounds(self, weights: Numbers, points: Numbers, se: Numbers, df: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Woodruff: the interval of the share at or below the quantile, read back as values.

        As in R survey (``svyquantile(interval.type = "mean")``) a bound outside 0 to 1 has no value.
        """
        below, whole = self._below(weights)
        share = below.T @ weights / np.where(whole > 0, whole, 1.0)
        reach = critical(df) * se
        low = np.array([self._read(cell, weights, order) for cell, order in enumerate(share - reach)])
        high = np.array([self._read(cell, weights, order) for cell, order in enumerate(share + reach)])
        return (high - low) / (2 * critical(df)), np.where(np.isnan(points), np.nan, low), high

    def _below(self, weights: Numbers) -> tuple[Numbers, Numbers]:
        points = self.points(weights)
        below = (self.among & (self.values[:, None] <= np.nan_to_num(points))).astype(float)
        return below, self.among.T.astype(float) @ weights

    def _read(self, cell: int, weights: Numbers, order: float) -> float:
        return float(self._quantile(cell, weights, order)) if 0 <= order <= 1 else float("nan")

    def _quantile(self, cell: int, weights: Numbers, order: float) -> Numbers:
        """Smallest value whose cumulative weight exceeds the order; the mean with the next where it equals it."""
        counted = np.flatnonzero(self.among[:, cell] & (_any(weights) > 0))
        if not counted.size:
            return np.full(weights.shape[1:], np.nan)
        by_value = counted[np.argsort(self.values[counted], kind="stable")]
        values, heap = self.values[by_value], np.cumsum(weights[by_value], axis=0)
        wanted = order * heap[-1]
        close = 1e-12 * heap[-1]
        last = len(values) - 1
        at = np.minimum((heap < wanted - close).sum(axis=0), last)
        above = np.minimum((heap <= wanted + close).sum(axis=0), last)
        quantile: Numbers = (values[at] + values[above]) / 2
        return quantile


def respondents(among: Mask, weights: Numbers) -> Numbers:
    """How many units with a weight count in each cell (K,)."""
    count: Numbers = among.T.astype(float) @ (weights > 0)
    return count


def effective(among: Mask, weights: Numbers) -> Numbers:
    """Kish's effective number of respondents of each cell (K,): as many as they are where their weights are equal."""
    squares: Numbers = among.T.astype(float) @ weights**2
    return np.divide(represented(among, weights) ** 2, squares, out=np.zeros_like(squares), where=squares > 0)


def represented(among: Mask, weights: Numbers) -> Numbers:
    """The persons that the units of each cell stand for (K,)."""
    persons: Numbers = among.T.astype(float) @ weights
    return persons


def _any(weights: Numbers) -> Numbers:
    return weights if weights.ndim == 1 else weights.max(axis=1)
