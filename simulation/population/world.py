"""The whole simulated world before anybody is interviewed: the frame, the households, the people and what they are."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulation.population.arrays import Amounts, Truths
from simulation.population.background import draw_background
from simulation.population.codelists import CodeLists
from simulation.population.country import Country
from simulation.population.frame import Frame, make_frame, survey_land
from simulation.population.households import Households, count_in_2014, households, settle
from simulation.population.people import People, people
from simulation.population.traits import EMPLOYED, UNEMPLOYED, Traits, traits
from simulation.population.work import draw_work
from simulation.streams import Streams

MIN_AGE = 18  # the survey's rule; the listing form receives it
MONTHS_OF_RESIDENCE = 6


@dataclass(frozen=True)
class World:
    """The truth. The sample is no part of it; the starts of the selection within dwellings are."""

    country: Country
    frame: Frame
    households: Households
    people: People
    traits: Traits

    @cached_property
    def works(self) -> Truths:
        """Works or looks for work: what the household says of a member."""
        return np.asarray((self.traits.labour == EMPLOYED) | (self.traits.labour == UNEMPLOYED))

    @cached_property
    def eligible(self) -> Truths:
        """Foreigners of the survey's age who stay six months or more, or mean to, or work or look for work."""
        stays = (self.people.months >= MONTHS_OF_RESIDENCE) | (self.people.intends == "1")
        return np.asarray((self.people.age >= MIN_AGE) & (stays | self.works))

    @cached_property
    def unclear(self) -> Truths:
        """Old enough, but the household does not know whether they will stay: eligibility cannot be told."""
        return np.asarray((self.people.age >= MIN_AGE) & ~self.eligible & (self.people.intends == "-8"))

    @cached_property
    def monthly_pay(self) -> Amounts:
        """Take-home pay of employees for a month, dinars."""
        return self.traits.monthly_pay


def create(streams: Streams, country: Country, codelists: CodeLists) -> World:
    """The world of a seed."""
    land = survey_land(country, codelists, streams.of("frame"))
    settled = settle(country, land, streams.of("settlement"))
    frame, row = make_frame(country, land, count_in_2014(country, settled, streams.of("census 2014")))
    homes = households(country, settled, row, streams)
    everybody = people(country, frame, homes, streams)
    background = draw_background(country, everybody, streams)
    work = draw_work(country, everybody, background, streams)
    return World(country, frame, homes, everybody, traits(background, work))
