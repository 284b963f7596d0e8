"""Whether answers asked twice hold still: tests of a shift, the simple response variance, agreement beyond chance."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_EXACT = 25  # differences up to which the signed rank test is exact where nothing is tied


@dataclass(frozen=True)
class Shift:
    """A mean difference (back-check less interview) and whether it is more than chance; None where nothing can tell."""

    n: int
    mean: float | None
    t: float | None
    p: float | None
    p_ranks: float | None  # Wilcoxon's signed ranks


@dataclass(frozen=True)
class Reliability:
    """Simple response variance, and the share of the variance of the back-checks that is not of it."""

    variance: float
    ratio: float | None


def shift(interviews: Sequence[float], back_checks: Sequence[float]) -> Shift:
    """The paired t test and the signed ranks of answers given as numbers."""
    from scipy import stats

    apart = np.array(back_checks, float) - np.array(interviews, float)
    n = len(apart)
    if n < 2 or not apart.any():
        return Shift(n, float(apart.mean()) if n else None, None, None, None)
    spread = float(apart.std(ddof=1))
    t = float(apart.mean() / (spread / math.sqrt(n))) if spread else None
    p = None if t is None else float(2 * stats.t.sf(abs(t), n - 1))
    moved = apart[apart != 0]
    exact = len(moved) <= _EXACT and len(set(np.abs(moved).tolist())) == len(moved)
    ranks = stats.wilcoxon(moved, method="exact" if exact else "approx")
    return Shift(n, float(apart.mean()), t, p, float(ranks.pvalue))


def reliability(interviews: Sequence[float], back_checks: Sequence[float]) -> Reliability | None:
    """Half the variance of the differences, beside the variance of the back-checks; None with fewer than two."""
    told = np.array(back_checks, float)
    if len(told) < 2:
        return None
    variance = float((np.array(interviews, float) - told).var(ddof=1)) / 2
    spread = float(told.var(ddof=1))
    return Reliability(variance, 1 - variance / spread if spread else None)


def kappa(interviews: Sequence[str], back_checks: Sequence[str]) -> float | None:
    """Cohen's kappa: agreement beyond that of chance; None where all answers are of one category."""
    n = len(interviews)
    if not n:
        return None
    agreed = sum(said == told for said, told in zip(interviews, back_checks, strict=True)) / n
    first, second = Counter(interviews), Counter(back_checks)
    by_chance = sum(first[one] * second[one] for one in first) / n**2
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def proportions(interviews: Sequence[bool], back_checks: Sequence[bool]) -> float | None:
    """The probability of so large a difference between two shares, as Stata's ``prtest`` tells it; None without any."""
    n, m = len(interviews), len(back_checks)
    if not n or not m:
        return None
    first, second = sum(interviews) / n, sum(back_checks) / m
    together = (sum(interviews) + sum(back_checks)) / (n + m)
    spread = math.sqrt(together * (1 - together) * (1 / n + 1 / m))
    return math.erfc(abs(first - second) / spread / math.sqrt(2)) if spread else None
