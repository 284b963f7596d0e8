"""Draws of a scenario, as they were and as they are told."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

import amem
from simulation.field.draw import Draw, draw
from simulation.field.schedule import DAY
from simulation.misbehaviour.misreport import Misreported, misreport
from simulation.misbehaviour.roles import cast
from simulation.population.codelists import read_code_lists
from simulation.population.country import country as country_named
from simulation.population.scenario import Misbehaviour, scenario
from simulation.population.world import World, create
from simulation.streams import Streams

CODE_LISTS = Path(amem.__file__).parent / "questionnaires" / "tunisia" / "codelists"


@cache
def world(country: str, seed: int) -> World:
    return create(Streams(seed), country_named(country), read_code_lists(CODE_LISTS))


def honest(name: str, country: str = "small", seed: int = 5, number: int = 0) -> Draw:
    """The draw as it was."""
    return _honest(name, country, seed, number)


@cache
def _honest(name: str, country: str, seed: int, number: int) -> Draw:
    return draw(world(country, seed), scenario(name), Streams(seed), number)


@cache
def told(
    name: str,
    country: str = "small",
    seed: int = 5,
    only: Misbehaviour | tuple[Misbehaviour, ...] = (),
    without: str = "",
    number: int = 0,
) -> Misreported:
    """The draw as it is told: all kinds of the scenario, or one only, or all but some."""
    drawn = honest(name, country, seed, number)
    kinds: Iterable[Misbehaviour] = [only] if isinstance(only, Misbehaviour) else only or drawn.scenario.misbehaviours
    roles = cast(drawn, [one for one in kinds if one.kind not in without], Streams(seed))
    return misreport(drawn, roles, Streams(seed))


def hours(drawn: Draw, at: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Hours of the day of some moments."""
    return (at - drawn.calendar.midnight) % DAY // 3600
