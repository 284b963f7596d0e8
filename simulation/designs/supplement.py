"""The three hard-to-reach designs beside one another in one world: their samples, tables, labels and who is who."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from questionnaires.contracts import Column, Contract, Kind
from questionnaires.files import ordered
from questionnaires.hard_to_reach import PLACES
from simulation.designs.centre import CentreSample, centre_tables
from simulation.designs.draws import centre_draw, coupon_key, gathering, rds_draw, venue_draw
from simulation.designs.parameters import designs
from simulation.designs.places import Centres, Venues
from simulation.designs.rds import RdsSample
from simulation.designs.rds_tables import rds_tables
from simulation.designs.venue import VenueSample
from simulation.designs.venue_tables import venue_tables
from simulation.population.arrays import Numbers, Texts, Truths
from simulation.population.network import Network, network
from simulation.population.scenario import Scenario
from simulation.population.world import World
from simulation.streams import Streams

WHO_IS_WHO = Contract(
    "who_is_who",
    (
        Column("person_id"),
        Column("design", codes=("rds", "venue", "centre")),
        Column("person", Kind.WHOLE),  # row of the world's people: the key to the census
        Column("label"),  # of misconduct, empty where there is none
    ),
    key=("person_id",),
)


@dataclass(frozen=True)
class Reach:
    """What the designs reach people through; the same for every sample of a world."""

    network: Network
    venues: Venues
    centres: Centres


@dataclass(frozen=True)
class Supplement:
    """One sample of each design."""

    rds: RdsSample
    venue: VenueSample
    centre: CentreSample


def reach(world: World, streams: Streams) -> Reach:
    """The network and the places of a world."""
    return Reach(network(world, streams), *gathering(world, streams))


def supplement(
    world: World, through: Reach, scenario: Scenario, streams: Streams, number: int = 0, listed: Truths | None = None
) -> Supplement:
    """The n-th samples. ``listed`` tells of every person whether a lister of the area sample has called."""
    return Supplement(
        rds_draw(world, through.network, scenario, streams, number, listed),
        venue_draw(world, through.venues, streams, number, listed),
        centre_draw(world, through.centres, streams, number, listed),
    )


def supplement_tables(world: World, through: Reach, found: Supplement, streams: Streams) -> Mapping[Contract, pa.Table]:
    """The tables of the three samples, the places of venues and centres in one."""
    first_day = world.country.field.first_day
    venue = venue_tables(found.venue, through.venues, designs(), first_day)
    centre = centre_tables(found.centre, through.centres, first_day)
    rds = rds_tables(found.rds, designs(), coupon_key(streams), first_day)
    return {**venue, **centre, **rds, PLACES: ordered(PLACES, pa.concat_tables([venue[PLACES], centre[PLACES]]))}


def who_is_who(found: Supplement) -> pa.Table:
    """The person behind every number of an interview, with labels: truth, for nobody but the simulation."""
    first_at_a_centre = np.flatnonzero(~found.centre.again)
    tables = [
        _named("rds", found.rds.person_id, found.rds.person, found.rds.label),
        _named("venue", found.venue.person_id[found.venue.first], found.venue.person[found.venue.first]),
        _named("centre", found.centre.person_id[first_at_a_centre], found.centre.person[first_at_a_centre]),
    ]
    return ordered(WHO_IS_WHO, pa.concat_tables(tables))


def _named(design: str, person_id: Texts, person: Numbers, label: Texts | None = None) -> pa.Table:
    return pa.table(
        {
            "person_id": person_id.tolist(),
            "design": [design] * len(person),
            "person": person,
            "label": [""] * len(person) if label is None else label.tolist(),
        }
    )
