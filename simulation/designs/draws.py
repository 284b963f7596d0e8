"""One sample of a hard-to-reach design from a world, all in arrays: the light road for coverage studies."""

import hashlib

import numpy as np

from simulation.designs.adaptive import AdaptiveSample, draw_adaptive
from simulation.designs.centre import CentreSample, draw_centres
from simulation.designs.misconduct import misconduct
from simulation.designs.parameters import Designs, designs
from simulation.designs.places import Centres, Venues, centres, venues
from simulation.designs.rds import RdsSample, draw_rds
from simulation.designs.venue import VenueSample, draw_venues
from simulation.population.arrays import Truths
from simulation.population.community import community
from simulation.population.network import Network
from simulation.population.scenario import Scenario
from simulation.population.world import World
from simulation.streams import Streams


def gathering(world: World, streams: Streams, parameters: Designs | None = None) -> tuple[Venues, Centres]:
    """The places of a world and who attends them: drawn once, whatever the sample."""
    parameters, people = parameters or designs(), community(world)
    weekday = world.country.field.first_day.weekday()
    return (
        venues(people, parameters, weekday, streams.of("venues")),
        centres(people, parameters, streams.of("centres")),
    )


def venue_draw(
    world: World,
    places: Venues,
    streams: Streams,
    number: int = 0,
    listed: Truths | None = None,
    parameters: Designs | None = None,
) -> VenueSample:
    """A venue-day-time sample; ``listed`` tells of every person whether a lister of the area sample has called."""
    random = streams.of("venue design", number)
    return draw_venues(community(world), places, parameters or designs(), random, listed)


def centre_draw(
    world: World,
    places: Centres,
    streams: Streams,
    number: int = 0,
    listed: Truths | None = None,
    parameters: Designs | None = None,
) -> CentreSample:
    """A centre sample; ``listed`` as for ``venue_draw``."""
    random = streams.of("centre design", number)
    return draw_centres(community(world), places, parameters or designs(), random, listed)


def rds_draw(
    world: World,
    network: Network,
    scenario: Scenario,
    streams: Streams,
    number: int = 0,
    listed: Truths | None = None,
    parameters: Designs | None = None,
) -> RdsSample:
    """An RDS sample with the misconduct of the scenario; ``listed`` as for ``venue_draw``."""
    random = streams.of("rds design", number)
    weekday = world.country.field.first_day.weekday()
    wrong = misconduct(scenario)
    return draw_rds(community(world), network, parameters or designs(), weekday, random, wrong, listed)


def adaptive_draw(world: World, streams: Streams, psus: int, threshold: int, number: int = 0) -> AdaptiveSample:
    """An adaptive cluster sample of PSUs by the foreigners who live there; rows in the order of PSU identifiers."""
    foreigners = np.bincount(world.households.psu, weights=world.households.n_foreign, minlength=len(world.frame))
    walk = np.argsort(world.frame.psu_id, kind="stable")
    random = streams.of("adaptive design", number)
    return draw_adaptive(foreigners[walk].astype(np.int64), world.frame.governorate[walk], threshold, psus, random)


def coupon_key(streams: Streams) -> bytes:
    """The secret of the coupons of a simulated survey."""
    return hashlib.blake2b(f"coupons/{streams.seed}".encode(), digest_size=32).digest()
