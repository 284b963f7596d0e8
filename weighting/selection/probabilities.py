"""Inclusion probabilities of a draw of fixed size, proportional to size or equal."""

import numpy as np
import numpy.typing as npt

Probabilities = npt.NDArray[np.float64]


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
