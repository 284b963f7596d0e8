"""Replicates as a step: what comes after it is redone in each of them."""

from dataclasses import dataclass

from questionnaires.problems import Problem
from weighting.design import Design
from weighting.factors import ConstantFactor
from weighting.problems import UnusableRecipe
from weighting.recipe import described
from weighting.replicates import RaoWuYue, ReplicateMethod, Replicates
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
        return _drawn(sample, self.name, self.draw(sample.design), {"count": str(self.count), "seed": str(self.seed)})


@dataclass(frozen=True)
class DrawReplicates:
    """Replicates by any method, e.g. ``JKn()``, ``JK2()``, ``BalancedRepeated(0.3)``, ``SuccessiveDifferences()``."""

    method: ReplicateMethod
    name = "replicates"

    def apply(self, sample: WeightedSample) -> tuple[WeightedSample, StepTrace]:
        """Draw the replicates. Raises UnusableRecipe after an adjustment, UnusableDesign."""
        drawn = self.method.draw(sample.design)
        return _drawn(sample, self.name, drawn, {"count": str(drawn.scale.size)} | _told(self.method))


def _told(method: ReplicateMethod) -> dict[str, str]:
    settings = described(method)
    return {name: str(value) for name, value in settings.items() if name != "kind"}


def _drawn(
    sample: WeightedSample, step: str, drawn: Replicates, told: dict[str, str]
) -> tuple[WeightedSample, StepTrace]:
    adjusting = [factor.step for factor in sample.factors if not isinstance(factor, ConstantFactor)]
    if adjusting:
        raise UnusableRecipe([Problem("weighting.replicates_late", {"step": adjusting[0]})])
    parameters = {
        "method": drawn.method,
        **told,
        "psus": str(sample.design.n_psus),
        "strata": str(sample.design.n_strata),
        "singleton": sample.design.singleton.value,
    }
    now = spread(sample.weights)
    trace = StepTrace(step, parameters, now, now, n_replicates=drawn.scale.size)
    return sample.with_replicates(step, drawn), trace
