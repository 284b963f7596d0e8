"""How surprising a figure is: e-values of rates that may be looked at every evening, robust distances from a middle.

An e-value is the factor by which a bet against "no more than tolerated" has grown. Whoever looks every evening and acts
at e >= 1/a is wrong with probability a at most, however often he looks (Ville's inequality): fresh tests at 5 % every
evening are not. Reference: Ramdas, Grünwald, Vovk and Shafer (2023), Game-theoretic statistics, Statistical Science 38.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, betaln, expit, logit
from scipy.stats import norm

Amounts = npt.NDArray[np.float64]
CONSISTENT = 1.4826  # makes the median absolute deviation a standard deviation where values are normal
_LEAST = 1e-300


def excess(count: float, among: float, tolerated: float) -> float:
    """Decimal logarithm of the e-value that a rate is above the tolerated one, of so many counted among so many.

    A uniform mixture over the rates above the tolerated one, against the tolerated one; valid against every rate up to
    it, because the likelihood ratio grows with the rate. Below zero where nothing speaks for it.
    """
    if among <= 0 or not 0 < tolerated < 1:
        return 0.0
    missed = among - count
    above = float(betainc(missed + 1, count + 1, 1 - tolerated))  # upper tail of the posterior
    prior = 1 - tolerated
    told = betaln(count + 1, missed + 1) + math.log(max(above, _LEAST)) - math.log(prior)
    return float((told - count * math.log(tolerated) - missed * math.log1p(-tolerated)) / math.log(10))


def shortfall(count: float, among: float, tolerated: float) -> float:
    """The same for a rate below the tolerated one."""
    return excess(among - count, among, 1 - tolerated)


def tolerated_above(rate: float, ratio: float) -> float:
    """The rate whose odds are ``ratio`` times those of another: how far interviewers may differ without being odd."""
    return float(expit(logit(min(max(rate, 1e-6), 1 - 1e-6)) + math.log(ratio)))


def tail(z: float) -> float:
    """Minus the decimal logarithm of the chance of a normal value so far above its mean."""
    return float(-norm.logsf(z) / math.log(10))


def robust_z(values: Amounts) -> Amounts:
    """Distance of each value from the median in units of the median absolute deviation; missing stays missing."""
    middle, spread = middle_and_spread(values)
    return np.asarray((values - middle) / spread) if spread > 0 else np.where(np.isnan(values), np.nan, 0.0)


def middle_and_spread(values: Amounts) -> tuple[float, float]:
    """Median, and the median absolute deviation made consistent for normal values. Missing values are left out."""
    known = values[~np.isnan(values)]
    if not len(known):
        return math.nan, 0.0
    middle = float(np.median(known))
    return middle, float(CONSISTENT * np.median(np.abs(known - middle)))


def by_group(groups: npt.NDArray[Any]) -> dict[str, npt.NDArray[np.int64]]:
    """The rows of each group, groups in order."""
    names, place = np.unique(groups.astype(str), return_inverse=True)
    order = np.argsort(place, kind="stable")
    ends = np.cumsum(np.bincount(place, minlength=len(names)))
    starts = np.concatenate(([0], ends[:-1])) if len(names) else ends
    return {str(name): order[start:end] for name, start, end in zip(names, starts.tolist(), ends.tolist(), strict=True)}
