"""The sampling design of a file: strata and clusters of each stage, and the variance of a total under it."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from questionnaires.problems import Problem
from weighting.factors import FloatArray, IntArray, sums
from weighting.problems import UnusableDesign


class Singleton(StrEnum):
    """What a stratum with a single PSU contributes to the variance. The choice is recorded with the weights."""

    REFUSE = "refuse"  # no variance: an error names the strata
    CERTAINTY = "certainty"  # nothing: the PSU would be drawn every time
    CENTRE_ON_GRAND_MEAN = "centre_on_grand_mean"  # its squared distance from the grand mean of a linearised variable
    AVERAGE = "average"  # as much as the other strata on average


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage of selection: stratum and cluster of each unit (codes from 0; clusters nested in strata).

    ``population`` is the number of clusters in the population of each stratum; empty without correction.
    """

    stratum: IntArray
    cluster: IntArray
    stratum_labels: tuple[str, ...]
    cluster_labels: tuple[str, ...]
    population: FloatArray | None = None

    @property
    def n_clusters(self) -> int:
        """Sampled clusters."""
        return len(self.cluster_labels)

    @property
    def cluster_stratum(self) -> IntArray:
        """The stratum of each cluster."""
        found = np.zeros(self.n_clusters, np.int64)
        found[self.cluster] = self.stratum
        return found

    @property
    def sampled(self) -> IntArray:
        """The number of sampled clusters in each stratum."""
        return np.bincount(self.cluster_stratum, minlength=len(self.stratum_labels))

    @property
    def fraction(self) -> FloatArray:
        """The sampling fraction of each stratum; zero without a finite population correction."""
        if self.population is None:
            return np.zeros(len(self.stratum_labels))
        return self.sampled / self.population

    @property
    def lone(self) -> IntArray:
        """The strata with a single cluster that was not taken with certainty."""
        return np.flatnonzero((self.sampled == 1) & (self.fraction < 1.0))


@dataclass(frozen=True, eq=False)
class Design:
    """All stages, the first one first. Later stages count only where population sizes are known."""

    stages: tuple[Stage, ...]
    singleton: Singleton = Singleton.REFUSE

    @property
    def first(self) -> Stage:
        """The stage of the PSUs."""
        return self.stages[0]

    @property
    def stratum(self) -> IntArray:
        """The first-stage stratum of each unit."""
        return self.first.stratum

    @property
    def psu(self) -> IntArray:
        """The PSU of each unit."""
        return self.first.cluster

    @property
    def n_psus(self) -> int:
        """Sampled PSUs."""
        return self.first.n_clusters

    @property
    def n_strata(self) -> int:
        """First-stage strata."""
        return len(self.first.stratum_labels)

    def variance(self, contributions: FloatArray) -> FloatArray:
        """The covariance matrix (k, k) of the totals of weighted contributions (n, k).

        Between-cluster variance within strata, stage by stage: the part of a later stage is weighted by the sampling
        fractions of the stages before it (Särndal, Swensson and Wretman 1992, section 4.3; the same as R survey).
        Raises UnusableDesign where a stratum has one PSU and no choice was made.
        """
        result = np.zeros((contributions.shape[1],) * 2)
        above = np.ones(contributions.shape[0])  # product of the fractions of the stages before, by unit
        for stage in self.stages:
            result += _between(stage, contributions, above, self.singleton)
            above = above * stage.fraction[stage.stratum]
            if not above.any():
                break
        return result


def _between(stage: Stage, contributions: FloatArray, above: FloatArray, singleton: Singleton) -> FloatArray:
    lone = stage.lone
    if lone.size and singleton is Singleton.REFUSE:
        raise UnusableDesign(
            Problem("weighting.singleton_stratum", {"stratum": stage.stratum_labels[code]}) for code in lone[:20]
        )
    n = stage.sampled
    totals = sums(stage.cluster, contributions, stage.n_clusters)
    means = sums(stage.cluster_stratum, totals, n.size) / n[:, None]
    if singleton is Singleton.CENTRE_ON_GRAND_MEAN:
        means[lone] = 0.0  # a linearised variable sums to zero over the sample
    share = np.ones(n.size)
    share[stage.stratum] = above
    scale = share * (1.0 - stage.fraction) * np.where(n > 1, n / np.maximum(n - 1, 1), 1.0)
    if singleton is Singleton.AVERAGE and lone.size:
        scale = scale * n.size / (n.size - lone.size)
    around = (totals - means[stage.cluster_stratum]) * np.sqrt(scale[stage.cluster_stratum])[:, None]
    return np.asarray(around.T @ around)
