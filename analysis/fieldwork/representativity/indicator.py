"""The R-indicator with its bias adjustment and standard error, and the coefficient of variation of the propensities.

R is 1 - 2 S, with S the standard deviation of the response propensities: one where everybody is as likely to respond.
Estimated propensities vary more than true ones; the bias of S squared is taken off (Shlomo, Skinner, Schouten 2012).
"""

import math
from dataclasses import dataclass

import numpy as np

from analysis.columns import Numbers
from analysis.fieldwork.representativity.observed import Observed
from analysis.fieldwork.representativity.propensities import Propensities
from analysis.fieldwork.representativity.sampling import variance_of_total

_Z = 1.959963984540054  # of the normal distribution, 95 %
_NOISE = 1e-20  # of binary arithmetic around equal propensities, squared


@dataclass(frozen=True)
class Indicator:
    """How alike the propensities are. ``factor`` is what the bias adjustment leaves of their variance.

    Standard errors are None where the propensities do not vary at all. ``lowest`` is the smallest value that R can
    take at this response rate; ``most_bias`` the largest bias of a mean, in standard deviations of its variable.
    """

    r: float
    r_unadjusted: float
    se: float | None
    cv: float
    cv_unadjusted: float
    cv_se: float | None
    factor: float
    rate: float

    @property
    def low(self) -> float | None:
        """The lower end of the 95 % interval of R."""
        return None if self.se is None else self.r - _Z * self.se

    @property
    def high(self) -> float | None:
        """The upper end; R is never above one."""
        return None if self.se is None else min(self.r + _Z * self.se, 1.0)

    @property
    def lowest(self) -> float:
        """R were the propensities all nought and one."""
        return 1 - 2 * math.sqrt(self.rate * (1 - self.rate))

    @property
    def most_bias(self) -> float:
        """(1 - R) / (2 mean propensity), which is the coefficient of variation."""
        return (1 - self.r) / (2 * self.rate)


def indicator(found: Observed, model: Propensities) -> Indicator:
    """R, CV and their errors from fitted propensities."""
    weights, size, rho = found.weights, found.population, model.rho
    mean = float(np.average(rho, weights=weights))
    squares = float((weights * (rho - mean) ** 2).sum())
    unbiased = squares / (size - 1) if size > 1 else 0.0
    bias = _bias(found, model)
    factor = 0.0 if unbiased <= max(bias, _NOISE) else 1 - bias / unbiased
    adjusted = math.sqrt(unbiased * factor)
    variance = _variance(found, model, squares / size)
    cv = adjusted / mean
    return Indicator(
        r=1 - 2 * adjusted,
        r_unadjusted=1 - 2 * math.sqrt(unbiased),
        se=None if variance is None else math.sqrt(variance),
        cv=cv,
        cv_unadjusted=math.sqrt(unbiased) / mean,
        cv_se=None if variance is None else math.sqrt(variance / (4 * mean**2) + cv**4 / found.n),
        factor=factor,
        rate=mean,
    )


def quadratic(slopes: Numbers, covariance: Numbers) -> Numbers:
    """z' covariance z for each row z."""
    found: Numbers = np.einsum("ij,jk,ik->i", slopes, covariance, slopes, optimize=True)
    return found


def _bias(found: Observed, model: Propensities) -> float:
    of_model = float((found.weights * quadratic(model.slopes, model.covariance)).sum())
    of_sample = variance_of_total(found, model.rho) / found.population
    return (of_model - of_sample) / found.population


def _variance(found: Observed, model: Propensities, spread: float) -> float | None:
    if spread < _NOISE:
        return None
    share = found.weights / found.population
    apart = model.rho - float(share @ model.rho)
    centred = model.slopes - share @ model.slopes
    together = centred.T @ (share * apart)
    spreads = (centred * share[:, None]).T @ centred @ model.covariance
    of_model = 4 * float(together @ model.covariance @ together) + 2 * float(np.trace(spreads @ spreads))
    of_sample = variance_of_total(found, apart**2) / found.population**2
    return (of_model + of_sample) / spread
