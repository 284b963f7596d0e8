"""Replicates: how often each PSU counts in each of them, and how they add up to a variance."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from questionnaires.problems import Problem
from weighting.design import Design, Singleton
from weighting.factors import FloatArray, IntArray
from weighting.problems import UnusableDesign


@dataclass(frozen=True, eq=False)
class Replicates:
    """PSU multipliers (PSUs x R) and the scale of each replicate: V = sum of scale_r (theta_r - theta)^2."""

    method: str
    multipliers: FloatArray
    scale: FloatArray


@dataclass(frozen=True)
class FailedReplicate:
    """A replicate that a step could not carry out. It is left out of the variance, and counted."""

    replicate: int
    step: str
    reason: str


class ReplicateMethod(Protocol):
    """A way of drawing replicates from a design."""

    def draw(self, design: Design) -> Replicates:
        """The replicates of a design."""


@dataclass(frozen=True)
class RaoWuYue:
    """The rescaling bootstrap: n_h - 1 of the n_h PSUs of each stratum, drawn with replacement.

    Rao, Wu and Yue (1992), Survey Methodology 18, 209-217. With a finite population correction f_h the multipliers
    are drawn towards one by sqrt(1 - f_h). Strata with one PSU are resampled together under the choice
    CENTRE_ON_GRAND_MEAN (alone they would add nothing) and kept as they are under CERTAINTY.
    """

    count: int
    seed: int

    def draw(self, design: Design) -> Replicates:
        """Multipliers of every PSU. The order of the rows does not matter: PSUs are taken by label.

        Raises UnusableDesign where a stratum has one PSU and no choice was made, or where no stratum has two.
        """
        random = np.random.default_rng(self.seed)
        multipliers = np.ones((design.n_psus, self.count))
        for members, f in zip(*resampled_together(design), strict=True):
            n = members.size
            drawn = random.multinomial(n - 1, np.full(n, 1.0 / n), size=self.count).T
            multipliers[members] = 1.0 + np.sqrt(1.0 - f) * (drawn * (n / (n - 1)) - 1.0)
        return Replicates("rao-wu-yue bootstrap", multipliers, np.full(self.count, 1.0 / self.count))


def resampled_together(design: Design) -> tuple[list[IntArray], list[float]]:
    """The sets of PSUs that are resampled together, and their sampling fractions: those of each stratum.

    Strata with one PSU go together under the choice CENTRE_ON_GRAND_MEAN (alone they would add nothing) and are left
    out under CERTAINTY. Raises UnusableDesign where no choice was made, or where nothing is left that varies.
    """
    stage, fraction = design.first, design.first.fraction
    lone = stage.lone
    if lone.size and design.singleton not in (Singleton.CERTAINTY, Singleton.CENTRE_ON_GRAND_MEAN):
        labels = (stage.stratum_labels[code] for code in lone[:20])
        raise UnusableDesign(Problem("weighting.singleton_stratum", {"stratum": label}) for label in labels)
    strata = [code for code in range(design.n_strata) if stage.sampled[code] > 1]
    groups = [np.flatnonzero(stage.cluster_stratum == code) for code in strata]
    fractions = [float(fraction[code]) for code in strata]
    if lone.size > 1 and design.singleton is Singleton.CENTRE_ON_GRAND_MEAN:
        groups.append(np.flatnonzero(np.isin(stage.cluster_stratum, lone)))
        fractions.append(0.0)
    if not groups:
        raise UnusableDesign([Problem("weighting.one_psu", {"n": design.n_psus})])
    return groups, fractions
