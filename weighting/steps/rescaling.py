"""Rescaling: weights brought to a known total before a calibration, so that its bounds are about what is left."""

from dataclasses import dataclass

import numpy as np

from questionnaires.problems import Problem
from weighting.factors import ConstantFactor
from weighting.problems import UnusableRecipe, shown
from weighting.sample import WeightedSample
from weighting.trace import Note, StepTrace, spread


@dataclass(frozen=True)
class Rescale:
    """Multiply every weight by one number, so that they add up to ``total``.

    For weights that are known but for a factor (all one, say): a calibration to totals a thousand times as large
    would need ratios a thousand times as large. The number is the same in every replicate.
    """

    total: float
    name = "rescaling"

    def apply(self, sample: WeightedSample) -> tuple[WeightedSample, StepTrace]:
        """The sample with one more factor. Raises UnusableRecipe where no number does."""
        found = float(sample.weights.sum())
        if not (found > 0 and 0 < self.total < np.inf):
            raise UnusableRecipe([Problem("calibrating.weights_total", {"found": shown(found), "total": self.total})])
        ratio = self.total / found
        factor = ConstantFactor(self.name, np.zeros(sample.n, np.int64), ("",), np.array([ratio]))
        result = sample.with_factor(factor)
        note = Note("calibrating.rescaled", {"ratio": float(f"{ratio:.6g}"), "total": shown(self.total)})
        before, after = spread(sample.weights), spread(result.weights)
        parameters = {"total": f"{self.total:.15g}"}
        return result, StepTrace(self.name, parameters, before, after, notes=(note,), n_replicates=result.n_replicates)
