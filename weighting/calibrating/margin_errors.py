"""Margins that were estimated themselves: their errors as a covariance matrix, and as totals of each replicate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from questionnaires.problems import Problem
from weighting.calibrating.auxiliaries import Auxiliaries
from weighting.factors import FloatArray, IntArray
from weighting.problems import UnusableMargins

Name = tuple[str, str]
_ALIKE = 1e-9  # eigenvalues of a scaled cross-product below it are relations between columns


class MarginErrors(Protocol):
    """What is known of the errors of the totals of a calibration."""

    def covariance(self, auxiliaries: Auxiliaries) -> FloatArray:
        """Their covariance matrix, in the order of the columns of the auxiliaries."""

    def deviations(self, auxiliaries: Auxiliaries, scale: FloatArray) -> FloatArray:
        """What to add to the totals (columns, replicates): sum of scale_r deviation_r² is their variance."""


@dataclass(frozen=True)
class StandardErrors:
    """Independent errors: those that the margins carry. ``seed`` draws which replicate gets which share of them."""

    seed: int = 1

    def covariance(self, auxiliaries: Auxiliaries) -> FloatArray:
        """Squares on the diagonal."""
        return np.diag(np.array([column.error for column in auxiliaries.columns]) ** 2)

    def deviations(self, auxiliaries: Auxiliaries, scale: FloatArray) -> FloatArray:
        """See ``spread_over``."""
        return spread_over(consistent(auxiliaries, self.covariance(auxiliaries)), scale, self.seed)


@dataclass(frozen=True, eq=False)
class MarginCovariance:
    """The covariance matrix of estimated totals; totals that are not named have no error.

    ``names`` are margin and level, "total" for the total of a continuous variable. Fuller (1998), Statistica Sinica
    8, 1153-1164, gives each eigenvector to one replicate; here they are spread over all replicates, which keeps each
    replicate near the totals and the sum of squares the same.
    """

    names: tuple[Name, ...]
    matrix: FloatArray
    seed: int = 1

    def covariance(self, auxiliaries: Auxiliaries) -> FloatArray:
        """The matrix in the order of the columns. Raises UnusableMargins where it names an unknown total."""
        place = _places(self.names, auxiliaries)
        if self.matrix.shape != (len(self.names),) * 2:
            raise UnusableMargins([Problem("calibrating.errors_shape", {"n": len(self.names)})])
        found = np.zeros((len(auxiliaries.columns),) * 2)
        inside = np.flatnonzero(place >= 0)
        found[np.ix_(place[inside], place[inside])] = self.matrix[np.ix_(inside, inside)]
        return found

    def deviations(self, auxiliaries: Auxiliaries, scale: FloatArray) -> FloatArray:
        """See ``spread_over``."""
        return spread_over(consistent(auxiliaries, self.covariance(auxiliaries)), scale, self.seed)


@dataclass(frozen=True, eq=False)
class MarginReplicates:
    """Estimated totals with the replicates of the survey that they come from: V = sum of scale_r (t_r - t)².

    Replicates of that survey are matched at random to those of this one, as Opsomer and Erciulescu (2021), Survey
    Methodology 47, 265-277; replicates of this one left over keep the totals as they are.
    """

    names: tuple[Name, ...]
    deviation: FloatArray  # names x replicates of the other survey: t_r - t
    scale: FloatArray
    seed: int = 1

    def covariance(self, auxiliaries: Auxiliaries) -> FloatArray:
        """The sum of scaled products of the deviations."""
        whole = self._placed(auxiliaries)
        return np.asarray((whole * self.scale) @ whole.T, np.float64)

    def deviations(self, auxiliaries: Auxiliaries, scale: FloatArray) -> FloatArray:
        """Deviations of the other survey, rescaled. Raises UnusableMargins where it has more replicates."""
        theirs, ours = self.scale.size, scale.size
        if theirs > ours:
            raise UnusableMargins([Problem("calibrating.errors_replicates", {"n": ours, "needed": theirs})])
        found = np.zeros((len(auxiliaries.columns), ours))
        matched = np.random.default_rng(self.seed).permutation(ours)[:theirs]
        found[:, matched] = self._placed(auxiliaries) * np.sqrt(self.scale / scale[matched])
        return _given_agreement(auxiliaries, self.covariance(auxiliaries)) @ found

    def _placed(self, auxiliaries: Auxiliaries) -> FloatArray:
        place = _places(self.names, auxiliaries)
        found = np.zeros((len(auxiliaries.columns), self.scale.size))
        found[place[place >= 0]] = self.deviation[place >= 0]
        return found


def _places(names: Sequence[Name], auxiliaries: Auxiliaries) -> IntArray:
    """The column of each name; -1 for a level whose total is zero."""
    known = {name: place for place, name in enumerate(auxiliaries.names)}
    margins = {margin for margin, _ in known}
    unknown = [f"{margin} = {level}" for margin, level in names if margin not in margins]
    if unknown:
        raise UnusableMargins([Problem("calibrating.errors_unknown", {"margin": ", ".join(unknown[:10])})])
    return np.array([known.get(name, -1) for name in names], np.int64)


def consistent(auxiliaries: Auxiliaries, covariance: FloatArray) -> FloatArray:
    """The covariance of the errors given that the margins agree: levels of two margins add up to one total."""
    if not covariance.any():
        return covariance
    given = _given_agreement(auxiliaries, covariance)
    return np.asarray(given @ covariance @ given.T, np.float64)


def _given_agreement(auxiliaries: Auxiliaries, covariance: FloatArray) -> FloatArray:
    """What turns errors into errors that all margins can have at once; a total without error keeps none."""
    cross = auxiliaries.patterns.cross_product(np.ones(auxiliaries.patterns.n))
    norm = np.sqrt(np.diag(cross))
    values, vectors = np.linalg.eigh(cross / np.outer(norm, norm))
    relations = vectors[:, values <= _ALIKE]
    scaled = covariance / np.outer(norm, norm)
    broken, directions = np.linalg.eigh(relations.T @ scaled @ relations)
    real = broken > _ALIKE * np.diag(scaled).max(initial=0.0)
    towards = relations @ directions[:, real]
    taken = scaled @ (towards / broken[real]) @ towards.T
    return np.asarray(np.eye(norm.size) - taken * norm[:, None] / norm[None], np.float64)


def spread_over(covariance: FloatArray, scale: FloatArray, seed: int) -> FloatArray:
    """Deviations (columns, replicates) whose scaled squares add up to the covariance exactly.

    Raises UnusableMargins where there are fewer replicates than independent errors.
    """
    values, vectors = np.linalg.eigh(covariance)
    real = values > 1e-12 * max(float(values.max(initial=0.0)), 1e-300)
    roots = vectors[:, real] * np.sqrt(values[real])
    needed = int(real.sum())
    if needed > scale.size:
        raise UnusableMargins([Problem("calibrating.errors_replicates", {"n": int(scale.size), "needed": needed})])
    drawn = np.random.default_rng(seed).standard_normal((scale.size, needed))
    directions = np.linalg.qr(drawn)[0]
    return np.asarray(roots @ directions.T / np.sqrt(scale), np.float64)
