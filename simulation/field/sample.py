"""Drawing with known probabilities: proportional to size, systematic, and among the persons of a dwelling."""

from typing import Any

import numpy as np
import numpy.typing as npt

Probabilities = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]


def inclusion_probabilities(size: npt.ArrayLike, n: int) -> Probabilities:
    """Probabilities proportional to size that sum to n; units too large for that are certain (probability 1)."""
    sizes = np.asarray(size, dtype=float)
    certain = np.zeros(len(sizes), dtype=bool)
    while True:
        left = n - certain.sum()
        p = np.where(certain, 1.0, left * sizes / max(sizes[~certain].sum(), 1e-300))
        if not (beyond := ~certain & (p >= 1)).any():
            return p
        certain |= beyond


def systematic(p: Probabilities, start: float) -> Truths:
    """Which units a systematic draw takes: one random start, then steps of one along the summed probabilities.

    The start lies in [0, 1). Each unit is taken with its own probability, and as many units as the probabilities sum
    to (Madow 1949).
    """
    reached = np.floor(np.concatenate([[0.0], np.cumsum(p).round(9)]) - start + 1)
    return np.asarray(np.diff(reached) > 0)


def persons_to_select(n_eligible: npt.ArrayLike) -> Integers:
    """One person up to 5 eligible in the dwelling, two up to 14, three above."""
    n = np.asarray(n_eligible)
    return np.where(n == 0, 0, np.where(n <= 5, 1, np.where(n <= 14, 2, 3)))


def select_within(
    unit: Integers, age: Integers, sex: npt.NDArray[Any], line_no: Integers, start: Probabilities
) -> tuple[Truths, Probabilities]:
    """Which eligible persons of each unit are selected, and the probability of each.

    Members are ordered by age, then sex, then line; the start in [0, 1) of a unit (its row) was drawn
    before it was listed. Only eligible persons are given. The listing form computes the same on the tablet, figure for
    figure.
    """
    order = np.lexsort((line_no, sex, age, unit))
    units, first, counts = np.unique(unit[order], return_index=True, return_counts=True)
    n = np.repeat(counts, counts)
    rank = np.arange(len(order)) - np.repeat(first, counts) + 1
    k = persons_to_select(n)
    u = np.repeat(start[units], counts)
    hits = np.floor(rank * k / n - u + 1) - np.floor((rank - 1) * k / n - u + 1)
    selected, p = np.zeros(len(unit), dtype=bool), np.zeros(len(unit))
    selected[order] = hits > 0
    p[order] = k / n
    return selected, p
