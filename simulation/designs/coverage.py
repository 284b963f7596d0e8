"""What each hard-to-reach design could find at best: the people it covers at each site, and how they differ."""

from collections.abc import Mapping

import numpy as np

from simulation.designs.parameters import Site
from simulation.designs.places import Centres, Venues
from simulation.population.arrays import Truths
from simulation.population.community import Community
from simulation.population.network import Network

CHARACTERISTICS = ("AFR", "irregular", "woman", "employed", "quarters")

Shares = Mapping[str, float | None]


def coverage(
    people: Community, sites: Mapping[str, Site], network: Network, venues: Venues, centres: Centres
) -> Mapping[str, Mapping[str, Shares]]:
    """By site, of all eligible people and of those whom each design covers: how many they are, and what they are.

    RDS covers the largest component of the network, as far as people know an adult of their area; venues and centres
    cover those who go to one at all. Who is left is a hole that no weight of the design fills.
    """
    return {
        code: {
            group: _shares(people, members)
            for group, members in _groups(people, site, network, venues, centres).items()
        }
        for code, site in sites.items()
    }


def _groups(people: Community, site: Site, network: Network, venues: Venues, centres: Centres) -> Mapping[str, Truths]:
    here = people.lives_in(site.governorates)
    eligible = people.eligible & here
    connected = (network.component == 0) & (network.count(here & people.adult) > 0)
    return {
        "eligible": eligible,
        "rds": eligible & connected,
        "venue": eligible & venues.visits.attends,
        "centre": eligible & centres.attendance.attends,
        "none": eligible & ~connected & ~venues.visits.attends & ~centres.attendance.attends,
    }


def _shares(people: Community, members: Truths) -> Shares:
    n = int(members.sum())
    means = {name: float(np.mean(people.trait(name)[members])) if n else None for name in CHARACTERISTICS}
    return {"persons": float(n), **means}
