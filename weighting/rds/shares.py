"""Estimated shares of groups with their uncertainty: estimator and replicates that belong together, or a refusal."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit
from scipy.stats import norm

from questionnaires.problems import Problem
from weighting.factors import FloatArray, IntArray
from weighting.problems import UnusableDesign
from weighting.rds.bootstrap import SuccessiveBootstrap, TreeBootstrap
from weighting.rds.estimators import Estimator, SuccessiveSampling
from weighting.rds.recruitment import Recruitment

Replicated = TreeBootstrap | SuccessiveBootstrap
MOST_FAILED = 0.1  # of the replicates; beyond, no standard error is told


@dataclass(frozen=True)
class Share:
    """The share of one group: point, standard error, 95 % interval on the logit scale, how many persons, by what."""

    group: str
    n: int
    share: float
    se: float
    low: float
    high: float
    estimator: str
    n_failed: int  # replicates without an estimate


def shares(
    chains: Recruitment, groups: Sequence[str], estimator: Estimator, replicated: Replicated, level: float = 0.95
) -> tuple[Share, ...]:
    """The share of each group, in the order of their labels.

    An interval from another estimator's replicates need not even hold the estimate (R's RDS 0.9 gives 0.146 with the
    interval 0.185 to 0.222): ``SuccessiveBootstrap`` is refused beside anything but ``SuccessiveSampling``.
    Raises UnusableDesign; also where more than a tenth of the replicates have no estimate.
    """
    labels, codes = np.unique(np.array(groups), return_inverse=True)
    of_person = estimator.shares(chains, np.ones(chains.n))
    points = np.bincount(codes, of_person, labels.size)
    drawn, failed = _replicates(chains, codes.astype(np.int64), labels.size, estimator, replicated)
    spread = np.sqrt(((drawn - points[:, None]) ** 2).mean(axis=1))
    found = []
    for g, label in enumerate(labels.tolist()):
        point, se = float(points[g]), float(spread[g])
        low, high = _interval(point, se, level)
        found.append(Share(label, int((codes == g).sum()), point, se, low, high, estimator.name, failed))
    return tuple(found)


def _replicates(
    chains: Recruitment, codes: IntArray, n_groups: int, estimator: Estimator, replicated: Replicated
) -> tuple[FloatArray, int]:
    if isinstance(replicated, SuccessiveBootstrap):
        if not isinstance(estimator, SuccessiveSampling):
            raise UnusableDesign([Problem("rds.other_variance", {"estimator": estimator.name})])
        return replicated.shares(chains, codes, estimator), 0
    times = replicated.times(chains)
    found = []
    for replicate in range(replicated.count):
        try:
            of_person = estimator.shares(chains, times[:, replicate])
        except UnusableDesign:
            continue
        found.append(np.bincount(codes, of_person, n_groups))
    failed = replicated.count - len(found)
    if failed > MOST_FAILED * replicated.count:
        raise UnusableDesign([Problem("rds.replicates_failed", {"n": failed, "of": replicated.count})])
    return np.array(found, np.float64).T, failed


def _interval(point: float, se: float, level: float) -> tuple[float, float]:
    if not 0.0 < point < 1.0:
        return point, point
    half = float(norm.ppf(0.5 + level / 2)) * se / (point * (1.0 - point))
    return float(expit(logit(point) - half)), float(expit(logit(point) + half))
