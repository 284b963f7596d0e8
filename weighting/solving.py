"""Newton's method for calibration: the parameters lambda with X'(d F(X lambda)) = totals."""

from dataclasses import dataclass

import numpy as np
from numpy.linalg import LinAlgError
from scipy.linalg import cho_factor, cho_solve

from weighting.distances import Distance
from weighting.factors import FloatArray
from weighting.patterns import Patterns

TOLERANCE = 1e-10  # relative to each total
MOST_STEPS = 50  # solvable problems take about ten
MOST_HALVINGS = 60
MOST_SETTLING = 20  # equations near to others that were solved settle in about six


@dataclass(frozen=True, eq=False)
class Solution:
    """The parameters, what is missing to each total with them, whether that is nothing, and the steps it took."""

    parameters: FloatArray
    missing: FloatArray
    converged: bool
    steps: int


@dataclass(frozen=True, eq=False)
class Equations:
    """Groups of units with their auxiliaries (groups, p) of full column rank, weights and bounds; totals to meet.

    The parameters minimise a convex function whose gradient is minus what is missing to the totals. ``scale``
    multiplies the linear predictor of each group; ``ridge`` is zero for a total that must be met and one over its
    cost for another, whose miss is then ``ridge`` times its parameter.
    """

    distance: Distance
    x: Patterns
    weights: FloatArray
    totals: FloatArray
    lower: FloatArray | float = -np.inf
    upper: FloatArray | float = np.inf
    scale: FloatArray | float = 1.0
    ridge: FloatArray | float = 0.0

    def missing(self, parameters: FloatArray) -> FloatArray:
        """What is missing to each total; not finite where the parameters are absurd."""
        with np.errstate(over="ignore", invalid="ignore"):
            g = ratios(self.distance, self.scale * self.x.predictor(parameters), self.lower, self.upper)
            return self.totals - self.x.totals(self.weights * g) - self.ridge * parameters

    @property
    def out_of_reach(self) -> bool:
        """Whether some total has no unit with a weight: no ratio can help."""
        carried = self.x.totals_of_size(self.weights)
        return bool(((self.totals != 0) & (carried == 0) & (np.broadcast_to(self.ridge, carried.shape) == 0)).any())

    def relative(self, missing: FloatArray) -> float:
        """The largest miss relative to its total, or to the largest total where it is zero."""
        largest = max(float(np.abs(self.totals).max(initial=0.0)), 1e-300)
        scale = np.where(self.totals != 0, np.abs(self.totals), largest)
        return float(np.abs(missing / scale).max(initial=0.0))

    def direction(self, parameters: FloatArray, missing: FloatArray) -> FloatArray:
        """Newton's direction; where some total feels no unit between its bounds, a long step that finds one."""
        u = self.scale * self.x.predictor(parameters)
        with np.errstate(over="ignore", invalid="ignore"):
            g = self.distance.ratio(u)
            slope = np.where((g >= self.lower) & (g <= self.upper), self.distance.slope(u), 0.0)
            hessian = self.x.cross_product(self.weights * slope * self.scale)
        hessian[np.diag_indices_from(hessian)] += self.ridge
        try:
            return np.asarray(cho_solve(cho_factor(hessian), missing), np.float64)
        except (LinAlgError, ValueError):
            size = float(np.nan_to_num(np.diag(hessian), posinf=0.0).max(initial=0.0)) or 1.0
            ridge = np.nan_to_num(hessian, posinf=size) + 1e-10 * size * np.eye(missing.size)
            return np.asarray(np.linalg.solve(ridge, missing), np.float64)


def ratios(distance: Distance, u: FloatArray, lower: FloatArray | float, upper: FloatArray | float) -> FloatArray:
    """F(u) cut to the bounds."""
    return np.clip(distance.ratio(u), lower, upper)


def solve(equations: Equations, start: FloatArray) -> Solution:
    """Newton steps, halved until they do not pass the bottom of the convex function by much.

    That needs no value of the function, only its gradient: two functions make a distance. Converged means every
    total is met to 1e-10 of itself; one more step is then taken, the last digits cost nothing.
    """
    parameters, steps = start, 0
    missing = equations.missing(parameters)
    size = equations.relative(missing)
    most_steps = 0 if equations.out_of_reach else MOST_STEPS
    while steps < most_steps and size > 0 and np.isfinite(size):
        steps += 1
        direction = equations.direction(parameters, missing)
        moved = _step(equations, parameters, direction, missing)
        if moved is None or (size <= TOLERANCE and equations.relative(moved[1]) >= size):
            break
        last = size <= TOLERANCE
        parameters, missing = moved
        size = equations.relative(missing)
        if last:
            break
    return Solution(parameters, missing, size <= TOLERANCE, steps)


def _step(
    equations: Equations, parameters: FloatArray, direction: FloatArray, missing: FloatArray
) -> tuple[FloatArray, FloatArray] | None:
    descent = float(missing @ direction)
    if not descent > 0:
        return None
    for halvings in range(MOST_HALVINGS):
        candidate = parameters + direction * 0.5**halvings
        found = equations.missing(candidate)
        if np.isfinite(found).all() and found @ direction >= -0.1 * descent:
            return candidate, found
    return None


def settle(equations: Equations, start: FloatArray, inverse: FloatArray) -> FloatArray | None:
    """Parameters near ``start`` by quasi-Newton steps (BFGS), which need no cross-product of the auxiliaries.

    ``inverse`` is about the inverse of the slope of the totals there. None where the misses do not shrink at each step:
    Newton's method is then asked.
    """
    parameters, missing = start, equations.missing(start)
    size = equations.relative(missing)
    for _ in range(MOST_SETTLING):
        step = inverse @ missing
        if size <= TOLERANCE:
            return parameters + step  # the last digits cost nothing
        found = equations.missing(parameters + step)
        gained, shrunk = missing - found, equations.relative(found)
        along = float(step @ gained)
        if not (shrunk < 0.9 * size and along > 0):
            return None
        turned = inverse @ gained
        crossed = np.outer(step, turned)
        widened = (1.0 + float(gained @ turned) / along) * np.outer(step, step)
        inverse = inverse + (widened - crossed - crossed.T) / along
        parameters, missing, size = parameters + step, found, shrunk
    return None
