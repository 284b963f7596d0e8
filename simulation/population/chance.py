"""Chance with its total kept: what happens to each with its own probability, and to as many as the probabilities say.

A population drawn this way shows its parameters and not the luck of the draw.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from simulation.population.arrays import Amounts, Numbers, Texts, Truths

FEWEST_NORMALS = 2
_STEPS = 60  # halvings of an interval of 60: far below what matters


def logistic(value: npt.ArrayLike) -> Amounts:
    """The probability of a logit."""
    return np.asarray(1 / (1 + np.exp(-np.asarray(value, dtype=float))))


def chances(mean: float, score: Amounts) -> Amounts:
    """Probabilities that follow a score on the logit scale and have this mean."""
    low, high = -30.0, 30.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if logistic(middle + score).mean() < mean else (low, middle)
    return logistic((low + high) / 2 + score)


def happens(probability: npt.ArrayLike, n: int, random: np.random.Generator, within: Numbers | None = None) -> Truths:
    """To each of n with its own probability; to as many as the probabilities sum to, give or take one.

    The same holds among all who share one probability, and among these in each group (``within``): a systematic draw
    (Madow 1949) in the order of groups and probabilities, random where they are equal.
    """
    order = random.permutation(n)
    own = np.broadcast_to(np.asarray(probability, dtype=float), (n,))
    if np.ndim(probability):
        order = order[np.argsort(own[order], kind="stable")]
    if within is not None:
        order = order[np.argsort(within[order], kind="stable")]
    reached = np.cumsum(own[order]) + random.random()
    taken = np.empty(n, dtype=bool)
    taken[order] = np.diff(np.floor(reached.round(9)), prepend=0.0) > 0
    return taken


def shared(total: int, shares: npt.ArrayLike) -> Numbers:
    """Whole numbers in these proportions that sum to the total (largest remainders)."""
    part = np.asarray(shares, dtype=float)
    exact = total * part / part.sum()
    whole: Numbers = np.floor(exact).astype(np.int64)
    left = int(total - whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:left]] += 1
    return whole


def summing_to(total: int, drawn: Numbers, fewest: int, random: np.random.Generator) -> Numbers:
    """The drawn numbers, some of them one more or one less and none below the fewest, so that they sum to the total."""
    whole = np.maximum(drawn, fewest)
    while missing := total - int(whole.sum()):
        step = 1 if missing > 0 else -1
        free = np.flatnonzero(whole + step >= fewest)
        whole[random.choice(free, size=min(abs(missing), len(free)), replace=False)] += step
    return whole


def chosen(shares: Mapping[str, float], n: int, random: np.random.Generator) -> Texts:
    """One code for each of n, in random order; as many of each code as its share says."""
    return random.permutation(np.repeat(np.array(list(shares)), shared(n, list(shares.values()))))


def chosen_by(group: Texts, shares: Mapping[str, Mapping[str, float]], random: np.random.Generator) -> Texts:
    """One code for each row by the shares of its group."""
    width = max(len(code) for codes in shares.values() for code in codes)
    found = np.zeros(len(group), dtype=f"U{width}")
    for name, codes in shares.items():
        rows = np.flatnonzero(group == name)
        found[rows] = chosen(codes, len(rows), random)
    return found


def given(shares: Mapping[str, float], sizes: Numbers, random: np.random.Generator) -> Texts:
    """One code for each household, such that the persons of each code are in these proportions."""
    order = random.permutation(len(sizes))
    reached = np.cumsum(sizes[order]) - sizes[order] / 2
    limits = np.cumsum(list(shares.values()))
    place = np.searchsorted(limits / limits[-1] * sizes.sum(), reached)
    codes = np.array(list(shares))
    found = np.empty(len(sizes), dtype=codes.dtype)
    found[order] = codes[np.minimum(place, len(codes) - 1)]
    return found


def normals(n: int, random: np.random.Generator) -> Amounts:
    """Standard normal numbers with exactly mean 0 and standard deviation 1 (from three on)."""
    drawn = random.standard_normal(n)
    return (drawn - drawn.mean()) / drawn.std() if n > FEWEST_NORMALS else drawn


def numbered(group: Texts, codes: Iterable[str]) -> Numbers:
    """The place of each row's group among the codes."""
    return of(group, {code: float(place) for place, code in enumerate(codes)}).astype(np.int64)


def of(group: Texts, values: Mapping[str, float]) -> Amounts:
    """The value of each row's group; 0 for a group without one."""
    found = np.zeros(len(group))
    for name, value in values.items():
        found[group == name] = value
    return found
