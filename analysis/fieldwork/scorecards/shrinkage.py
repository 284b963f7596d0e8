"""Shares and counts of several people, each drawn towards what is expected of it, as far as its own evidence is thin.

Bayes: a share has a beta prior about its expectation, a count per day a gamma prior; how tight they are is learnt from
how far the people lie apart beyond chance (of shares averaged over all that may be, of counts estimated by moments).
Intervals are those of the posterior, 95 %.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaln

from analysis.columns import Numbers

LEAST_APART, MOST_APART = 1e-4, 0.5  # correlation within a person; the ends keep the prior proper
STEPS, HALVINGS = 60, 30


@dataclass(frozen=True)
class Drawn:
    """An estimate and its interval."""

    value: float
    low: float
    high: float


def shares(successes: Sequence[float], trials: Sequence[float], expected: Sequence[float]) -> tuple[Drawn | None, ...]:
    """The share of each person; None without a trial."""
    told = [(y, n, _inside(e)) for y, n, e in zip(successes, trials, expected, strict=True) if n]
    if not told:
        return tuple(None for _ in trials)
    y, n, e = (np.array(column, float) for column in zip(*told, strict=True))
    strength, likely = _strengths(y, n, e)
    first, second = (strength * part[:, None] + count[:, None] for part, count in ((e, y), (1 - e, n - y)))
    middle = (first / (first + second)) @ likely
    low, high = (_quantile(first, second, likely, p) for p in (0.025, 0.975))
    found = iter([Drawn(*map(float, one)) for one in zip(middle, low, high, strict=True)])
    return tuple(next(found) if n else None for n in trials)


def per_day(counts: Sequence[float], days: Sequence[float], expected: float) -> tuple[Drawn | None, ...]:
    """The count per day of each person; None without a day, or where nothing at all is expected."""
    from scipy.stats import gamma

    worked = [(count, day) for count, day in zip(counts, days, strict=True) if day]
    if not worked or expected <= 0:
        return tuple(None for _ in counts)
    spread = sum((count - day * expected) ** 2 - day * expected for count, day in worked)
    square = max(spread / sum(day * day for _, day in worked), LEAST_APART * expected**2)
    shape, rate = expected**2 / square, expected / square
    return tuple(
        None
        if not day
        else Drawn(
            (shape + count) / (rate + day),
            float(gamma.ppf(0.025, shape + count, scale=1 / (rate + day))),
            float(gamma.ppf(0.975, shape + count, scale=1 / (rate + day))),
        )
        for count, day in zip(counts, days, strict=True)
    )


def _strengths(y: Numbers, n: Numbers, e: Numbers) -> tuple[Numbers, Numbers]:
    """How many cases an expectation is worth, and how likely each is, given how far the people lie apart.

    With few people one number would be a guess that the intervals take for certain: they are averaged over all that
    may be, with a flat prior on the standard deviation between people (Gelman 2006, Bayesian Analysis 1).
    """
    apart = np.linspace(math.sqrt(LEAST_APART), math.sqrt(MOST_APART), STEPS) ** 2
    strength = 1 / apart - 1
    first, second = strength * e[:, None], strength * (1 - e[:, None])
    logs = (betaln(first + y[:, None], second + (n - y)[:, None]) - betaln(first, second)).sum(axis=0)
    likely = np.exp(logs - logs.max())
    return strength, likely / likely.sum()


def _quantile(first: Numbers, second: Numbers, likely: Numbers, p: float) -> Numbers:
    """Where the mixture of beta distributions of each person reaches a probability, by halving."""
    low, high = np.zeros(len(first)), np.ones(len(first))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        below = betainc(first, second, middle[:, None]) @ likely < p
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2)


def _inside(share: float) -> float:
    return min(max(share, 1e-6), 1 - 1e-6)
