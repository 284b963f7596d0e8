"""The factor of a calibration: a distance, patterns of auxiliaries, parameters in the full sample and replicates."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from weighting.distances import UNBOUNDED, Bounds, Distance
from weighting.factors import FloatArray, IntArray, TruthArray, sums
from weighting.solving import ratios


@dataclass(frozen=True, eq=False)
class CalibrationFactor:
    """g = F(x' lambda), evaluated on demand; units of code -1 carry no weight and are left alone.

    ``x`` (patterns, p) holds the independent columns of the margins, ``columns`` their margin and level.
    """

    step: str
    codes: IntArray
    labels: tuple[str, ...]
    x: FloatArray
    columns: tuple[tuple[str, str], ...]
    leaving: TruthArray  # patterns of levels whose total is zero
    distance: Distance
    g_bounds: Bounds
    weight_bounds: Bounds
    parameters: FloatArray
    replicate_parameters: FloatArray  # p x replicates; nan where a replicate failed

    @property
    def cells(self) -> tuple[str, ...]:
        """The pattern of each unit."""
        return tuple(self.labels[code] if code >= 0 else "" for code in self.codes)

    @cached_property
    def _calibrated(self) -> TruthArray:
        return self.codes >= 0

    def of(self, before: FloatArray) -> FloatArray:
        """g of each unit; zero for those who leave, one for those without a weight."""
        return self._spread(self.parameters[:, None], before[:, None])[:, 0]

    def of_replicates(self, before: FloatArray, replicates: IntArray) -> FloatArray:
        """The same with the parameters that each replicate found for itself."""
        return self._spread(self.replicate_parameters[:, replicates], before)

    def _spread(self, parameters: FloatArray, before: FloatArray) -> FloatArray:
        by_pattern = ratios(self.distance, self.x @ parameters, self.g_bounds.lower, self.g_bounds.upper)
        by_pattern[self.leaving] = 0.0
        g = np.ones_like(before)
        g[self._calibrated] = by_pattern[self.codes[self._calibrated]]
        return within_weight_bounds(g, before, self.weight_bounds)

    def project(self, z: FloatArray, before: FloatArray) -> FloatArray:
        """g times the residual of ``z`` on the auxiliaries, the regression weighted by the weights before.

        That is the linearisation of Deville and Särndal (1992, section 3), as R survey computes it: exact for the
        linear distance, asymptotically the same for the others.
        """
        inside = self._calibrated.copy()
        inside[inside] = ~self.leaving[self.codes[inside]]
        codes = np.where(inside, self.codes, -1)
        weight = sums(codes, before, len(self.labels))
        cross = sums(codes, before[:, None] * z, len(self.labels))
        slopes = np.linalg.lstsq(self.x.T @ (self.x * weight[:, None]), self.x.T @ cross, rcond=None)[0]
        projected = np.zeros_like(z)
        fitted = self.x @ slopes
        projected[inside] = self.of(before)[inside, None] * (z[inside] - fitted[codes[inside]])
        return projected


def within_weight_bounds(g: FloatArray, before: FloatArray, bounds: Bounds) -> FloatArray:
    """The ratio cut so that the weight stays in its bounds; a weight of zero stays zero."""
    if bounds == UNBOUNDED:
        return g
    carried = before > 0
    d = np.where(carried, before, 1.0)
    return np.where(carried & (g > 0), np.clip(g, bounds.lower / d, bounds.upper / d), g)
