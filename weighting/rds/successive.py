"""Successive sampling without a random number: inclusion probabilities by network size in a population of known size.

Gile (2011), Journal of the American Statistical Association 106, 135-146, draws many successive samples to find them.
Here they come from the equations that those draws approach: the probability of a person of size d is
1 - exp(-lambda d), and the population has as many persons of each size as the sample divided by the probability. That
the expected sample has the size that was drawn follows, and one number, lambda, is left to be found.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from questionnaires.problems import Problem
from weighting.factors import FloatArray
from weighting.problems import UnusableDesign


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

    def missing(log_rate: float) -> float:
        return float((counted / -np.expm1(-np.exp(log_rate) * sizes)).sum()) / total - 1.0

    rate = np.exp(brentq(missing, -60.0, 60.0, xtol=1e-14, rtol=1e-14, maxiter=500))
    p = np.asarray(-np.expm1(-rate * sizes))
    return Population(sizes, counted / p, p)
