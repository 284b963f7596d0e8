"""Worlds of the simulated countries, made once."""

from simulation.population.country import country
from simulation.population.world import World, create
from simulation.streams import Streams
from tests.simulation.builders import code_lists, world

SEED = 20260401


def created(name: str = "small", seed: int = SEED) -> World:
    return world(seed, name)


def enlarged(name: str, times: int, seed: int = SEED) -> World:
    return create(Streams(seed), country(name).enlarged(times), code_lists())
