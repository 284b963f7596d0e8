"""Who is missing: the units of each combination of categories short of what the overall rate would have brought."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.fieldwork.representativity.observed import Observed
from analysis.fieldwork.representativity.propensities import cells

CERTAIN = 1.96  # standard errors: a smaller shortfall may be chance


@dataclass(frozen=True)
class Missing:
    """A combination of categories with fewer respondents than its share.

    ``count`` is the shortfall in whole respondents, ``expected`` what the overall rate would have brought. ``certain``
    says whether it is more than chance would do, were all as likely to respond.
    """

    categories: Mapping[str, str]
    n: int
    responded: int
    expected: float
    error: float

    @property
    def shortfall(self) -> float:
        """Respondents that are missing."""
        return self.expected - self.responded

    @property
    def count(self) -> int:
        """The same in whole numbers."""
        return math.floor(self.shortfall + 0.5)

    @property
    def certain(self) -> bool:
        """Whether chance alone would hardly do it."""
        return self.shortfall > CERTAIN * self.error


def missing(found: Observed, names: Sequence[str]) -> tuple[Missing, ...]:
    """The combinations of the named variables short of at least one respondent, the largest shortfall first.

    Units are counted, not weighted: the answer is how many more to interview. Raises UnusableObserved.
    """
    variables = tuple(found.variable(name) for name in names)
    cell = cells(variables, found.n)
    first = {code: at for at, code in reversed(list(enumerate(cell.tolist())))}
    number, responded = np.bincount(cell), np.bincount(cell, found.responded)
    rate = float(found.responded.mean())
    told = [
        Missing(
            {one.name: one.levels[one.codes[first[code]]] for one in variables},
            int(number[code]),
            int(responded[code]),
            float(number[code] * rate),
            math.sqrt(number[code] * (1 - number[code] / found.n) * rate * (1 - rate)),
        )
        for code in range(len(number))
    ]
    short = [one for one in told if one.count >= 1]
    return tuple(sorted(short, key=lambda one: (-one.shortfall, tuple(one.categories.values()))))
