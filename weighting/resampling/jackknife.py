"""The jackknife: each replicate leaves out one PSU, or one of a pair, and the others of its stratum stand for it."""

from dataclasses import dataclass

import numpy as np

from questionnaires.problems import Problem
from weighting.design import Design
from weighting.factors import FloatArray, IntArray
from weighting.problems import UnusableDesign
from weighting.replicates import Replicates, resampled_together


@dataclass(frozen=True)
class JKn:
    """The delete-one-PSU jackknife of a stratified design: n_h replicates a stratum, scale (1 - f_h)(n_h - 1)/n_h.

    Wolter (2007), Introduction to Variance Estimation, section 4.5. For totals it gives the linearised variance to
    the last digit. Strata with one PSU: as the design chose, see ``replicates.resampled_together``.
    """

    def draw(self, design: Design) -> Replicates:
        """One replicate a PSU of the strata that vary. Raises UnusableDesign."""
        return _delete_one("jackknife JKn", design)


@dataclass(frozen=True)
class JK1:
    """The delete-one-PSU jackknife of a design without strata: n replicates, scale (1 - f)(n - 1)/n."""

    def draw(self, design: Design) -> Replicates:
        """One replicate a PSU. Raises UnusableDesign where there are strata: they would be taken for one."""
        if design.n_strata > 1:
            raise UnusableDesign([Problem("resampling.strata", {"method": "JK1", "n": design.n_strata})])
        return _delete_one("jackknife JK1", design)


@dataclass(frozen=True)
class JK2:
    """The paired jackknife: two PSUs a stratum, one replicate a stratum in which the first by label is left out.

    The scale is 1 - f_h. Half as many replicates as JKn; for totals the variance is the same.
    """

    def draw(self, design: Design) -> Replicates:
        """One replicate a stratum. Raises UnusableDesign naming the strata that have not two PSUs."""
        pairs, fraction = pairs_of(design, "JK2")
        multipliers = np.ones((design.n_psus, len(pairs)))
        replicate = np.arange(len(pairs))
        multipliers[pairs[:, 0], replicate] = 0.0
        multipliers[pairs[:, 1], replicate] = 2.0
        return Replicates("jackknife JK2", multipliers, 1.0 - fraction)


def _delete_one(method: str, design: Design) -> Replicates:
    groups, fractions = resampled_together(design)
    count = sum(members.size for members in groups)
    multipliers, scale = np.ones((design.n_psus, count)), np.empty(count)
    first = 0
    for members, f in zip(groups, fractions, strict=True):
        n = members.size
        block = np.full((n, n), n / (n - 1))
        np.fill_diagonal(block, 0.0)
        multipliers[members, first : first + n] = block
        scale[first : first + n] = (1.0 - f) * (n - 1) / n
        first += n
    return Replicates(method, multipliers, scale)


def pairs_of(design: Design, method: str) -> tuple[IntArray, FloatArray]:
    """The two PSUs of each stratum (strata, 2), and the sampling fraction of each stratum.

    Strata whose PSUs were all taken stay as they are. Raises UnusableDesign naming the strata that have not two.
    """
    stage = design.first
    varying = np.flatnonzero(stage.fraction < 1.0)
    odd = [code for code in varying if stage.sampled[code] != 2]
    if odd:
        raise UnusableDesign(
            Problem(
                "resampling.not_two",
                {"method": method, "stratum": stage.stratum_labels[code], "n": int(stage.sampled[code])},
            )
            for code in odd[:20]
        )
    if not varying.size:
        raise UnusableDesign([Problem("weighting.one_psu", {"n": design.n_psus})])
    of = stage.cluster_stratum
    pairs = np.stack([np.flatnonzero(of == code) for code in varying])
    return pairs, np.asarray(stage.fraction[varying], np.float64)
