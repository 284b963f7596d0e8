"""Many replicates calibrated at once from the solution of the sample, where each settles by quasi-Newton steps."""

from dataclasses import dataclass

import numpy as np

from weighting.calibrating.laid_out import LaidOut
from weighting.distances import Linear, Logit, Raking, TruncatedLinear
from weighting.factors import FloatArray, IntArray, TruthArray
from weighting.solving import MOST_SETTLING, TOLERANCE

LEAST_WORK = 2_000_000  # patterns x replicates: below, compiling and starting threads do not pay
_PARTS = 32
_PRODUCT, _ODDS, _SUM = 0, 1, 2  # as the compiled loop numbers them


@dataclass(frozen=True, eq=False)
class Curve:
    """How a distance makes a ratio of the terms of a pattern's columns."""

    rule: int
    steepness: float
    fraction: FloatArray  # c0 .. c3
    lower: float
    upper: float

    def terms(self, parameters: FloatArray) -> FloatArray:
        """What each column brings (p + 1, b), the last row neutral."""
        if self.rule == _SUM:
            return np.vstack([parameters, np.zeros((1, parameters.shape[1]))])
        with np.errstate(over="ignore"):
            raised = np.exp(self.steepness * parameters)
        return np.vstack([raised, np.ones((1, parameters.shape[1]))])


def curve_of(laid: LaidOut) -> Curve | None:
    """The curve of a calibration by columns of ones; None where it is another distance, or predictors are scaled."""
    if laid.x.values is not None or bool((laid.auxiliaries.scale != 1).any()):
        return None
    none, distance = np.zeros(4), laid.distance
    lower, upper = laid.g_bounds.lower, laid.g_bounds.upper
    match distance:
        case Raking():
            return Curve(_PRODUCT, 1.0, none, lower, upper)
        case Logit(lower=low, upper=high):
            fraction = np.array([low * (high - 1.0), high * (1.0 - low), high - 1.0, 1.0 - low])
            return Curve(_ODDS, distance.steepness, fraction, lower, upper)
        case TruncatedLinear(lower=low, upper=high):
            return Curve(_SUM, 1.0, none, max(lower, low), min(upper, high))
        case Linear():
            return Curve(_SUM, 1.0, none, lower, upper)
        case _:
            return None


@dataclass(frozen=True, eq=False)
class Batch:
    """Replicates of one calibration: the weights of each pattern (n, b) and the totals wanted (p, b)."""

    laid: LaidOut
    curve: Curve
    weights: FloatArray
    totals: FloatArray

    def missing(self, parameters: FloatArray) -> FloatArray:
        """What is missing to each total (p, b)."""
        from weighting.calibrating.kernels import reached  # the compiler takes long to load and is rarely needed

        curve, columns = self.curve, self.laid.x.columns
        bounds = np.array([curve.lower, curve.upper])
        parts = reached(columns, self.weights, curve.terms(parameters), curve.rule, curve.fraction, bounds, _PARTS)
        rest: FloatArray = self.totals - parts.sum(axis=0)[:-1] - self.laid.ridge[:, None] * parameters
        return rest

    def of(self, replicates: TruthArray) -> "Batch":
        """Some of the replicates."""
        weights = np.ascontiguousarray(self.weights[:, replicates])
        return Batch(self.laid, self.curve, weights, self.totals[:, replicates])


def settled(batch: Batch, start: FloatArray, inverses: FloatArray) -> FloatArray:
    """Parameters (p, b) near ``start``, nan for a replicate whose misses do not shrink at each step.

    ``inverses`` (b, p, p) are about the inverses of the slopes of the totals there.
    """
    found = np.full(batch.totals.shape, np.nan)
    places: IntArray = np.arange(batch.totals.shape[1])
    parameters = np.repeat(start[:, None], places.size, axis=1)
    missing = batch.missing(parameters)
    sizes = _sizes(batch.totals, missing)
    for _ in range(MOST_SETTLING):
        steps = np.matmul(inverses, missing.T[:, :, None])[:, :, 0].T
        there = sizes <= TOLERANCE
        found[:, places[there]] = (parameters + steps)[:, there]  # the last digits cost nothing
        moved = batch.missing(parameters + steps) if not there.all() else missing
        gained, shrunk = missing - moved, _sizes(batch.totals, moved)
        along = (steps * gained).sum(axis=0)
        going = ~there & (shrunk < 0.9 * sizes) & (along > 0)
        if not going.any():
            return found
        parameters, missing, sizes = (parameters + steps)[:, going], moved[:, going], shrunk[going]
        inverses = _updated(inverses[going], steps[:, going].T, gained[:, going].T, along[going])
        batch, places = batch if going.all() else batch.of(going), places[going]
    return found


def _updated(inverses: FloatArray, steps: FloatArray, gained: FloatArray, along: FloatArray) -> FloatArray:
    """The inverses after a step (BFGS): the slope along it is now the one that was seen."""
    turned = np.matmul(inverses, gained[:, :, None])[:, :, 0]
    widened = 1.0 + (gained * turned).sum(axis=1) / along
    crossed = steps[:, :, None] * turned[:, None, :]
    squares = widened[:, None, None] * steps[:, :, None] * steps[:, None, :]
    return np.asarray(inverses + (squares - crossed - crossed.transpose(0, 2, 1)) / along[:, None, None], np.float64)


def _sizes(totals: FloatArray, missing: FloatArray) -> FloatArray:
    """The largest miss of each replicate, relative to its total, or to the largest total where it is zero."""
    largest = np.maximum(np.abs(totals).max(axis=0, initial=0.0), 1e-300)
    found = np.abs(missing / np.where(totals != 0, np.abs(totals), largest)).max(axis=0, initial=0.0)
    return np.where(np.isfinite(found), found, np.inf)
