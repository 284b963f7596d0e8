"""The area sample beside a hard-to-reach design: whose dwelling has been listed."""

import numpy as np

from simulation.field.draw import Draw
from simulation.population.arrays import Truths


def listed_people(draw: Draw) -> Truths:
    """Of every person of the world, whether the dwelling is among those that the area sample has listed."""
    households = draw.listed.household
    return np.isin(draw.world.people.household, households[households >= 0])
