"""Weights of recruits by the three classic estimators; they sum to one: chains know shares, never totals."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from questionnaires.problems import Problem
from weighting.factors import FloatArray, IntArray
from weighting.problems import UnusableDesign
from weighting.rds.recruitment import Recruitment
from weighting.rds.successive import population


class Estimator(Protocol):
    """A way of weighting recruits."""

    @property
    def name(self) -> str:
        """How the estimator is called."""

    def shares(self, chains: Recruitment, times: FloatArray) -> FloatArray:
        """The share (n,) of the population that each person stands for; ``times`` counts persons, as in a bootstrap."""


@dataclass(frozen=True)
class RdsII:
    """Volz and Heckathorn (2008), Journal of Official Statistics 24, 79-97: the inverse of the network size."""

    seeds_count: bool = True
    name = "RDS-II"

    def shares(self, chains: Recruitment, times: FloatArray) -> FloatArray:
        """Shares of persons."""
        return _normed(_counted(chains, times, self.seeds_count) / chains.size)


@dataclass(frozen=True)
class SuccessiveSampling:
    """Gile (2011): the inverse of the probability of a sample without replacement from ``total`` persons.

    Better than RDS-II where the sample is a large part of the population. Show several totals: it is seldom known.
    """

    total: float
    name = "successive sampling"

    def shares(self, chains: Recruitment, times: FloatArray) -> FloatArray:
        """Shares of persons. Raises UnusableDesign where the population is not larger than the sample."""
        present = times > 0
        found = population(chains.size[present], self.total, times[present])
        p = found.p[np.searchsorted(found.sizes, chains.size[present])]
        shares = np.zeros(chains.n)
        shares[present] = times[present] / p
        return _normed(shares)


@dataclass(frozen=True, eq=False)
class RdsI:
    """Salganik and Heckathorn (2004), Sociological Methodology 34, 193-239: from recruitments between groups.

    ``groups`` (n,) are codes from 0. The share of a group is that of the stationary state of the recruitments over
    its harmonic mean network size; within a group persons count by the inverse of theirs.
    """

    groups: IntArray
    name = "RDS-I"

    def shares(self, chains: Recruitment, times: FloatArray) -> FloatArray:
        """Shares of persons. Raises UnusableDesign where recruitments never lead from one group to another."""
        n_groups = int(self.groups.max()) + 1
        between = recruitments(chains, self.groups, n_groups, times)
        inverse = np.bincount(self.groups, times / chains.size, n_groups)
        counted = np.bincount(self.groups, times, n_groups)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean_size = counted / inverse  # harmonic
            of_group = stationary(between) / mean_size
            within = np.where(inverse > 0, 1.0 / inverse, 0.0)
        of_group = _normed(np.where(counted > 0, of_group, 0.0))
        return np.asarray(times / chains.size * (within * of_group)[self.groups])


def recruitments(chains: Recruitment, groups: IntArray, n_groups: int, times: FloatArray) -> FloatArray:
    """How often somebody of one group (row) recruited somebody of another (column)."""
    rows = np.flatnonzero(~chains.seeds)
    found = np.zeros((n_groups, n_groups))
    np.add.at(found, (groups[chains.recruiter[rows]], groups[rows]), times[rows])
    return found


def stationary(counts: FloatArray) -> FloatArray:
    """The state that recruitment with these counts tends to. Raises UnusableDesign where there is none, or several."""
    n, sums = len(counts), counts.sum(axis=1)
    if (sums == 0).any():
        raise UnusableDesign([Problem("rds.group_recruits_nobody", {"group": int(np.flatnonzero(sums == 0)[0]) + 1})])
    moves = counts / sums[:, None]
    equations = np.vstack([moves.T - np.eye(n), np.ones(n)])
    if np.linalg.matrix_rank(equations) < n:
        raise UnusableDesign([Problem("rds.groups_apart", {"n": n})])
    state, *_ = np.linalg.lstsq(equations, np.append(np.zeros(n), 1.0), rcond=None)
    return np.asarray(np.clip(state, 0.0, None), np.float64)


def _counted(chains: Recruitment, times: FloatArray, seeds_count: bool) -> FloatArray:
    return times if seeds_count else np.where(chains.seeds, 0.0, times)


def _normed(shares: FloatArray) -> FloatArray:
    return np.asarray(shares / shares.sum())
