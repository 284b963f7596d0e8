"""How many units of a list are taken when each is taken on its own, and how much they leave of their probabilities.

For independent draws with probabilities p, two rows are followed along the list: ``taken[k]``, the probability that k
units are taken, and ``left[k]``, the mean of the sum of 1 - p over those taken, where k are. Sampford's design is read
off these rows; all terms are positive, so no digits are lost however long the list is.
"""

from dataclasses import dataclass

import numpy as np

from weighting.selection.probabilities import Probabilities


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """The two rows for some units; position k stands for k units taken."""

    taken: Probabilities
    left: Probabilities

    def with_unit(self, p: float) -> "Counts":
        """The rows with one further unit; more units than the rows have room for are not followed."""
        before, left_before = _moved(self.taken), _moved(self.left)
        taken = (1 - p) * self.taken + p * before
        left = (1 - p) * self.left + p * (left_before + (1 - p) * before)
        return Counts(taken, left)

    def beside(self, other: "Counts", n: int) -> tuple[float, float]:
        """Both values where n units are taken from this list and another together."""
        here, there = slice(0, n + 1), slice(n, None, -1)
        taken = self.taken[here] @ other.taken[there]
        left = self.left[here] @ other.taken[there] + self.taken[here] @ other.left[there]
        return float(taken), float(left)


def nobody(n: int) -> Counts:
    """The rows of an empty list, with room for n units taken."""
    taken = np.zeros(n + 1)
    taken[0] = 1.0
    return Counts(taken, np.zeros(n + 1))


def counted(p: Probabilities, n: int) -> Counts:
    """The rows of all these units."""
    counts = nobody(n)
    for one in p.tolist():
        counts = counts.with_unit(one)
    return counts


def ends(p: Probabilities, n: int) -> list[Counts]:
    """The rows of the units from each position to the end; the last is that of nobody."""
    found = [nobody(n)]
    for one in p[::-1].tolist():
        found.append(found[-1].with_unit(one))
    return found[::-1]


def _moved(values: Probabilities) -> Probabilities:
    return np.concatenate([[0.0], values[:-1]])
