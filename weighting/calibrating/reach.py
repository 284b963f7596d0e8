"""What weights within bounds can reach, by linear programmes over the distinct patterns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from weighting.distances import Bounds
from weighting.factors import FloatArray, IntArray

MET = 1e-6  # of the largest total of its margin: a total missed by less is met
MOST_CUTS = 200
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
        least, duals = self.shared(taken)
        return least, taken[np.abs(duals) > _DUAL]

    def shared(self, taken: IntArray) -> tuple[float, FloatArray]:
        """The least sum of misses, and by how much it grows with each total."""
        k, n = taken.size, self.weights.size
        if not k or (self.lower > self.upper).any():
            return (np.inf if k else 0.0), np.ones(k)
        slack = sp.eye_array(k)
        found = _programme(
            np.append(np.zeros(n), np.ones(2 * k)),
            A_eq=sp.csr_array(sp.hstack([self._rows[taken], slack, -slack])),
            b_eq=(self.totals / self.sizes)[taken],
            bounds=np.concatenate([self._bounds, np.tile([0.0, np.inf], (2 * k, 1))]),
        )
        return float(found.fun), np.asarray(found.eqlin.marginals, np.float64)

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

        Cutting planes in the two bounds: where bounds do not do, the duals of the misses say by how much one of them
        must move. Several pairs may be equally narrow: one of them is given.
        """
        everything = np.arange(self.totals.size)
        if not self.together(everything):
            return None
        cuts: list[tuple[float, float, float]] = []
        low, high = 1.0, 1.0
        for _ in range(MOST_CUTS):
            tried = replace(self, lower=np.maximum(self.lower, low), upper=np.minimum(self.upper, high))
            missed, duals = tried.shared(everything)
            if missed <= MET:
                return Bounds(low, high)
            cuts.append(self._cut(duals, low, high))
            found = _programme(
                np.array([-1.0, 1.0]),
                A_ub=np.array([[by_low, -by_high] for by_low, by_high, _ in cuts]),
                b_ub=np.array([-needed for *_, needed in cuts]),
                bounds=[(-np.inf, 1.0), (1.0, np.inf)],
            )
            if found.status != 0:
                return None
            low, high = map(float, found.x)
        return None

    def _cut(self, duals: FloatArray, low: float, high: float) -> tuple[float, float, float]:
        """What bounds must satisfy: by_high x upper - by_low x lower is at least what is needed."""
        pull = self._rows.T @ duals
        up, down = pull > 0, pull < 0
        fixed_up, fixed_down = up & (self.upper <= high), down & (self.lower >= low)
        given = pull[fixed_up] @ self.upper[fixed_up] + pull[fixed_down] @ self.lower[fixed_down]
        needed = duals @ (self.totals / self.sizes) - given
        return float(-pull[down & ~fixed_down].sum()), float(pull[up & ~fixed_up].sum()), float(needed)


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
