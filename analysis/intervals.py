"""Confidence intervals of 95 %: symmetric, on the logit scale for shares, exact where a share is 0 or 1."""

from typing import Protocol

import numpy as np
from scipy.stats import beta, t

from analysis.columns import Numbers

LEVEL = 0.95


class Scale(Protocol):
    """The scale on which an estimate is taken to be normal."""

    def interval(self, point: Numbers, se: Numbers, df: Numbers, n: Numbers) -> tuple[Numbers, Numbers]:
        """The bounds of points with standard errors and degrees of freedom; ``n`` is the effective number."""
        ...


class Plain:
    """The scale of the estimate itself: totals, means, ratios."""

    def interval(self, point: Numbers, se: Numbers, df: Numbers, n: Numbers) -> tuple[Numbers, Numbers]:  # noqa: ARG002
        """Symmetric around the point, Student's t with the design's degrees of freedom."""
        reach = critical(df) * se
        return point - reach, point + reach


class Logit:
    """The scale of log odds, for shares (R survey: ``svyciprop(method = "logit")``)."""

    def interval(self, point: Numbers, se: Numbers, df: Numbers, n: Numbers) -> tuple[Numbers, Numbers]:
        """Between 0 and 1; at 0 or 1, where log odds end, Clopper and Pearson's with the effective number."""
        inside = (point > 0) & (point < 1)
        p = np.where(inside, point, 0.5)
        odds, reach = np.log(p / (1 - p)), critical(df) * se / (p * (1 - p))
        low, high = _expit(odds - reach), _expit(odds + reach)
        tail = (1 - LEVEL) / 2
        n = np.maximum(n, 1)
        low = np.where(inside, low, np.where(point >= 1, beta.ppf(tail, n, 1), 0.0))
        high = np.where(inside, high, np.where(point <= 0, beta.ppf(1 - tail, 1, n), 1.0))
        missing = np.isnan(point)
        return np.where(missing, np.nan, low), np.where(missing, np.nan, high)


def critical(df: Numbers) -> Numbers:
    """The quantiles of Student's t that bound two-sided intervals of 95 %; NaN without degrees of freedom."""
    return np.where(df > 0, t.ppf((1 + LEVEL) / 2, np.maximum(df, 1)), np.nan)


def _expit(x: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-x))
