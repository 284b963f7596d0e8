"""Newton's method for calibration: the parameters lambda with X'(d F(X lambda)) = totals."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from weighting.distances import Distance
from weighting.factors import FloatArray, IntArray

TOLERANCE = 1e-10  # relative to each total
MOST_STEPS = 100
MOST_HALVINGS = 40


@dataclass(frozen=True, eq=False)
class Solution:
    """The parameters, the ratio of each group of units, what is missing to each total, whether that is nothing."""

    parameters: FloatArray
    ratios: FloatArray
    missing: FloatArray
    converged: bool
    steps: int


def ratios(distance: Distance, u: FloatArray, lower: FloatArray | float, upper: FloatArray | float) -> FloatArray:
    """F(u) cut to the bounds."""
    return np.clip(distance.ratio(u), lower, upper)


def solve(
    distance: Distance,
    x: FloatArray,
    weights: FloatArray,
    totals: FloatArray,
    start: FloatArray,
    lower: FloatArray | float = -np.inf,
    upper: FloatArray | float = np.inf,
) -> Solution:
    """Newton steps, halved until the worst relative miss shrinks; ``x`` (groups, p) has full column rank.

    Converged means every total is met to 1e-10 of itself.
    """
    scale = np.where(totals != 0, np.abs(totals), max(float(np.abs(totals).max(initial=0.0)), 1.0))

    def at(parameters: FloatArray) -> tuple[FloatArray, FloatArray, float]:
        with np.errstate(over="ignore", invalid="ignore"):
            g = ratios(distance, x @ parameters, lower, upper)
            missing = totals - x.T @ (weights * g)
            size = float(np.abs(missing / scale).max(initial=0.0))
        return g, missing, size if np.isfinite(size) else np.inf

    parameters = start
    g, missing, size = at(parameters)
    steps = 0
    while steps < MOST_STEPS and size > 0:
        steps += 1
        direction = _direction(distance, x, weights, parameters, missing, lower, upper)
        better = _shorten(at, parameters, direction, size)
        if better is None:
            break
        met_before = size <= TOLERANCE
        parameters, (g, missing, size) = better
        if met_before:
            break
    return Solution(parameters, g, missing, size <= TOLERANCE, steps)


def _direction(
    distance: Distance,
    x: FloatArray,
    weights: FloatArray,
    parameters: FloatArray,
    missing: FloatArray,
    lower: FloatArray | float,
    upper: FloatArray | float,
) -> FloatArray:
    u = x @ parameters
    with np.errstate(over="ignore", invalid="ignore"):
        g = distance.ratio(u)
        slope = (
            np.where((g > lower) & (g < upper), distance.slope(u), 0.0) if _bounded(lower, upper) else distance.slope(u)
        )
    hessian = x.T @ (x * (weights * slope)[:, None])
    if not np.isfinite(hessian).all():
        return np.zeros_like(parameters)
    try:
        return np.asarray(np.linalg.solve(hessian, missing), np.float64)
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.lstsq(hessian, missing, rcond=None)[0], np.float64)


def _bounded(lower: FloatArray | float, upper: FloatArray | float) -> bool:
    return bool(np.isfinite(lower).any() or np.isfinite(upper).any())


def _shorten(
    at: Callable[[FloatArray], tuple[FloatArray, FloatArray, float]],
    parameters: FloatArray,
    direction: FloatArray,
    size: float,
) -> tuple[FloatArray, tuple[FloatArray, FloatArray, float]] | None:
    for halvings in range(MOST_HALVINGS):
        candidate = parameters + direction * 0.5**halvings
        found = at(candidate)
        if found[2] < size:
            return candidate, found
    return None


def independent_columns(x: FloatArray, weights: FloatArray) -> IntArray:
    """The columns of ``x`` that do not follow from earlier ones: elimination of the weighted cross-product in order."""
    gram = x.T @ (x * weights[:, None])
    size = np.diag(gram).copy()
    kept = []
    for j in range(gram.shape[0]):
        if gram[j, j] > 1e-10 * size[j] and size[j] > 0:
            kept.append(j)
            gram = gram - np.outer(gram[:, j], gram[j]) / gram[j, j]
    return np.array(kept, np.int64)
