"""The sampling variance of an estimated total of the units: as RISQ 2.1 tells it from weights, or by PSUs."""

import numpy as np

from analysis.columns import Codes, Numbers
from analysis.fieldwork.representativity.observed import Observed

MOST_STRATA = 20  # different weights that are taken to be strata


def variance_of_total(found: Observed, values: Numbers) -> float:
    """The variance of the weighted sum of ``values`` over samples.

    With PSUs: between them within strata, as drawn with replacement. Without: units drawn at random within strata,
    corrected for the finite population where the weights of a stratum are equal; strata that are not given are read
    from the weights where there are at most ``MOST_STRATA`` different ones. Else as drawn with replacement. A stratum
    of one contributes nothing.
    """
    if found.psus is not None:
        totals, strata = _by_psu(found, values)
        return _between(totals, strata)
    strata = _strata(found)
    if _constant_within(found.weights, strata):
        return _stratified(found.weights, values, strata)
    return _between(found.weights * values, np.zeros(found.n, np.int64))


def _by_psu(found: Observed, values: Numbers) -> tuple[Numbers, Codes]:
    given = np.zeros(found.n, np.int64) if found.strata is None else found.strata
    pairs = np.column_stack([given, found.psus if found.psus is not None else given])
    places, place = np.unique(pairs, axis=0, return_inverse=True)
    totals: Numbers = np.bincount(place.reshape(-1), found.weights * values).astype(float)
    return totals, places[:, 0]


def _strata(found: Observed) -> Codes:
    if found.strata is not None:
        return found.strata
    levels, codes = np.unique(found.weights, return_inverse=True)
    return codes.reshape(-1) if len(levels) <= MOST_STRATA else np.zeros(found.n, np.int64)


def _constant_within(weights: Numbers, strata: Codes) -> bool:
    n = int(strata.max()) + 1
    low, high = np.full(n, np.inf), np.full(n, -np.inf)
    np.minimum.at(low, strata, weights)
    np.maximum.at(high, strata, weights)
    there = high > -np.inf
    return bool((low[there] == high[there]).all())


def _stratified(weights: Numbers, values: Numbers, strata: Codes) -> float:
    number, population = np.bincount(strata), np.bincount(strata, weights)
    mean = np.bincount(strata, values) / np.maximum(number, 1)
    squares = np.bincount(strata, (values - mean[strata]) ** 2)
    several = number > 1
    n, size = number[several], population[several]
    return float((size**2 * (1 - n / size) * squares[several] / (n - 1) / n).sum())


def _between(totals: Numbers, strata: Codes) -> float:
    number = np.bincount(strata)
    mean = np.bincount(strata, totals) / np.maximum(number, 1)
    squares = np.bincount(strata, (totals - mean[strata]) ** 2)
    several = number > 1
    return float((number[several] / (number[several] - 1) * squares[several]).sum())
