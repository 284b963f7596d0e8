"""Units that every replicate multiplies alike (a PSU, within one class of each adjustment): all replicates at once."""

from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from weighting.calibrating.laid_out import LaidOut
from weighting.factors import ConstantFactor, FloatArray, IntArray, RedistributionFactor, ReplicateFactor, TruthArray
from weighting.patterns import Patterns, distinct
from weighting.sample import WeightedSample
from weighting.solving import TOLERANCE

MOST_COLUMNS = 200  # beyond, the cross-products of all replicates are too large to be held
LEAST_UNITS = 50_000  # below, compiling does not pay
_MOST_CONDITION = 1e13
_MOST_CELLS = 4_000_000  # of the cross-products of replicates held at a time
_MOST_HELD = 40_000_000  # cells of the cross-products of groups, where zeros are held too
_FEW = 0.1  # of the multipliers of a block that differ from one: the others need not be multiplied

Own = ConstantFactor | ReplicateFactor | RedistributionFactor


@dataclass(frozen=True, eq=False)
class Groups:
    """What a calibration needs of groups near the solution of the sample, and how each replicate multiplies them."""

    cross: sp.csr_array | FloatArray  # groups x cells: the lower half of the cross-product, zeros left out or not
    rows: IntArray  # of each cell
    columns: IntArray
    totals: FloatArray  # groups x p, before the calibration
    weights: sp.csr_array  # patterns x groups, before the calibration
    factors: tuple[Own, ...]  # of one unit of each group
    ridge: FloatArray

    def solve(self, replicates: IntArray, totals: FloatArray) -> FloatArray:
        """The parameters (p, replicates) of a linear calibration; nan where the cross-product is singular."""
        found = np.full((self.ridge.size, replicates.size), np.nan)
        block = max(1, _MOST_CELLS // self.ridge.size**2)
        for first in range(0, replicates.size, block):
            part = slice(first, first + block)
            multipliers = self.multipliers(replicates[part])
            missing = totals[:, part] - self.totals.T @ multipliers
            found[:, part] = _solutions(self.grams(multipliers), missing.T).T
        return found

    def grams(self, multipliers: FloatArray) -> FloatArray:
        """The cross-product of each replicate (replicates, p, p), by one product of matrices."""
        p = self.ridge.size
        changed = multipliers - 1.0
        if np.count_nonzero(changed) < _FEW * changed.size:
            moved = sp.csr_array(changed.T) @ self.cross
            packed = np.asarray(moved.toarray() if sp.issparse(moved) else moved) + np.asarray(self.cross.sum(axis=0))
        else:
            packed = np.asarray((self.cross.T @ multipliers).T)
        grams = np.zeros((multipliers.shape[1], p, p))
        grams[:, self.rows, self.columns] = packed
        grams[:, self.columns, self.rows] = packed
        return grams + np.diag(self.ridge)

    def multipliers(self, replicates: IntArray) -> FloatArray:
        """By how much each replicate multiplies the weights of each group."""
        before, full = np.ones((self.totals.shape[0], replicates.size)), np.ones(self.totals.shape[0])
        for factor in self.factors:
            before = before * factor.of_replicates(before, replicates)
            full = full * factor.of(full)
        return before / full[:, None]


def inverses(grams: FloatArray) -> tuple[FloatArray, TruthArray]:
    """The inverses of the cross-products that have one to some digits, and which those are."""
    found = _inverted(grams)
    usable = conditions(grams, found) < _MOST_CONDITION
    return found[usable], usable


def conditions(grams: FloatArray, found: FloatArray) -> FloatArray:
    """The condition in the 1-norm of matrices (r, p, p) whose inverses were found; infinite where none was."""
    given = np.abs(grams).sum(axis=1).max(axis=1, initial=0.0) * np.abs(found).sum(axis=1).max(axis=1, initial=0.0)
    return np.where(np.isfinite(given), given, np.inf)


def _inverted(grams: FloatArray) -> FloatArray:
    """The inverse of each, all at once; where one of them is singular, one by one, the singular ones nan."""
    try:
        return np.asarray(np.linalg.inv(grams), np.float64)
    except np.linalg.LinAlgError:
        found = np.full_like(grams, np.nan)
        for place, gram in enumerate(grams):
            with suppress(np.linalg.LinAlgError):
                found[place] = np.linalg.inv(gram)
        return found


def _solutions(grams: FloatArray, missing: FloatArray) -> FloatArray:
    inverse = _inverted(grams)
    found = np.matmul(inverse, missing[..., None])
    found = (found + np.matmul(inverse, missing[..., None] - np.matmul(grams, found)))[..., 0]  # the last digits
    rest = np.abs(np.matmul(grams, found[..., None])[..., 0] - missing).max(axis=1, initial=0.0)
    size = np.abs(missing).max(axis=1, initial=0.0) + np.einsum("rii->ri", grams).max(axis=1, initial=0.0)
    # a cross-product that is singular to the last digits gives parameters without meaning
    absurd = ~np.isfinite(rest) | (rest > TOLERANCE * size) | (conditions(grams, inverse) > _MOST_CONDITION)
    found[absurd] = np.nan
    return np.asarray(found, np.float64)


def groups_of(sample: WeightedSample, laid: LaidOut, start: FloatArray) -> Groups | None:
    """None where an earlier step moves every unit by itself (a calibration), or where columns are too many."""
    kinds = (ConstantFactor, ReplicateFactor, RedistributionFactor)
    factors = [factor for factor in sample.factors if isinstance(factor, kinds)]
    if len(factors) < len(sample.factors) or start.size > MOST_COLUMNS:
        return None
    auxiliaries = laid.auxiliaries
    units = np.flatnonzero(auxiliaries.codes >= 0)
    if auxiliaries.leaving.any():
        units = units[~auxiliaries.leaving[auxiliaries.codes[units]]]
    group, first = distinct([key for factor in factors for key in _keys(factor, units)], units.size)
    patterns, weights = auxiliaries.codes[units], sample.weights[units]
    by_pattern = sp.csr_array((weights, (patterns, group)), shape=(laid.x.n, first.size))
    by_pattern.sum_duplicates()
    slopes = auxiliaries.scale * laid.slopes(start)
    p = laid.x.p
    if laid.x.values is None and units.size >= LEAST_UNITS and first.size * p * (p + 1) // 2 <= _MOST_HELD:
        held, rows, columns = _held(group, first.size, patterns, weights * slopes[patterns], laid.x)
        cross: sp.csr_array | FloatArray = held
    else:
        products, rows, columns = _products(laid.x)
        cross = sp.csr_array(sp.csr_array(by_pattern.T @ sp.diags_array(slopes)) @ products)
    totals = np.asarray((by_pattern.T @ laid.x.sparse).toarray(), np.float64)
    of_first = tuple(_of_rows(factor, units[first]) for factor in factors)
    return Groups(cross, rows, columns, totals, by_pattern, of_first, laid.ridge)


def _held(
    group: IntArray, n_groups: int, patterns: IntArray, weights: FloatArray, x: Patterns
) -> tuple[FloatArray, IntArray, IntArray]:
    """The cross-products of groups with every cell of their lower halves, in one pass over the units."""
    from weighting.calibrating.kernels import cross_products  # the compiler takes long to load and is rarely needed

    starts = np.append(0, np.cumsum(np.bincount(group, minlength=n_groups)))
    if (group[1:] < group[:-1]).any():
        order = np.argsort(group, kind="stable")
        patterns, weights = patterns[order], weights[order]
    rows, columns = np.tril_indices(x.p)
    return cross_products(starts, patterns, weights, x.columns, x.p), rows, columns


def _products(x: Patterns) -> tuple[sp.csr_array, IntArray, IntArray]:
    """The products of each two columns (patterns, cells), and row and column of each cell, the lower half alone."""
    matrix = x.sparse
    filled = np.diff(matrix.indptr)
    rows = np.repeat(np.arange(x.n), filled * filled)
    start = np.repeat(matrix.indptr[:-1], filled * filled)
    within = np.arange(rows.size) - np.repeat(np.append(0, np.cumsum(filled * filled))[:-1], filled * filled)
    width = np.repeat(filled, filled * filled)
    one, two = start + within // np.maximum(width, 1), start + within % np.maximum(width, 1)
    lower = matrix.indices[one] >= matrix.indices[two]
    one, two, rows = one[lower], two[lower], rows[lower]
    cell = matrix.indices[one].astype(np.int64) * x.p + matrix.indices[two]
    cells, place = np.unique(cell, return_inverse=True)
    values = matrix.data[one] * matrix.data[two]
    products = sp.csr_array((values, (rows, place.reshape(-1))), shape=(x.n, cells.size))
    return products, cells // max(x.p, 1), cells % max(x.p, 1)


def _keys(factor: Own, units: IntArray) -> list[tuple[IntArray, int]]:
    match factor:
        case ReplicateFactor():
            return [(factor.codes[units], len(factor.labels))]
        case RedistributionFactor():
            receives: TruthArray = factor.receiving[units]
            return [(factor.codes[units], len(factor.labels)), (receives.astype(np.int64), 2)]
        case _:
            return []


def _of_rows(factor: Own, rows: IntArray) -> Own:
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
