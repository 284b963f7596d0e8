"""The systematic draw with unequal probabilities (Madow 1949), and the joint probabilities that it has."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from weighting.selection.probabilities import Probabilities

Truths = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]


def systematic(p: Probabilities, start: float) -> Truths:
    """Which units a systematic draw takes: one random start, then steps of one along the summed probabilities.

    The start lies in [0, 1). Each unit is taken with its own probability, and as many units as the probabilities sum
    to.
    """
    reached = np.floor(np.concatenate([[0.0], np.cumsum(p).round(9)]) - start + 1)
    return np.asarray(np.diff(reached) > 0)


def thinned(rows: Rows, p: Probabilities, p_before: Probabilities, start: float) -> Rows:
    """Those of a sample drawn with ``p_before`` (by row of the frame) that stay in a sample drawn with ``p``.

    A systematic draw among them with the probabilities left, so that the smaller sample has exactly its own.
    """
    return rows[systematic(p[rows] / p_before[rows], start)]


def joint_systematic(p: Probabilities) -> Probabilities:
    """The exact probability of every pair in a systematic draw in this order; many are 0. Diagonal: ``p``.

    Between two neighbouring fractional parts of the summed probabilities every start takes the same units.
    """
    parts = np.unique(np.concatenate([[0.0, 1.0], np.cumsum(p).round(9) % 1]))
    joint = np.zeros((len(p), len(p)))
    for low, high in pairwise(parts.tolist()):
        taken = systematic(p, (low + high) / 2).astype(float)
        joint += (high - low) * np.outer(taken, taken)
    return joint
