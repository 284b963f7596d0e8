"""Adaptive cluster sampling of area units: wherever many are found, the neighbours are searched too (Thompson 1990).

Units are neighbours when they follow one another within a group, as PSUs do in a governorate. A network is a run of
neighbours that all hold the threshold or more; any other unit is a network of its own. Drawing one unit of a network
finds the whole of it, and the units at its edges, which count only where they were drawn themselves.
"""

from dataclasses import dataclass
from math import comb

import numpy as np

from simulation.population.arrays import Amounts, Numbers, Texts, Truths


@dataclass(frozen=True)
class AdaptiveSample:
    """What was found; arrays of one value a unit of the frame."""

    drawn: Numbers  # rows drawn at first
    searched: Truths  # all units that were visited, edges included
    network: Numbers  # of every unit: 0, 1, ...
    alpha: Amounts  # probability that the network of a unit is met by the first draw

    @property
    def met(self) -> Truths:
        """Units of the networks that the first draw met."""
        return np.isin(self.network, self.network[self.drawn])


def run_networks(count: Numbers, group: Texts, threshold: int) -> Numbers:
    """The network of every unit."""
    dense = count >= threshold
    follows = dense[1:] & dense[:-1] & (group[1:] == group[:-1])
    return np.concatenate([[0], np.cumsum(~follows)])


def draw_adaptive(count: Numbers, group: Texts, threshold: int, n: int, random: np.random.Generator) -> AdaptiveSample:
    """A first draw of n units without replacement, each with equal probability, and all that it leads to."""
    return follow(count, group, threshold, random.choice(len(count), n, replace=False))


def follow(count: Numbers, group: Texts, threshold: int, drawn: Numbers) -> AdaptiveSample:
    """All that a first draw leads to."""
    network = run_networks(count, group, threshold)
    size, n = np.bincount(network), len(drawn)
    missed = np.array([comb(len(count) - int(x), n) / comb(len(count), n) for x in np.unique(size)])
    alpha = 1 - missed[np.searchsorted(np.unique(size), size)]
    met = np.isin(network, network[drawn])
    spreads = met & (count >= threshold)
    searched = met.copy()
    same = group[1:] == group[:-1]
    searched[1:] |= spreads[:-1] & same
    searched[:-1] |= spreads[1:] & same
    return AdaptiveSample(np.sort(drawn), searched, network, alpha[network])
