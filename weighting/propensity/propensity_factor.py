"""The factor of a respondent: the inverse of its probability of answering, scaled so that the total is kept."""

from dataclasses import dataclass

import numpy as np

from weighting.factors import FloatArray, IntArray, Role, TruthArray, sums
from weighting.propensity.logistic import Counts, probabilities


@dataclass(frozen=True, eq=False)
class PropensityFactor:
    """scale / p(x) for those who answered, zero for those who did not; no probability counts for less than ``least``.

    ``codes`` are patterns of covariates, -1 outside: units out there have played their part and leave with weight zero.
    """

    step: str
    codes: IntArray
    x: FloatArray
    columns: tuple[tuple[str, str], ...]
    answered: TruthArray
    least: float
    parameters: FloatArray  # (p,)
    scale: float
    replicate_parameters: FloatArray  # p x replicates; nan where one failed
    replicate_scales: FloatArray

    @property
    def cells(self) -> tuple[str, ...]:
        """The number of each unit's pattern; empty outside."""
        return tuple(str(code) if code >= 0 else "" for code in self.codes.tolist())

    @property
    def roles(self) -> list[Role]:
        """What each unit does in the step."""
        inside = np.where(self.answered, Role.RECEIVES, Role.GIVES)
        return [Role(role) for role in np.where(self.codes < 0, Role.LEAVES, inside).tolist()]

    def of(self, before: FloatArray) -> FloatArray:  # noqa: ARG002 (the protocol's signature)
        """The factor of each unit in the full sample."""
        return self._spread(self.scale * self._inverse(self.parameters[:, None]))[:, 0]

    def of_replicates(self, before: FloatArray, replicates: IntArray) -> FloatArray:  # noqa: ARG002
        """The same with the model that each replicate found for itself."""
        return self._spread(self.replicate_scales[replicates] * self._inverse(self.replicate_parameters[:, replicates]))

    def _inverse(self, parameters: FloatArray) -> FloatArray:
        return 1.0 / np.maximum(probabilities(self.x, parameters), self.least)

    def _spread(self, by_pattern: FloatArray) -> FloatArray:
        factor = np.zeros((self.codes.size, by_pattern.shape[1]))
        inside = self.codes >= 0
        factor[inside] = np.where(self.answered[inside, None], by_pattern[self.codes[inside]], 0.0)
        return factor

    def counts(self, before: FloatArray) -> Counts:
        """Weighted units and respondents by pattern."""
        n = self.x.shape[0]
        return Counts(self.x, sums(self.codes, before, n), sums(self.codes, before * self.answered, n))

    def project(self, z: FloatArray, before: FloatArray) -> FloatArray:
        """The derivative through the scale and through the coefficients, whose equations every unit enters.

        Kim and Kim (2007), Canadian Journal of Statistics 35, 501-514: nonresponse weighting by an estimated
        probability.
        """
        inside, n = self.codes >= 0, self.x.shape[0]
        counts = self.counts(before)
        p = probabilities(self.x, self.parameters)
        inverse, free = self._inverse(self.parameters[:, None])[:, 0], p > self.least
        total, reached = float(counts.among.sum()), float(counts.answered @ inverse)
        by_pattern = sums(self.codes, (before * self.answered)[:, None] * z, n)
        estimate = self.scale * (inverse @ by_pattern)
        slope = np.where(free, 1.0 - 1.0 / p, 0.0)  # of 1/p by the linear predictor
        of_scale = np.where(counts.answered > 0, counts.answered * slope, 0.0) @ self.x / reached
        gradient = (self.scale * slope[:, None] * self.x).T @ by_pattern - of_scale[:, None] * estimate
        information = (self.x * (counts.among * p * (1 - p))[:, None]).T @ self.x
        leverage = self.x @ np.linalg.solve(information, gradient)
        projected = self.of(before)[:, None] * z
        of, answered = self.codes[inside], self.answered[inside].astype(float)[:, None]
        scaling = (1.0 / total - answered * inverse[of][:, None] / reached) * estimate
        projected[inside] += scaling + (answered - p[of][:, None]) * leverage[of]
        return projected
