"""Communities, networks and samples of the hard-to-reach designs, small and with known traits."""

from dataclasses import replace
from functools import cache

import numpy as np

from simulation.designs.parameters import CentreKind, Designs, Odds, designs
from simulation.population.community import Community
from simulation.population.network import Network, knit
from simulation.streams import Streams

ORIGINS = ("AFR", "MAG", "ARB", "EUR")
GOVERNORATES = ("TN-11", "TN-12", "TN-13", "TN-61", "TN-82", "TN-31")


@cache
def people(size: int = 12_000, seed: int = 5) -> Community:
    """People of four origins in six governorates, one in seven a child; AFR are oftener irregular."""
    random = np.random.default_rng(seed)
    origin = random.choice(ORIGINS, size=size, p=[0.40, 0.35, 0.10, 0.15])
    governorate = random.choice(GOVERNORATES, size=size, p=[0.3, 0.15, 0.1, 0.25, 0.15, 0.05])
    adult = random.random(size) < 6 / 7
    employed = adult & (random.random(size) < 0.6)
    urban = np.where(random.random(size) < 0.85, "urban", "rural")
    return Community(
        household=np.arange(size) // 2,
        adult=adult,
        eligible=adult & (random.random(size) < 0.9),
        origin=origin,
        woman=random.random(size) < 0.45,
        irregular=random.random(size) < np.where(origin == "AFR", 0.55, 0.12),
        employed=employed,
        sector=np.where(employed, random.choice(["1", "3", "5", "7", "8", "12"], size=size), ""),
        governorate=governorate,
        city=np.char.add(np.char.add(governorate, " "), urban),
        quarters=random.random(size) < 0.05,
    )


@cache
def knit_network(size: int = 12_000, seed: int = 5) -> Network:
    return knit(people(size, seed), Streams(seed).of("network"))


def full_participation() -> Designs:
    """Everybody asked answers, every coupon comes back, nothing is misreported or miscounted."""
    usual = designs()
    return replace(
        usual,
        venue=replace(usual.venue, response=None, mapping_error=0.0, miscount=0.0, recall=0.0),
        centre=replace(usual.centre, response=None, mapping_error=0.0),
        rds=replace(
            usual.rds, accepts=None, comes=None, consents=1.0, outsiders=0.0, knows=1.0, taper=(), noise=0.0, silent=0.0
        ),
    )


def parted_centres() -> Designs:
    """Centres of two kinds, one attended by people from AFR only, the other by people from MAG only."""
    alone = {
        "AFR": CentreKind({"SF": 2}, 0.4, Odds(-40.0, {"AFR": 40.5})),
        "MAG": CentreKind({"SF": 2}, 0.4, Odds(-40.0, {"MAG": 40.5})),
    }
    return replace(full_participation(), centres={"association": alone["AFR"], "mosque": alone["MAG"]})
