"""Sampford's draw (1967): fixed size, exactly the probabilities asked for, and joint probabilities known and positive.

Sampford draws with replacement and begins again until all units differ. A sample s then has a probability in
proportion to the product of p / (1 - p) over s times the sum of 1 - p over s. The same design is drawn here unit by
unit, without beginning again, whatever the sampling fraction.
"""

import numpy as np

from weighting.selection.counting import Counts, counted, ends
from weighting.selection.probabilities import Probabilities
from weighting.selection.systematic import Truths


def sampford(p: Probabilities, starts: Probabilities) -> Truths:
    """Which units are taken; ``starts`` are numbers in [0, 1), one a unit. Units with p = 1 are always taken.

    The others' probabilities must sum to a whole number.
    """
    taken = p >= 1
    open_ = np.flatnonzero(~taken)
    taken[open_] = _drawn(p[open_], round(float(p[open_].sum())), starts[open_])
    return taken


def joint_sampford(p: Probabilities, among: Truths | None = None) -> Probabilities:
    """The probability of every pair of the units ``among`` (all by default), with theirs on the diagonal.

    A matrix over those units in their order. Certain units come with everybody else.
    """
    rows = np.arange(len(p)) if among is None else np.flatnonzero(among)
    chosen = p[rows]
    joint = np.outer(chosen, chosen)
    np.fill_diagonal(joint, chosen)
    open_ = np.flatnonzero(chosen < 1)
    others = np.setdiff1d(np.flatnonzero(p < 1), rows)
    n = round(float(p[p < 1].sum()))
    if len(open_) > 1:
        joint[np.ix_(open_, open_)] = _pairs(chosen[open_], counted(p[others], n), n)
    return joint


def _drawn(p: Probabilities, n: int, starts: Probabilities) -> Truths:
    """List sequential: each unit is taken with its probability given what was taken before it."""
    after = ends(p, n)
    taken, left, so_far = np.zeros(len(p), dtype=bool), n, 0.0
    for row, (one, start) in enumerate(zip(p.tolist(), starts.tolist(), strict=True)):
        if left == 0:
            break
        with_it = one * _weight(after[row + 1], left - 1, so_far + 1 - one)
        without = (1 - one) * _weight(after[row + 1], left, so_far)
        if start * (with_it + without) < with_it:
            taken[row], left, so_far = True, left - 1, so_far + 1 - one
    return taken


def _weight(after: Counts, n: int, so_far: float) -> float:
    return so_far * float(after.taken[n]) + float(after.left[n])


def _pairs(p: Probabilities, others: Counts, n: int) -> Probabilities:
    """Pairs of some units, where ``others`` are the rows of all the units that are not among them."""
    _, whole = ends(p, n)[0].beside(others, n)
    joint = np.diag(p)
    for first in range(len(p)):
        rest = np.delete(p, first)
        after = ends(rest, n)
        before = others
        for place, second in enumerate(rest.tolist()):
            if place >= first:
                row = place + 1
                taken, left = before.beside(after[place + 1], n - 2) if n > 1 else (0.0, 0.0)
                both = p[first] * second * ((2 - p[first] - second) * taken + left) / whole
                joint[first, row] = joint[row, first] = both
            before = before.with_unit(second)
    return joint
