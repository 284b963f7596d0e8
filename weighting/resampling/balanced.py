"""Balanced repeated replication: half-samples of designs with two PSUs a stratum, each stratum balanced with each."""

from dataclasses import dataclass

import numpy as np

from questionnaires.problems import Problem
from weighting.design import Design
from weighting.problems import UnusableDesign
from weighting.replicates import Replicates
from weighting.resampling.hadamard import at_least
from weighting.resampling.jackknife import pairs_of


@dataclass(frozen=True)
class BalancedRepeated:
    """BRR (McCarthy 1969), with Fay's method where ``fay`` > 0 (Judkins 1990): multipliers 2 - fay and fay.

    Scale 1/(R (1 - fay)²). As many replicates as the Hadamard matrix that holds a column a stratum beside the one of
    ones has rows, so that for totals the variance is the linearised one to the last digit. With a sampling fraction
    f_h the multipliers are drawn towards one by sqrt(1 - f_h).
    """

    fay: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.fay < 1.0:
            raise UnusableDesign([Problem("resampling.fay", {"value": self.fay})])

    def draw(self, design: Design) -> Replicates:
        """The half-samples. Raises UnusableDesign naming the strata that have not two PSUs."""
        pairs, fraction = pairs_of(design, "BRR")
        signs = at_least(len(pairs) + 1)[:, 1 : len(pairs) + 1].T  # strata x replicates
        moved = (1.0 - self.fay) * np.sqrt(1.0 - fraction)[:, None] * signs
        multipliers = np.ones((design.n_psus, signs.shape[1]))
        multipliers[pairs[:, 0]] += moved
        multipliers[pairs[:, 1]] -= moved
        count = signs.shape[1]
        name = "balanced repeated replication" + (f", Fay {self.fay:g}" if self.fay else "")
        return Replicates(name, multipliers, np.full(count, 1.0 / (count * (1.0 - self.fay) ** 2)))
