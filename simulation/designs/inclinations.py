"""How likely a person is to do something, given who the person is."""

from collections.abc import Mapping

import numpy as np

from simulation.designs.parameters import Odds
from simulation.population.arrays import Amounts
from simulation.population.community import Community


def probability(people: Community, odds: Odds | None, more: Amounts | float = 0.0) -> Amounts:
    """Of each person; ``more`` is added to the log odds. Without odds everybody does it."""
    if odds is None:
        return np.ones(len(people))
    return np.asarray(1 / (1 + np.exp(-(odds.base + added(people, odds.adds) + more))))


def added(people: Community, adds: Mapping[str, float]) -> Amounts:
    """What the traits of each person add up to."""
    total = np.zeros(len(people))
    for trait, value in adds.items():
        total += value * people.trait(trait)
    return total
