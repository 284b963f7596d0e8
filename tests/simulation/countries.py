"""Worlds of the simulated countries, made once."""

from functools import cache

from simulation.country import country
from simulation.streams import Streams
from simulation.world import World, create
from tests.simulation.builders import code_lists

SEED = 20260401


@cache
def created(name: str = "small", seed: int = SEED) -> World:
    return create(Streams(seed), country(name), code_lists())


def enlarged(name: str, times: int, seed: int = SEED) -> World:
    return create(Streams(seed), country(name).enlarged(times), code_lists())
