"""Whether Horvitz-Thompson totals are unbiased over many draws of the sample, selection of persons included."""

from collections.abc import Mapping

import numpy as np

from simulation.field.listed import starts
from simulation.field.psus import psu_design
from simulation.field.selection import select_persons
from simulation.population.arrays import Amounts
from simulation.population.world import World
from simulation.streams import Streams


def biases(world: World, streams: Streams, draws: int) -> Mapping[str, float]:
    """The bias of each total as a multiple of its standard error over the draws.

    Of all foreigners over what stands in the drawn PSUs; of eligible persons, by sex and region too, over the persons
    selected there. Nothing is lost: errors of listing and nonresponse bias on purpose and are no part of it.
    """
    design = psu_design(world.country, world.frame)
    psu = world.households.psu[world.people.household]
    region = world.frame.region[psu]
    groups = {"eligible": world.eligible}
    groups |= {f"sex {code}": world.eligible & (world.people.sex == code) for code in np.unique(world.people.sex)}
    groups |= {f"region {code}": world.eligible & (region == code) for code in np.unique(region)}
    totals: dict[str, list[float]] = {name: [] for name in ("foreigners", *groups)}
    for number in range(1, draws + 1):
        drawn = design.draw(streams.of("psus", number))
        weight = np.zeros(len(world.frame))
        weight[drawn.row] = 1 / drawn.p
        totals["foreigners"].append(float(weight[psu].sum()))
        start = starts(world, number, streams.of("selection", number))
        person, p = select_persons(world, (weight > 0)[world.households.psu], start)
        of_person = weight[psu[person]] / p
        for name, inside in groups.items():
            totals[name].append(float(of_person[inside[person]].sum()))
    truth = {"foreigners": len(world.people), **{name: int(inside.sum()) for name, inside in groups.items()}}
    return {name: _z(np.array(found), truth[name]) for name, found in totals.items()}


def _z(totals: Amounts, truth: float) -> float:
    return float((totals.mean() - truth) / (totals.std(ddof=1) / np.sqrt(len(totals))))
