"""Who is missing: the units of each combination of categories short of what the overall rate would have brought."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.columns import Mask, Numbers
from analysis.fieldwork.representativity.observed import Observed
from analysis.fieldwork.representativity.propensities import cells

FALSE_FINDINGS = 0.05  # share of the combinations told as certain that chance made (Benjamini and Hochberg 1995)


@dataclass(frozen=True)
class Missing:
    """A combination of categories with fewer respondents than its share.

    ``expected`` is what the overall rate would have brought, ``chance`` the probability of so few or fewer were all as
    likely to respond. ``certain``: chance hardly explains it, among all combinations looked at.
    """

    categories: Mapping[str, str]
    n: int
    responded: int
    expected: float
    chance: float
    certain: bool

    @property
    def shortfall(self) -> float:
        """Respondents that are missing."""
        return self.expected - self.responded

    @property
    def count(self) -> int:
        """The same in whole numbers."""
        return math.floor(self.shortfall + 0.5)


def missing(found: Observed, names: Sequence[str]) -> tuple[Missing, ...]:
    """The combinations of the named variables short of at least one respondent: the certain first, then the largest.

    Units are counted, not weighted: the answer is how many more to interview. Raises UnusableObserved.
    """
    from scipy.stats import hypergeom

    variables = tuple(found.variable(name) for name in names)
    cell = cells(variables, found.n)
    first = {code: at for at, code in reversed(list(enumerate(cell.tolist())))}
    number, responded = np.bincount(cell), np.bincount(cell, found.responded).astype(np.int64)
    chance = np.asarray(hypergeom.cdf(responded, found.n, int(found.responded.sum()), number), float)
    certain = _found(chance)
    told = [
        Missing(
            {one.name: one.levels[one.codes[first[code]]] for one in variables},
            int(number[code]),
            int(responded[code]),
            float(number[code] * found.responded.mean()),
            float(chance[code]),
            bool(certain[code]),
        )
        for code in range(len(number))
    ]
    short = [one for one in told if one.count >= 1]
    return tuple(sorted(short, key=lambda one: (not one.certain, -one.shortfall, tuple(one.categories.values()))))


def _found(chances: Numbers) -> Mask:
    """Which of several probabilities are small enough, so that few of those taken are false."""
    rising = np.sort(chances)
    limits = FALSE_FINDINGS * np.arange(1, len(rising) + 1) / len(rising)
    taken = np.flatnonzero(rising <= limits)
    found: Mask = chances <= (rising[taken[-1]] if taken.size else -1.0)
    return found
