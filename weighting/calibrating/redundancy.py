"""Columns that follow from others: found before solving, left out where their totals agree, refused where not."""

from dataclasses import dataclass

import numpy as np

from weighting.calibrating.auxiliaries import Auxiliaries
from weighting.factors import FloatArray, IntArray
from weighting.margins import AGREEMENT

_SUSPECT = 1e-7  # of a squared norm: what elimination of the cross-product can tell
_FOLLOWS = 1e-8  # of a norm: what is left of a column that follows from others


@dataclass(frozen=True, eq=False)
class Relation:
    """A column that is a sum of others, with their slopes."""

    column: int
    others: IntArray
    slopes: FloatArray

    def implied(self, totals: FloatArray) -> float:
        """The total of the column that the totals of the others impose."""
        return float(totals[self.others] @ self.slopes)


@dataclass(frozen=True, eq=False)
class Rank:
    """The columns to solve for, and those that follow from them."""

    kept: IntArray
    relations: tuple[Relation, ...]


def rank_of(auxiliaries: Auxiliaries, weights: FloatArray) -> Rank:
    """The independent columns among those that must be met, in their order; a margin with a cost stays as it is.

    Elimination of the cross-product scaled to one, weighted by pattern, names the suspects; whether a suspect follows
    is decided on what a regression on the columns before it leaves of it, where no digits are lost.
    """
    patterns = auxiliaries.patterns
    cross = patterns.cross_product(weights)
    norm = np.sqrt(np.diag(cross))
    scale = np.where(norm > 0, norm, 1.0)
    scaled = cross / np.outer(scale, scale)
    left = scaled.copy()
    kept: list[int] = []
    relations: list[Relation] = []
    for j in np.flatnonzero(auxiliaries.exact).tolist():
        if left[j, j] <= _SUSPECT:
            slopes = _slopes(scaled, kept, j)
            vector = np.zeros(patterns.p)
            vector[j] = 1.0 / scale[j]
            vector[kept] -= slopes / scale[kept]
            rest = patterns.predictor(vector)
            if np.sqrt((rest * rest) @ weights) <= _FOLLOWS or norm[j] == 0:
                relations.append(_relation(j, np.array(kept, np.int64), slopes * scale[j] / scale[kept]))
                continue
        kept.append(j)
        pivot = max(left[j, j], np.finfo(float).tiny)
        left -= np.outer(left[:, j], left[j]) / pivot
    soft = np.flatnonzero(~auxiliaries.exact & (norm > 0)).tolist()
    return Rank(np.array(sorted([*kept, *soft]), np.int64), tuple(relations))


def _slopes(scaled: FloatArray, kept: list[int], j: int) -> FloatArray:
    inside = scaled[np.ix_(kept, kept)]
    return np.asarray(np.linalg.lstsq(inside, scaled[kept, j], rcond=1e-14)[0], np.float64)


def _relation(column: int, kept: IntArray, slopes: FloatArray) -> Relation:
    used = np.abs(slopes) > 1e-7 * np.abs(slopes).max(initial=0.0)
    return Relation(column, kept[used], slopes[used])


def contradiction(auxiliaries: Auxiliaries, rank: Rank) -> Relation | None:
    """The shortest relation that the totals break by more than rounding, if they break any."""
    broken = [relation for relation in rank.relations if _gap(auxiliaries, relation) > AGREEMENT]
    return min(broken, key=lambda relation: (relation.others.size, relation.column), default=None)


def _gap(auxiliaries: Auxiliaries, relation: Relation) -> float:
    """By how much the totals break a relation, as a share of the largest of the margins in it."""
    size = float(auxiliaries.sizes[np.append(relation.others, relation.column)].max())
    return abs(relation.implied(auxiliaries.totals) - float(auxiliaries.totals[relation.column])) / size
