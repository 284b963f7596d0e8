"""Every sample of a small population with its probability, in exact fractions."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import prod

Sample = tuple[int, ...]


def sampford_samples(p: Sequence[Fraction], n: int) -> dict[Sample, Fraction]:
    """Sampford's procedure itself: one unit by p / n, the others with replacement by p / (1 - p), until all differ."""
    first = [one / n for one in p]
    odds = [one / (1 - one) for one in p]
    other = [one / sum(odds) for one in odds]
    found: dict[Sample, Fraction] = {}
    for units in product(range(len(p)), repeat=n):
        if len(set(units)) == n:
            chance = first[units[0]] * prod((other[unit] for unit in units[1:]), start=Fraction(1))
            key = tuple(sorted(units))
            found[key] = found.get(key, Fraction(0)) + chance
    accepted = sum(found.values())
    return {sample: chance / accepted for sample, chance in found.items()}


def systematic_samples(p: Sequence[Fraction]) -> dict[Sample, Fraction]:
    """The samples of all starts of Madow's draw."""
    ends = [sum(p[: k + 1], Fraction(0)) for k in range(len(p))]
    cuts = sorted({Fraction(0), Fraction(1), *(end % 1 for end in ends)})
    found: dict[Sample, Fraction] = {}
    for low, high in pairwise(cuts):
        start = (low + high) / 2
        begins = [Fraction(0), *ends[:-1]]
        sample = tuple(k for k, (begin, end) in enumerate(zip(begins, ends, strict=True)) if _ticks(begin, end, start))
        found[sample] = found.get(sample, Fraction(0)) + high - low
    return found


def _ticks(begin: Fraction, end: Fraction, start: Fraction) -> bool:
    return (end - start).__floor__() > (begin - start).__floor__()


def inclusion(samples: Mapping[Sample, Fraction], n_units: int) -> list[Fraction]:
    """Probability of each unit."""
    return [sum((chance for sample, chance in samples.items() if k in sample), Fraction(0)) for k in range(n_units)]


def pairs(samples: Mapping[Sample, Fraction], n_units: int) -> dict[tuple[int, int], Fraction]:
    """Probability of each pair."""
    return {
        (a, b): sum((chance for sample, chance in samples.items() if a in sample and b in sample), Fraction(0))
        for a, b in combinations(range(n_units), 2)
    }


def shares(sizes: Sequence[int], n: int) -> list[Fraction]:
    """Probabilities in proportion to size; no size so large that it is certain."""
    return [Fraction(n * size, sum(sizes)) for size in sizes]
