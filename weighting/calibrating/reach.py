"""What weights within bounds can reach, by linear programmes over the distinct patterns."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from weighting.distances import Bounds
from weighting.factors import FloatArray, IntArray

MET = 1e-6  # of the largest total of its margin: a total missed by less is met
_DUAL = 1e-9


@dataclass(frozen=True, eq=False)
class Reach:
    """Groups of units with auxiliaries (groups, p), weights, bounds on their ratios; totals and what they are large by.

    Every programme is written in ratios and in totals divided by their size, so that one tolerance suits all.
    """

    x: sp.csr_array
    weights: FloatArray
    lower: FloatArray
    upper: FloatArray
    totals: FloatArray
    sizes: FloatArray

    @cached_property
    def _rows(self) -> sp.csr_array:
        by = sp.diags_array(self.weights)
        scale = sp.diags_array(1.0 / self.sizes)
        return sp.csr_array(scale @ self.x.T @ by)

    @cached_property
    def _bounds(self) -> FloatArray:
        return np.stack([self.lower, self.upper], axis=1)

    def missed(self, columns: Sequence[int] | IntArray) -> tuple[float, IntArray]:
        """The least sum of misses of these totals together, as shares of their sizes; the totals that force it."""
        taken = np.asarray(columns, np.int64)
        if not taken.size:
            return 0.0, taken
        k, n = taken.size, self.weights.size
        slack = sp.eye_array(k)
        found = _programme(
            np.append(np.zeros(n), np.ones(2 * k)),
            A_eq=sp.csr_array(sp.hstack([self._rows[taken], slack, -slack])),
            b_eq=(self.totals / self.sizes)[taken],
            bounds=np.concatenate([self._bounds, np.tile([0.0, np.inf], (2 * k, 1))]),
        )
        if found.status != 0:  # bounds that cross each other
            return np.inf, taken
        return float(found.fun), taken[np.abs(found.eqlin.marginals) > _DUAL]

    def together(self, columns: Sequence[int] | IntArray) -> bool:
        """Whether these totals can be met together."""
        return self.missed(columns)[0] <= MET

    def interval(self, column: int, given: Sequence[int] | IntArray) -> Bounds:
        """What the total of one column can be where the others are met; they can be met together."""
        others = np.asarray(given, np.int64)
        goal = self._rows[[column]].toarray()[0]
        ends = [self._end(sign * goal, others) for sign in (1.0, -1.0)]
        size = float(self.sizes[column])
        return Bounds(ends[0] * size, -ends[1] * size)

    def _end(self, goal: FloatArray, others: IntArray) -> float:
        wanted = (self.totals / self.sizes)[others]
        if others.size:
            rows = self._rows[others]
            limits = sp.csr_array(sp.vstack([rows, -rows]))
            found = _programme(
                goal,
                A_ub=limits,
                b_ub=np.append(wanted + MET, MET - wanted),
                bounds=self._bounds,
            )
            return float(found.fun) if found.status == 0 else -np.inf
        ends = np.where(goal > 0, self.lower, self.upper)
        return float(sum(g * end for g, end in zip(goal.tolist(), ends.tolist(), strict=True) if g))

    def tightest(self) -> Bounds | None:
        """The narrowest bounds around one that allow the ratios to meet all totals; None where none do.

        Of the narrowest ones, since several may be equally narrow, those nearest to one are not sought.
        """
        n = self.weights.size
        ones = sp.csr_array(np.ones((n, 1)))
        nothing = sp.csr_array((n, 1))
        each = sp.eye_array(n)
        found = _programme(
            np.append(np.zeros(n), [-1.0, 1.0]),
            A_ub=sp.csr_array(sp.vstack([sp.hstack([-each, ones, nothing]), sp.hstack([each, nothing, -ones])])),
            b_ub=np.zeros(2 * n),
            A_eq=sp.csr_array(sp.hstack([self._rows, sp.csr_array((self.totals.size, 2))])),
            b_eq=self.totals / self.sizes,
            bounds=np.concatenate([self._bounds, [[-np.inf, 1.0], [1.0, np.inf]]]),
        )
        return Bounds(float(found.x[-2]), float(found.x[-1])) if found.status == 0 else None


def _programme(goal: FloatArray, **parts: Any) -> Any:  # the stubs of linprog know no sparse matrices
    return linprog(goal, method="highs", **parts)


def smallest_conflict(reach: Reach) -> IntArray:
    """A set of totals that cannot be met together though any part of it can; empty where all can be met.

    The duals of the programme that shares out the misses name a set; a deletion filter (Chinneck and Dravnieks 1991,
    ORSA Journal on Computing 3, 157-168) leaves out whatever it does not need.
    """
    suspects = np.arange(reach.totals.size)
    missed, support = reach.missed(suspects)
    if missed <= MET:
        return np.zeros(0, np.int64)
    suspects, needed = _narrowed(reach, suspects, support), 0
    while needed < suspects.size:
        rest = np.delete(suspects, needed)
        missed, support = reach.missed(rest)
        if missed <= MET:
            needed += 1
        else:
            suspects = _narrowed(reach, rest, np.union1d(support, suspects[:needed]))
    return suspects


def _narrowed(reach: Reach, columns: IntArray, support: IntArray) -> IntArray:
    """The columns that the duals name, in their order, if they are in conflict by themselves."""
    named = columns[np.isin(columns, support)]
    return named if named.size < columns.size and not reach.together(named) else columns
