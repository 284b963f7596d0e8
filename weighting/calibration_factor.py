"""The factor of a calibration: a distance, patterns of auxiliaries, parameters in the full sample and replicates."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from weighting.distances import UNBOUNDED, Bounds, Distance
from weighting.factors import FloatArray, IntArray, TruthArray, sums
from weighting.patterns import Patterns
from weighting.solving import ratios


@dataclass(frozen=True, eq=False)
class CalibrationFactor:
    """g = F(q x' lambda), evaluated on demand; units of code -1 carry no weight and are left alone.

    ``x`` holds the independent columns of the margins by pattern, ``columns`` their margin and level, ``scale`` q.
    ``ridge`` is zero for totals that are met, ``errors`` the covariance matrix of totals that were estimated.
    """

    step: str
    codes: IntArray
    labels: Sequence[str]
    x: Patterns
    scale: FloatArray
    columns: tuple[tuple[str, str], ...]
    leaving: TruthArray  # patterns of levels whose total is zero
    distance: Distance
    g_bounds: Bounds
    weight_bounds: Bounds
    parameters: FloatArray
    replicate_parameters: FloatArray  # p x replicates; nan where a replicate failed
    ridge: FloatArray
    errors: FloatArray | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The pattern of each unit."""
        return tuple(self.labels[code] if code >= 0 else "" for code in self.codes.tolist())

    @cached_property
    def _calibrated(self) -> TruthArray:
        return self.codes >= 0

    def of(self, before: FloatArray) -> FloatArray:
        """g of each unit; zero for those who leave, one for those without a weight."""
        return self._spread(self.scale * self.x.predictor(self.parameters), before)

    def of_replicates(self, before: FloatArray, replicates: IntArray) -> FloatArray:
        """The same with the parameters that each replicate found for itself."""
        return self._spread(self.scale[:, None] * self.x.predictor(self.replicate_parameters[:, replicates]), before)

    def _spread(self, predictor: FloatArray, before: FloatArray) -> FloatArray:
        by_pattern = ratios(self.distance, predictor, self.g_bounds.lower, self.g_bounds.upper)
        by_pattern[self.leaving] = 0.0
        alone = np.ones((1, *by_pattern.shape[1:]))  # the place of code -1, the last one
        return within_weight_bounds(np.concatenate([by_pattern, alone])[self.codes], before, self.weight_bounds)

    def project(self, z: FloatArray, before: FloatArray) -> FloatArray:
        """g times the residual of ``z`` on the auxiliaries, the regression weighted by the weights before.

        That is the linearisation of Deville and Särndal (1992, section 3), as R survey computes it: exact for the
        linear distance, with a ridge too, asymptotically the same for the others.
        """
        inside = self._inside
        projected = np.zeros_like(z)
        fitted = self.x.predictor(self.slopes(z, before))
        projected[inside] = self.of(before)[inside, None] * (z[inside] - fitted[self.codes[inside]])
        return projected

    @cached_property
    def _inside(self) -> TruthArray:
        """The units that are calibrated and do not leave."""
        inside = self._calibrated.copy()
        inside[inside] = ~self.leaving[self.codes[inside]]
        return inside

    def slopes(self, z: FloatArray, before: FloatArray) -> FloatArray:
        """What the weighted totals of ``z`` (n, k) gain when a total of the margins grows by one (p, k)."""
        codes = np.where(self._inside, self.codes, -1)
        weight = sums(codes, before, self.x.n) * self.scale
        cross = self.scale[:, None] * sums(codes, before[:, None] * z, self.x.n)
        gram = self.x.cross_product(weight) + np.diag(self.ridge)
        return np.asarray(np.linalg.lstsq(gram, self.x.totals(cross), rcond=None)[0], np.float64)

    def brought_in(self, z: FloatArray, before: FloatArray) -> FloatArray:
        """The covariance (k, k) that the errors of the margins bring into the weighted totals of ``z``."""
        if self.errors is None:
            return np.zeros((z.shape[1], z.shape[1]))
        slopes = self.slopes(z, before)
        return np.asarray(slopes.T @ self.errors @ slopes, np.float64)


def within_weight_bounds(g: FloatArray, before: FloatArray, bounds: Bounds) -> FloatArray:
    """The ratio cut so that the weight stays in its bounds; a weight of zero stays zero."""
    if bounds == UNBOUNDED:
        return g
    carried = before > 0
    d = np.where(carried, before, 1.0)
    return np.where(carried & (g > 0), np.clip(g, bounds.lower / d, bounds.upper / d), g)
