"""One calibration laid out for the solver: by pattern, or by unit where the weight itself is bounded."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from weighting.calibrating.auxiliaries import Auxiliaries
from weighting.calibrating.reach import Reach
from weighting.calibrating.redundancy import Rank
from weighting.calibration_factor import CalibrationFactor
from weighting.distances import UNBOUNDED, Bounds, Distance
from weighting.factors import FloatArray, IntArray
from weighting.patterns import Patterns
from weighting.solving import Equations, Solution, solve


@dataclass(frozen=True, eq=False)
class LaidOut:
    """The auxiliaries, the columns to solve for, the distance and the bounds of one calibration."""

    auxiliaries: Auxiliaries
    rank: Rank
    distance: Distance
    g_bounds: Bounds
    weight_bounds: Bounds

    @property
    def kept(self) -> IntArray:
        """The columns to solve for."""
        return self.rank.kept

    @cached_property
    def x(self) -> Patterns:
        """The patterns of these columns."""
        return self.auxiliaries.patterns.keep(self.kept)

    @cached_property
    def ridge(self) -> FloatArray:
        """Zero for totals to meet; for others their total over their cost."""
        columns = [self.auxiliaries.columns[j] for j in self.kept.tolist()]
        return np.array([(abs(column.total) or column.size) / column.cost for column in columns], np.float64)

    @property
    def totals(self) -> FloatArray:
        """Their totals."""
        return self.auxiliaries.totals[self.kept]

    @cached_property
    def _parts(self) -> tuple[tuple[IntArray, IntArray], ...]:
        """Columns and patterns of the parts that have nothing in common: the domains of a partition."""
        return tuple(_parts(self.x)) if self.auxiliaries.divided else ()

    def worst(self, solution: Solution) -> tuple[str, str]:
        """The margin and level that the solution misses most."""
        totals = self.totals
        miss = np.abs(solution.missing) / np.where(totals != 0, np.abs(totals), 1.0)
        return self.auxiliaries.names[self.kept[int(np.argmax(miss))]]

    def factor(
        self, name: str, parameters: FloatArray, replicated: FloatArray, errors: FloatArray | None = None
    ) -> CalibrationFactor:
        """The factor of these parameters."""
        auxiliaries = self.auxiliaries
        return CalibrationFactor(
            name,
            auxiliaries.codes,
            auxiliaries.labels,
            self.x,
            auxiliaries.scale,
            tuple(auxiliaries.names[j] for j in self.kept),
            auxiliaries.leaving,
            self.distance,
            self.g_bounds,
            self.weight_bounds,
            parameters,
            replicated,
            self.ridge,
            errors,
        )

    def ratios(self, parameters: FloatArray, weights: FloatArray) -> FloatArray:
        """g of each unit."""
        return self.factor("", parameters, np.zeros((parameters.size, 0))).of(weights)

    def slopes(self, parameters: FloatArray) -> FloatArray:
        """F' of each pattern, zero where its ratio is at a bound."""
        u = self.auxiliaries.scale * self.x.predictor(parameters)
        g = self.distance.ratio(u)
        return np.where((g >= self.g_bounds.lower) & (g <= self.g_bounds.upper), self.distance.slope(u), 0.0)

    def pattern_weights(self, weights: FloatArray) -> FloatArray:
        """Weights (n,) or (n, b) by pattern, zero where the units leave."""
        found = self.auxiliaries.by_pattern(weights)
        found[self.auxiliaries.leaving] = 0.0
        return found

    def equations(self, weights: FloatArray, totals: FloatArray) -> tuple[Equations, IntArray]:
        """The equations of some weights, and the pattern of each of their groups."""
        auxiliaries = self.auxiliaries
        if self.weight_bounds == UNBOUNDED:
            everything = np.arange(self.x.n)
            d, lower, upper = self.pattern_weights(weights), self.g_bounds.lower, self.g_bounds.upper
            made = Equations(self.distance, self.x, d, totals, lower, upper, auxiliaries.scale, self.ridge)
            return made, everything
        units = np.flatnonzero((auxiliaries.codes >= 0) & (weights > 0))
        units = units[~auxiliaries.leaving[auxiliaries.codes[units]]]
        patterns, d = auxiliaries.codes[units], weights[units]
        at_least = np.maximum(self.g_bounds.lower, self.weight_bounds.lower / d)
        at_most = np.minimum(self.g_bounds.upper, self.weight_bounds.upper / d)
        x, scale = self.x.rows(patterns), auxiliaries.scale[patterns]
        return Equations(self.distance, x, d, totals, at_least, at_most, scale, self.ridge), patterns

    def solve(self, weights: FloatArray, start: FloatArray, totals: FloatArray | None = None) -> Solution:
        """The parameters with which these weights meet the totals; each part of a partition by itself."""
        equations, patterns = self.equations(weights, self.totals if totals is None else totals)
        if len(self._parts) < 2:
            return solve(equations, start)
        parameters, missing = np.zeros_like(start), np.zeros_like(start)
        converged, steps = True, 0
        for columns, members in self._parts:
            there = np.zeros(self.x.n, bool)
            there[members] = True
            part = _part(equations, columns, np.flatnonzero(there[patterns]))
            found = solve(part, start[columns])
            parameters[columns], missing[columns] = found.parameters, found.missing
            converged, steps = converged and found.converged, max(steps, found.steps)
        return Solution(parameters, missing, converged, steps)

    def reach(self, weights: FloatArray) -> Reach:
        """What these weights can reach within the bounds, for the totals that must be met."""
        equations, _ = self.equations(weights, self.totals)
        least, most = limits(self.distance)
        n, carried = equations.weights.size, equations.weights > 0
        lower = np.maximum(np.broadcast_to(equations.lower, n), least)[carried]
        upper = np.minimum(np.broadcast_to(equations.upper, n), most)[carried]
        must = np.flatnonzero(self.ridge == 0)
        x = sp.csr_array(equations.x.sparse[carried][:, must])
        sizes = self.auxiliaries.sizes[self.kept][must]
        return Reach(x, equations.weights[carried], lower, upper, self.totals[must], sizes)

    def name(self, must: int) -> tuple[str, str]:
        """Margin and level of one of the totals that must be met."""
        return self.auxiliaries.names[self.kept[np.flatnonzero(self.ridge == 0)[must]]]


def limits(distance: Distance) -> tuple[float, float]:
    """The smallest and the largest ratio that a distance can give."""
    with np.errstate(over="ignore"):
        ends = distance.ratio(np.array([-1e300, 1e300]))
    return float(ends[0]), float(ends[1])


def _part(equations: Equations, columns: IntArray, groups: IntArray) -> Equations:
    lower, upper, scale = (
        np.broadcast_to(value, equations.weights.size)[groups]
        for value in (equations.lower, equations.upper, equations.scale)
    )
    ridge = np.broadcast_to(equations.ridge, equations.totals.size)[columns]
    x = equations.x.rows(groups).keep(columns)
    return Equations(
        equations.distance, x, equations.weights[groups], equations.totals[columns], lower, upper, scale, ridge
    )


def _parts(x: Patterns) -> Iterator[tuple[IntArray, IntArray]]:
    if not x.columns.shape[0] or not x.p:
        return
    first = x.columns.min(axis=0)  # an empty slot comes last
    ends = np.unique(np.concatenate([first * (x.p + 1) + column for column in x.columns]))
    links = sp.coo_array((np.ones(ends.size), (ends // (x.p + 1), ends % (x.p + 1))), shape=(x.p + 1,) * 2).tocsr()
    _, part = connected_components(links[: x.p, : x.p], directed=False)
    member = np.append(part, -1)[first]
    for number in range(int(part.max()) + 1):
        yield np.flatnonzero(part == number), np.flatnonzero(member == number)
