"""The frame-overlap questions: would your dwelling have been listed, has a lister called."""

import numpy as np

from simulation.designs.parameters import Overlap
from simulation.population.arrays import Numbers, Texts, Truths
from simulation.population.community import Community

YES, NO, UNSURE = "1", "0", "-8"


def would_be_listed(people: Community, who: Numbers, rule: Overlap, random: np.random.Generator) -> Texts:
    """What each of these people says of the dwelling where they sleep; quarters and employers' homes are missed."""
    chance = np.where(people.sector[who] == "7", rule.would_domestic, rule.would)
    chance = np.where(people.quarters[who], rule.would_in_quarters, chance)
    said = np.where(random.random(len(who)) < chance, YES, NO)
    return np.where(random.random(len(who)) < rule.unsure, UNSURE, said)


def was_listed(listed: Truths, who: Numbers, rule: Overlap, random: np.random.Generator) -> Texts:
    """What they say when asked whether a lister called; ``listed`` tells it of every person of the community."""
    said = np.where(listed[who] & (random.random(len(who)) < rule.recalls), YES, NO)
    return np.where(random.random(len(who)) < rule.unsure, UNSURE, said)
