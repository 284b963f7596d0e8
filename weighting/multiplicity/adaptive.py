"""Adaptive cluster sampling: where people of interest were found, the neighbours are visited too.

Thompson (1990), Journal of the American Statistical Association 85, 1050-1059. Units that are neighbours of one another
and meet the condition form a network; a unit that does not is a network of its own. Units at the edge of a network
count only if they were drawn themselves.
"""

from dataclasses import dataclass
from math import comb, sqrt

import numpy as np

from questionnaires.problems import Problem
from weighting.factors import FloatArray
from weighting.problems import UnusableDesign


@dataclass(frozen=True)
class AdaptiveMean:
    """The mean of a unit, its estimated variance, and its standard error."""

    mean: float
    variance: float

    @property
    def se(self) -> float:
        """The square root of the variance; zero where the estimate of it is negative."""
        return sqrt(max(self.variance, 0.0))


def horvitz_thompson(total: FloatArray, size: FloatArray, units: int, drawn: int) -> AdaptiveMean:
    """From the distinct networks met (k,): their totals and sizes; ``drawn`` units of ``units`` without replacement.

    A network of x units is met with probability 1 - C(N - x, n) / C(N, n).
    """
    sizes = [int(x) for x in size]
    _refuse(units, drawn, sizes)
    met = np.array([_met(units, drawn, x) for x in sizes])
    mean = float((np.asarray(total) / met).sum() / units)
    both = np.array([[_both(units, drawn, sizes, j, k) for k in range(len(sizes))] for j in range(len(sizes))])
    terms = np.outer(total, total) / both * (both / np.outer(met, met) - 1.0)
    return AdaptiveMean(mean, float(terms.sum() / units**2))


def hansen_hurwitz(network_mean: FloatArray, units: int) -> AdaptiveMean:
    """From the units drawn at first (n,): the mean of the network of each, which counts once for every draw."""
    values = np.asarray(network_mean, float)
    _refuse(units, values.size, [])
    if values.size < 2:
        raise UnusableDesign([Problem("multiplicity.one_draw", {"n": int(values.size)})])
    return AdaptiveMean(float(values.mean()), float((1.0 - values.size / units) * values.var(ddof=1) / values.size))


def _met(units: int, drawn: int, size: int) -> float:
    return 1.0 - comb(units - size, drawn) / comb(units, drawn)


def _both(units: int, drawn: int, sizes: list[int], j: int, k: int) -> float:
    if j == k:
        return _met(units, drawn, sizes[j])
    neither = comb(units - sizes[j], drawn) + comb(units - sizes[k], drawn) - comb(units - sizes[j] - sizes[k], drawn)
    return 1.0 - neither / comb(units, drawn)


def _refuse(units: int, drawn: int, sizes: list[int]) -> None:
    if not 0 < drawn <= units or any(size < 1 for size in sizes) or sum(sizes) > units:
        about: dict[str, str | int | float] = {"units": units, "drawn": drawn, "met": sum(sizes)}
        raise UnusableDesign([Problem("multiplicity.adaptive", about)])
