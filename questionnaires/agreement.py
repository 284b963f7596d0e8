"""Agreement of two coders: percent, and Cohen's kappa, which takes away what chance alone would give.

Cohen (1960): kappa = (p_o - p_e) / (1 - p_e), with the observed agreement p_o and p_e = sum over codes of the product
of both coders' shares. Its large-sample standard error is that of Fleiss, Cohen and Everitt (1969).
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two coders agree on ``n`` texts; kappa is None where both gave all of them one code, or n is 0."""

    n: int
    agreed: int
    kappa: float | None
    se: float | None

    @property
    def share(self) -> float | None:
        """The share of texts on which they agree."""
        return self.agreed / self.n if self.n else None


def agreement(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """Agreement on pairs of codes."""
    given = list(pairs)
    n, agreed = len(given), sum(one == other for one, other in given)
    if not n:
        return Agreement(0, 0, None, None)
    rows, columns = Counter(one for one, _ in given), Counter(other for _, other in given)
    by_chance = sum(rows[code] * columns[code] for code in rows) / n**2
    if by_chance == 1:
        return Agreement(n, agreed, None, None)
    observed = agreed / n
    kappa = (observed - by_chance) / (1 - by_chance)
    return Agreement(n, agreed, kappa, _standard_error(given, rows, columns, observed, by_chance))


def at_digits(pairs: Iterable[tuple[str, str]], digits: int) -> list[tuple[str, str]]:
    """The pairs of codes cut to so many figures; those of which one is shorter are left out."""
    return [(one[:digits], other[:digits]) for one, other in pairs if min(len(one), len(other)) >= digits]


def _standard_error(
    pairs: list[tuple[str, str]], rows: Counter[str], columns: Counter[str], observed: float, by_chance: float
) -> float:
    n, kept = len(pairs), 1 - observed
    left = 1 - by_chance
    total = 0.0
    for (one, other), count in Counter(pairs).items():
        share = count / n
        if one == other:
            total += share * (left - (rows[one] + columns[one]) / n * kept) ** 2
        else:
            total += share * kept**2 * ((columns[one] + rows[other]) / n) ** 2
    spread = total - (observed * by_chance - 2 * by_chance + observed) ** 2
    return math.sqrt(max(spread, 0.0)) / (left**2 * math.sqrt(n))
