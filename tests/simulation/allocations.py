"""What an allocation of the PSUs finds and how precisely: the trade-off that is computed before the field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulation.field.psus import PsuDesign, psu_design
from simulation.population.world import World
from simulation.streams import Streams
from weighting.selection.probabilities import inclusion_probabilities


@dataclass(frozen=True)
class Allocation:
    """PSUs drawn in each class of density, thinnest first; none named is in proportion to size, without classes."""

    name: str
    psus: Sequence[int] = ()


ALLOCATIONS = (
    Allocation("in proportion to size"),
    Allocation("120/130/170/180", (120, 130, 170, 180)),
    Allocation("60/120/200/220", (60, 120, 200, 220)),
)


def precision(world: World, allocation: Allocation, streams: Streams, draws: int) -> Mapping[str, float]:
    """Dwellings listed, households of foreigners found, the CV of their total, and Kish's effect of the weights."""
    design = _design(world, allocation)
    households = np.bincount(world.households.psu, minlength=len(world.frame))
    listed, found, totals, effects = [], [], [], []
    for number in range(draws):
        drawn = design.draw(streams.of(f"allocation {allocation.name}", number))
        n, weight = households[drawn.row], 1 / drawn.p
        listed.append(world.frame.dwellings[drawn.row].sum())
        found.append(n.sum())
        totals.append((n * weight).sum())
        effects.append(n.sum() * (n * weight**2).sum() / (n * weight).sum() ** 2)
    return {
        "listed": float(np.mean(listed)),
        "found": float(np.mean(found)),
        "cv": float(np.std(totals, ddof=1) / len(world.households)),
        "kish": float(np.mean(effects)),
        "bias": float(np.mean(totals) / len(world.households) - 1),
    }


def _design(world: World, allocation: Allocation) -> PsuDesign:
    country, frame = world.country, world.frame
    if not allocation.psus:
        p = inclusion_probabilities(frame.frame_dwellings, country.sample)
        return PsuDesign((slice(0, len(frame)),), p, p)
    sizes = zip(country.density.items(), allocation.psus, strict=True)
    density = {name: replace(of, sample=n) for (name, of), n in sizes}
    without = replace(country, density=density, field=replace(country.field, reserve=0.0))
    return psu_design(without, frame)
