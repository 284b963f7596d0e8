"""The calibration of each replicate: at once where the distance is linear, by Newton's method elsewhere."""

from dataclasses import dataclass, replace

import numpy as np

from weighting.calibrating.batched import LEAST_WORK, Batch, Curve, curve_of, settled
from weighting.calibrating.groups import Groups, groups_of, inverses
from weighting.calibrating.households import several_weights
from weighting.calibrating.laid_out import LaidOut
from weighting.distances import UNBOUNDED, Linear
from weighting.factors import FloatArray, IntArray
from weighting.replicates import FailedReplicate
from weighting.sample import WeightedSample
from weighting.solving import settle

BLOCK = 64


@dataclass(frozen=True, eq=False)
class Recalibrated:
    """The parameters of each replicate (nan where it failed), the failures, and how many took a second try."""

    parameters: FloatArray
    failed: tuple[FailedReplicate, ...]
    retried: int


def recalibrate(
    sample: WeightedSample, laid: LaidOut, start: FloatArray, deviations: FloatArray, step: str
) -> Recalibrated:
    """Calibrate every usable replicate to the totals plus its deviation (kept columns, replicates)."""
    count = sample.replicates.scale.size if sample.replicates else 0
    parameters = np.full((start.size, count), np.nan)
    failed = _households_apart(sample, laid, step)
    left = np.setdiff1d(sample.usable_replicates, [failure.replicate for failure in failed])
    groups = groups_of(sample, laid, start) if left.size and laid.weight_bounds == UNBOUNDED else None
    if groups is not None:
        if isinstance(laid.distance, Linear) and laid.g_bounds == UNBOUNDED:
            parameters[:, left] = groups.solve(left, laid.totals[:, None] + deviations[:, left])
        else:
            _settled(sample, laid, start, deviations, groups, parameters, left)
        left = left[~np.isfinite(parameters[:, left]).all(axis=0)]
    rest = _one_by_one(sample, laid, start, deviations, step, parameters, left)
    return replace(rest, failed=(*failed, *rest.failed))


def _households_apart(sample: WeightedSample, laid: LaidOut, step: str) -> tuple[FailedReplicate, ...]:
    """Replicates in which earlier steps gave the members of a household different weights: nothing can be shared."""
    households = laid.auxiliaries.households
    if households is None:
        return ()
    count = int(households.max(initial=-1)) + 1
    apart = [
        int(replicate)
        for replicates, weights in sample.replicate_blocks(BLOCK)
        for replicate in replicates[several_weights(households, count, weights).any(axis=0)]
    ]
    return tuple(FailedReplicate(replicate, step, "household") for replicate in apart)


def _settled(
    sample: WeightedSample,
    laid: LaidOut,
    start: FloatArray,
    deviations: FloatArray,
    groups: Groups,
    parameters: FloatArray,
    left: IntArray,
) -> None:
    """Fill in the parameters of the replicates that settle near the solution of the sample."""
    curve = curve_of(laid)
    if curve is not None and laid.x.n * left.size >= LEAST_WORK:
        _settled_together(laid, curve, start, deviations, groups, parameters, left)
        return
    equations, _ = laid.equations(sample.weights, laid.totals)
    wanted = set(left.tolist())
    for replicates, weights in sample.replicate_blocks(BLOCK):
        by_pattern = np.ascontiguousarray(laid.pattern_weights(weights).T)
        near, usable = inverses(groups.grams(groups.multipliers(replicates)))
        for inverse, place in zip(near, np.flatnonzero(usable).tolist(), strict=True):
            replicate = int(replicates[place])
            if replicate in wanted:
                totals = laid.totals + deviations[:, replicate]
                own = replace(equations, weights=by_pattern[place], totals=totals)
                found = settle(own, start, inverse)
                if found is not None:
                    parameters[:, replicate] = found


def _settled_together(
    laid: LaidOut,
    curve: Curve,
    start: FloatArray,
    deviations: FloatArray,
    groups: Groups,
    parameters: FloatArray,
    left: IntArray,
) -> None:
    """The same for many at once, which never holds the weights of units."""
    for first in range(0, left.size, BLOCK):
        replicates = left[first : first + BLOCK]
        multipliers = groups.multipliers(replicates)
        near, usable = inverses(groups.grams(multipliers))
        weights = np.asarray(groups.weights @ multipliers[:, usable])
        totals = laid.totals[:, None] + deviations[:, replicates[usable]]
        parameters[:, replicates[usable]] = settled(Batch(laid, curve, weights, totals), start, near)


def _one_by_one(
    sample: WeightedSample,
    laid: LaidOut,
    start: FloatArray,
    deviations: FloatArray,
    step: str,
    parameters: FloatArray,
    left: IntArray,
) -> Recalibrated:
    """Newton from the solution of the full sample, then from nothing: that is another path, and it may arrive."""
    failed, retried, wanted = [], 0, set(left.tolist())
    for replicates, weights in sample.replicate_blocks(BLOCK) if wanted else ():
        for column, replicate in enumerate(replicates.tolist()):
            if replicate not in wanted:
                continue
            totals = laid.totals + deviations[:, replicate]
            solution = laid.solve(weights[:, column], start, totals)
            if not solution.converged:
                retried += 1
                solution = laid.solve(weights[:, column], np.zeros_like(start), totals)
            if solution.converged:
                parameters[:, replicate] = solution.parameters
            else:
                failed.append(FailedReplicate(replicate, step, " = ".join(laid.worst(solution))))
    return Recalibrated(parameters, tuple(failed), retried)
