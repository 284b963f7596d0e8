"""Successive sampling without a random number: inclusion probabilities by network size in a population of known size.

Gile (2011), Journal of the American Statistical Association 106, 135-146, draws many successive samples to find them.
Here they come from the equations that those draws approach: the probability of a person of size d is
1 - exp(-lambda d), the expected sample has the size that was drawn, and the population has as many persons of each
size as the sample divided by the probability.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from questionnaires.problems import Problem
from weighting.factors import FloatArray
from weighting.problems import UnusableDesign

MOST_ROUNDS = 2000
PRECISION = 1e-12


@dataclass(frozen=True, eq=False)
class Population:
    """Distinct network sizes (k,), the estimated number of persons of each, and their inclusion probabilities."""

    sizes: FloatArray
    persons: FloatArray
    p: FloatArray


def population(size: FloatArray, total: float, weight: FloatArray | None = None) -> Population:
    """The population that a sample with these network sizes (n,) came from, ``total`` persons in all.

    ``weight`` (n,) counts persons several times, as in a bootstrap. Raises UnusableDesign where the population is
    not larger than the sample.
    """
    sizes, codes = np.unique(size, return_inverse=True)
    counted = np.bincount(codes, weights=weight, minlength=sizes.size).astype(float)
    n = float(counted.sum())
    if not total > n:
        raise UnusableDesign([Problem("rds.population_small", {"total": total, "n": n})])
    persons = total * (counted / sizes) / float((counted / sizes).sum())
    for _ in range(MOST_ROUNDS):
        p = _probabilities(sizes, persons, n)
        share = np.divide(counted, p)
        updated = total * share / share.sum()
        if np.abs(updated - persons).max() <= PRECISION * total:
            return Population(sizes, updated, _probabilities(sizes, updated, n))
        persons = updated
    return Population(sizes, persons, _probabilities(sizes, persons, n))


def _probabilities(sizes: FloatArray, persons: FloatArray, n: float) -> FloatArray:
    def too_many(log_rate: float) -> float:
        return float(persons @ -np.expm1(-np.exp(log_rate) * sizes)) - n

    rate = np.exp(brentq(too_many, -40.0, 10.0, xtol=1e-14, rtol=1e-14, maxiter=200))
    return np.asarray(-np.expm1(-rate * sizes))
