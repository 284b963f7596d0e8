"""How uncertain shares from chains are: each kind of replicate goes with the estimators it was made for."""

from dataclasses import dataclass

import numpy as np

from weighting.factors import FloatArray, IntArray
from weighting.rds.estimators import SuccessiveSampling, recruitments
from weighting.rds.recruitment import Recruitment
from weighting.rds.successive import population

RAKED = 200  # times


@dataclass(frozen=True)
class TreeBootstrap:
    """Seeds drawn with replacement, then the recruits of each, and so on down (Baraff, McCormick and Raftery 2016).

    Proceedings of the National Academy of Sciences 113, 14668-14673. For any estimator; too wide where the sample is
    a large part of the population.
    """

    count: int
    seed: int

    def times(self, chains: Recruitment) -> FloatArray:
        """How often each person is in each replicate (n, count)."""
        random = np.random.default_rng(self.seed)
        times = np.zeros((chains.n, self.count))
        seeds = np.flatnonzero(chains.seeds)
        times[seeds] = random.multinomial(seeds.size, np.full(seeds.size, 1.0 / seeds.size), self.count).T
        for recruiter in np.argsort(chains.wave, kind="stable"):
            recruits = np.flatnonzero(chains.recruiter == recruiter)
            if recruits.size:
                drawn = (times[recruiter] * recruits.size).astype(np.int64)
                times[recruits] = random.multinomial(drawn, np.full(recruits.size, 1.0 / recruits.size)).T
        return times


@dataclass(frozen=True)
class SuccessiveBootstrap:
    """Samples without replacement, recruited anew from the population that the sample implies (Gile 2011, section 4).

    For ``SuccessiveSampling`` alone. The next person's group follows from the recruiter's by the recruitments that
    were seen, thinned as a group is used up; within the group persons come by their network size.
    """

    count: int
    seed: int

    def shares(self, chains: Recruitment, groups: IntArray, estimator: SuccessiveSampling) -> FloatArray:
        """The estimated share of each group (groups, count) in each replicate."""
        sizes, drawn, group = self._draw(chains, groups, estimator.total)
        n_groups = int(groups.max()) + 1
        found = np.empty((n_groups, self.count))
        for replicate in range(self.count):
            counts = np.bincount(drawn[:, replicate], minlength=sizes.size).astype(float)
            seen = counts > 0
            p = np.ones(sizes.size)
            p[seen] = population(sizes[seen], estimator.total, counts[seen]).p
            shares = np.bincount(group[:, replicate], 1.0 / p[drawn[:, replicate]], n_groups)
            found[:, replicate] = shares / shares.sum()
        return found

    def _draw(self, chains: Recruitment, groups: IntArray, total: float) -> tuple[FloatArray, IntArray, IntArray]:
        """Distinct sizes, and for each person of each replicate (n, count) the size (its code) and the group."""
        random, n_groups = np.random.default_rng(self.seed), int(groups.max()) + 1
        implied = population(chains.size, total)
        codes = np.searchsorted(implied.sizes, chains.size)
        of_both = np.zeros((n_groups, implied.sizes.size))
        np.add.at(of_both, (groups, codes), 1.0)
        persons = of_both / of_both.sum(axis=0) * implied.persons
        volume = persons @ implied.sizes
        between = _ties(recruitments(chains, groups, n_groups, np.ones(chains.n)), volume)
        left = np.repeat(persons[None], self.count, axis=0)  # replicates x groups x sizes
        drawn, group = np.empty((2, chains.n, self.count), np.int64)
        every = np.arange(self.count)
        for person in np.argsort(chains.wave, kind="stable"):
            recruiter = chains.recruiter[person]
            if recruiter < 0:
                mine = np.full(self.count, groups[person])
            else:
                remaining = np.clip(left, 0.0, None) @ implied.sizes / volume
                mine = _drawn(random, between[group[recruiter]] * remaining)
            size = _drawn(random, np.clip(left[every, mine], 0.0, None) * implied.sizes)
            left[every, mine, size] -= 1.0
            drawn[person], group[person] = size, mine
        return implied.sizes, drawn, group


def _ties(counts: FloatArray, volume: FloatArray) -> FloatArray:
    """Ties between groups: as symmetric as acquaintance is, adding up to the network sizes of each group.

    The recruitments that were seen, in both directions, raked to the volumes; groups that never met stay apart.
    """
    ties = (counts + counts.T) / 2
    for _ in range(RAKED):
        scale = np.sqrt(volume / np.maximum(ties.sum(axis=1), 1e-300))
        ties = ties * scale[:, None] * scale[None, :]
    return ties


def _drawn(random: np.random.Generator, chances: FloatArray) -> IntArray:
    """One column of each row, by the chances in the row."""
    reached = np.cumsum(chances, axis=1)
    return np.asarray((reached < random.random(len(chances))[:, None] * reached[:, -1:]).sum(axis=1))
