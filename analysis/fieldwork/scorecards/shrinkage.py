"""Shares and counts of several people, each drawn towards what is expected of it, as far as its own evidence is thin.

Empirical Bayes: a share has a beta prior about its expectation, a count per day a gamma prior; how tight they are is
estimated by moments from how far the people lie apart beyond chance. Intervals are those of the posterior, 95 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEAST_APART, MOST_APART = 1e-4, 0.5  # correlation within a person; the ends keep the prior proper
ROUNDS = 8


@dataclass(frozen=True)
class Drawn:
    """An estimate and its interval."""

    value: float
    low: float
    high: float


def shares(successes: Sequence[float], trials: Sequence[float], expected: Sequence[float]) -> tuple[Drawn | None, ...]:
    """The share of each person; None without a trial."""
    from scipy.stats import beta

    held = _correlation(successes, trials, expected)
    strength = 1 / held - 1
    return tuple(
        None if not n else _of(beta, strength * e + y, strength * (1 - e) + n - y)
        for y, n, e in zip(successes, trials, map(_inside, expected), strict=True)
    )


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


def _correlation(successes: Sequence[float], trials: Sequence[float], expected: Sequence[float]) -> float:
    """How alike the cases of one person are: by moments, each person counting for what they tell of it.

    Plain sums would let the one who has most cases decide alone.
    """
    told = [(y, n, _inside(e)) for y, n, e in zip(successes, trials, expected, strict=True) if n > 1]
    if not told:
        return MOST_APART
    beyond = np.array([((y - n * e) ** 2 / (n * e * (1 - e)) - 1) / (n - 1) for y, n, e in told])
    more = np.array([n - 1 for _, n, _ in told], float)
    found = 0.05
    for _ in range(ROUNDS):
        told_by = (more / (1 + more * found)) ** 2
        found = float(np.clip(np.average(beyond, weights=told_by), LEAST_APART, MOST_APART))
    return found


def _inside(share: float) -> float:
    return min(max(share, 1e-6), 1 - 1e-6)


def _of(distribution: "object", first: float, second: float) -> Drawn:
    ends = distribution.ppf([0.025, 0.975], first, second)  # type: ignore[attr-defined]  # scipy has no types
    return Drawn(first / (first + second), float(ends[0]), float(ends[1]))
