"""How large a fieldwork must be to give about a number of interviews: how many PSUs, how many of their dwellings."""

from dataclasses import dataclass

import numpy as np

from simulation.field.psus import psu_design
from simulation.population.world import World
from weighting.selection.within_dwelling import persons_to_select

INTERVIEWED = 0.62  # of the persons who would be drawn were everybody screened: what the usual field reaches
FEWEST = 0.45  # of the PSUs of the design: a smaller fieldwork screens a part of their dwellings instead
NEARLY = 0.99


@dataclass(frozen=True)
class Scale:
    """How many times the PSUs of the country's design, and the share of their dwellings that is screened."""

    psus: float = 1.0
    dwellings: float = 1.0


def scale_for(world: World, interviews: int | None) -> Scale:
    """The scale at which the design is expected to give so many interviews; all PSUs where even they give fewer."""
    if interviews is None:
        return Scale()
    to_draw = _to_draw(world)
    most = len(world.frame) / world.country.sample
    wanted, found = interviews / INTERVIEWED, _expected(world, to_draw, 1.0)
    psus = min(max(wanted / found, FEWEST), most)
    for _ in range(8):  # large PSUs become certain, and strata are used up: the rest must give more
        found = _expected(world, to_draw, psus)
        if found >= NEARLY * wanted or psus >= most:
            break
        psus = min(psus * wanted / found, most)
    return Scale(psus, min(wanted / found, 1.0) if psus <= FEWEST else 1.0)


def _to_draw(world: World) -> np.ndarray:
    """Persons who would be drawn in each PSU."""
    households = world.households
    eligible = np.bincount(world.people.household[world.eligible], minlength=len(households))
    return np.bincount(households.psu, weights=persons_to_select(eligible), minlength=len(world.frame))


def _expected(world: World, to_draw: np.ndarray, scale: float) -> float:
    return float(psu_design(world.country, world.frame, scale).p @ to_draw)
