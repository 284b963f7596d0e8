"""Design weights: the inverse of the probability of selection, stage by stage."""

from dataclasses import dataclass

import numpy as np

from weighting.factors import ConstantFactor
from weighting.framing import numbers, refuse_rows
from weighting.sample import WeightedSample
from weighting.trace import CellTrace, StepTrace, spread


@dataclass(frozen=True)
class DesignWeights:
    """One factor 1/p for each stage; ``stages`` are the columns of the inclusion probabilities, 0 < p <= 1."""

    stages: tuple[str, ...]
    name = "design"

    def apply(self, sample: WeightedSample) -> tuple[WeightedSample, StepTrace]:
        """Multiply by each stage's factor. Raises UnusableRows where a probability is missing or not in (0, 1]."""
        before = sample.weights
        cells = []
        for stage in self.stages:
            sample, cell = _weigh_stage(sample, stage)
            cells.append(cell)
        parameters = {"stages": ", ".join(self.stages)}
        return sample, StepTrace(self.name, parameters, spread(before), spread(sample.weights), tuple(cells))


def _weigh_stage(sample: WeightedSample, stage: str) -> tuple[WeightedSample, CellTrace]:
    probability = numbers(sample.data, stage, sample.ids)
    refuse_rows("weighting.probability", stage, (probability <= 0) | (probability > 1), sample.ids)
    values, codes = np.unique(probability, return_inverse=True)
    labels = tuple(f"{stage} = {value!r}" for value in values.tolist())
    before = float(sample.weights.sum())
    sample = sample.with_factor(ConstantFactor(f"design:{stage}", codes.astype(np.int64), labels, 1.0 / values))
    after = float(sample.weights.sum())
    return sample, CellTrace(stage, sample.n, sample.n, before, after, after / before)
