"""Redistribution: the one primitive of class adjustments. Weight moves within classes; totals are conserved."""

import numpy as np

from weighting.factors import FloatArray, IntArray, TruthArray, sums


def redistribute(
    weights: FloatArray, giving: TruthArray, receiving: TruthArray, within: IntArray, n_classes: int
) -> FloatArray:
    """The factor of the receiving units of each class: (weight of givers and receivers) / (weight of receivers).

    ``weights`` are (n,) or (n, replicates), the result is (classes,) or (classes, replicates). A class with weight
    to give and nobody to receive it has no factor: nan. A class where nobody gives has factor 1.
    """
    shape = (slice(None),) + (None,) * (weights.ndim - 1)
    received = sums(within, weights * receiving[shape], n_classes)
    given = sums(within, weights * giving[shape], n_classes)
    with np.errstate(divide="ignore", invalid="ignore"):
        factors = (received + given) / received
    factors[(received == 0) & (given == 0)] = 1.0
    factors[(received == 0) & (given != 0)] = np.nan
    return factors
