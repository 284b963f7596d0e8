"""The calibration of each replicate: at once where the distance is linear, by Newton's method elsewhere."""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from weighting.calibrating.households import several_weights
from weighting.calibrating.laid_out import LaidOut
from weighting.distances import UNBOUNDED, Linear
from weighting.factors import ConstantFactor, FloatArray, IntArray, RedistributionFactor, ReplicateFactor, TruthArray
from weighting.patterns import Patterns, distinct
from weighting.replicates import FailedReplicate
from weighting.sample import WeightedSample
from weighting.solving import TOLERANCE, settle

BLOCK = 64
MOST_COLUMNS = 200  # beyond, the cross-products of all replicates are too large to be held
_MOST_CONDITION = 1e13
_MOST_CELLS = 4_000_000  # of the cross-products of groups held at a time


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
    groups = _groups(sample, laid, start) if left.size and laid.weight_bounds == UNBOUNDED else None
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
    groups: "_Groups",
    parameters: FloatArray,
    left: IntArray,
) -> None:
    """Fill in the parameters of the replicates that settle near the solution of the sample."""
    equations, _ = laid.equations(sample.weights, laid.totals)
    wanted = set(left.tolist())
    for replicates, weights in sample.replicate_blocks(BLOCK):
        by_pattern = np.ascontiguousarray(laid.pattern_weights(weights).T)
        grams = groups.grams(groups.multipliers(replicates))
        usable = np.linalg.cond(grams) < _MOST_CONDITION
        for place in np.flatnonzero(usable).tolist():
            replicate = int(replicates[place])
            if replicate in wanted:
                totals = laid.totals + deviations[:, replicate]
                own = replace(equations, weights=by_pattern[place], totals=totals)
                found = settle(own, start, np.linalg.inv(grams[place]))
                if found is not None:
                    parameters[:, replicate] = found


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


@dataclass(frozen=True, eq=False)
class _Groups:
    """Units that every replicate multiplies alike (a PSU, within one class of each adjustment): what a calibration
    needs of them near the solution of the sample, and by how much each replicate multiplies them.
    """

    cross: sp.csr_array  # groups x cells of the cross-product that some group fills
    cells: IntArray
    totals: FloatArray  # groups x p, before the calibration
    factors: tuple[ConstantFactor | ReplicateFactor | RedistributionFactor, ...]  # of one unit of each group
    ridge: FloatArray

    def solve(self, replicates: IntArray, totals: FloatArray) -> FloatArray:
        """The parameters (p, replicates) of a linear calibration; nan where the cross-product is singular."""
        found = np.full((self.ridge.size, replicates.size), np.nan)
        multipliers = self.multipliers(replicates)
        missing = totals - self.totals.T @ multipliers
        block = max(1, _MOST_CELLS // self.ridge.size**2)
        for first in range(0, replicates.size, block):
            part = slice(first, first + block)
            found[:, part] = _solutions(self.grams(multipliers[:, part]), missing[:, part].T).T
        return found

    def grams(self, multipliers: FloatArray) -> FloatArray:
        """The cross-product of each replicate (replicates, p, p), by one product of matrices."""
        p = self.ridge.size
        grams = np.zeros((multipliers.shape[1], p * p))
        grams[:, self.cells] = (self.cross.T @ multipliers).T
        return grams.reshape(-1, p, p) + np.diag(self.ridge)

    def multipliers(self, replicates: IntArray) -> FloatArray:
        """By how much each replicate multiplies the weights of each group."""
        before, full = np.ones((self.totals.shape[0], replicates.size)), np.ones(self.totals.shape[0])
        for factor in self.factors:
            before = before * factor.of_replicates(before, replicates)
            full = full * factor.of(full)
        return before / full[:, None]


def _solutions(grams: FloatArray, missing: FloatArray) -> FloatArray:
    try:
        found = np.linalg.solve(grams, missing[..., None])[..., 0]
    except np.linalg.LinAlgError:
        found = np.full_like(missing, np.nan)
        for place, (gram, short) in enumerate(zip(grams, missing, strict=True)):
            try:
                found[place] = np.linalg.solve(gram, short)
            except np.linalg.LinAlgError:
                continue
    rest = np.abs(np.einsum("rij,rj->ri", grams, found) - missing).max(axis=1, initial=0.0)
    size = np.abs(missing).max(axis=1, initial=0.0) + np.einsum("rii->ri", grams).max(axis=1, initial=0.0)
    # a cross-product that is singular to the last digits gives parameters without meaning
    absurd = ~np.isfinite(rest) | (rest > TOLERANCE * size) | (np.linalg.cond(grams) > _MOST_CONDITION)
    found[absurd] = np.nan
    return np.asarray(found, np.float64)


def _groups(sample: WeightedSample, laid: LaidOut, start: FloatArray) -> _Groups | None:
    """None where an earlier step moves every unit by itself (a calibration), or where columns are too many."""
    kinds = (ConstantFactor, ReplicateFactor, RedistributionFactor)
    factors = [factor for factor in sample.factors if isinstance(factor, kinds)]
    if len(factors) < len(sample.factors) or start.size > MOST_COLUMNS:
        return None
    auxiliaries = laid.auxiliaries
    units = np.flatnonzero(auxiliaries.codes >= 0)
    units = units[~auxiliaries.leaving[auxiliaries.codes[units]]]
    group, first = distinct([key for factor in factors for key in _keys(factor, units)], units.size)
    patterns, weights = auxiliaries.codes[units], sample.weights[units]
    shape = (first.size, laid.x.n)
    by_group = sp.csr_array((weights, (group, patterns)), shape=shape)
    by_group.sum_duplicates()
    scaled = sp.csr_array(by_group @ sp.diags_array(auxiliaries.scale * laid.slopes(start)))
    products, cells = _products(laid.x)
    return _Groups(
        sp.csr_array(scaled @ products),
        cells,
        np.asarray((by_group @ laid.x.sparse).toarray(), np.float64),
        tuple(_of_rows(factor, units[first]) for factor in factors),
        laid.ridge,
    )


def _products(x: Patterns) -> tuple[sp.csr_array, IntArray]:
    """The products of each two columns (patterns, cells), and which cell of the (p, p) matrix each of them is."""
    matrix = x.sparse
    filled = np.diff(matrix.indptr)
    rows = np.repeat(np.arange(x.n), filled * filled)
    start = np.repeat(matrix.indptr[:-1], filled * filled)
    within = np.arange(rows.size) - np.repeat(np.append(0, np.cumsum(filled * filled))[:-1], filled * filled)
    width = np.repeat(filled, filled * filled)
    one, two = start + within // np.maximum(width, 1), start + within % np.maximum(width, 1)
    cell = matrix.indices[one].astype(np.int64) * x.p + matrix.indices[two]
    cells, place = np.unique(cell, return_inverse=True)
    values = matrix.data[one] * matrix.data[two]
    return sp.csr_array((values, (rows, place.reshape(-1))), shape=(x.n, cells.size)), cells


def _keys(
    factor: ConstantFactor | ReplicateFactor | RedistributionFactor, units: IntArray
) -> list[tuple[IntArray, int]]:
    match factor:
        case ReplicateFactor():
            return [(factor.codes[units], len(factor.labels))]
        case RedistributionFactor():
            receives: TruthArray = factor.receiving[units]
            return [(factor.codes[units] + 1, len(factor.labels) + 1), (receives.astype(np.int64), 2)]
        case _:
            return []


def _of_rows(
    factor: ConstantFactor | ReplicateFactor | RedistributionFactor, rows: IntArray
) -> ConstantFactor | ReplicateFactor | RedistributionFactor:
    """The factor of some units alone."""
    if isinstance(factor, RedistributionFactor):
        return replace(
            factor,
            codes=factor.codes[rows],
            receiving=factor.receiving[rows],
            measure=factor.measure[rows],
            outside=factor.outside[rows],
        )
    return replace(factor, codes=factor.codes[rows])
