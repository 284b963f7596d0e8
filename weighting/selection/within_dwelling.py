"""Selecting persons within many dwellings at once: one of up to 5 eligible, two of up to 14, three above."""

from typing import Any

import numpy as np
import numpy.typing as npt

from weighting.selection.probabilities import Probabilities
from weighting.selection.systematic import Truths

Integers = npt.NDArray[np.int64]


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
