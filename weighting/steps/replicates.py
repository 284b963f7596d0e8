"""Replicates as a step: what comes after it is redone in each of them."""

from dataclasses import dataclass

from questionnaires.problems import Problem
from weighting.design import Design
from weighting.factors import ConstantFactor
from weighting.problems import UnusableRecipe
from weighting.replicates import RaoWuYue, Replicates
from weighting.sample import WeightedSample
from weighting.trace import StepTrace, spread


@dataclass(frozen=True)
class BootstrapReplicates:
    """The rescaling bootstrap of Rao, Wu and Yue: n_h - 1 PSUs a stratum, ``count`` times, from ``seed``."""

    count: int
    seed: int
    name = "replicates"

    def draw(self, design: Design) -> Replicates:
        """The replicates of a design, as ``WeightedSample.from_frame`` asks for them."""
        return RaoWuYue(self.count, self.seed).draw(design)

    def apply(self, sample: WeightedSample) -> tuple[WeightedSample, StepTrace]:
        """Draw the replicates. Raises UnusableRecipe after an adjustment: it would be taken for certain."""
        adjusting = [factor.step for factor in sample.factors if not isinstance(factor, ConstantFactor)]
        if adjusting:
            raise UnusableRecipe([Problem("weighting.replicates_late", {"step": adjusting[0]})])
        drawn = self.draw(sample.design)
        parameters = {
            "method": drawn.method,
            "count": str(self.count),
            "seed": str(self.seed),
            "psus": str(sample.design.n_psus),
            "strata": str(sample.design.n_strata),
            "singleton": sample.design.singleton.value,
        }
        now = spread(sample.weights)
        return sample.with_replicates(self.name, drawn), StepTrace(
            self.name, parameters, now, now, n_replicates=self.count
        )
