"""The whole simulated world before anybody is interviewed: the frame, the units, the people and what they are."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulation.codelists import CodeLists
from simulation.old_country import country
from simulation.old_frame import Frame, draw_frame
from simulation.old_traits import EMPLOYED, UNEMPLOYED, Traits, draw_traits
from simulation.population import People, Units, people, settle
from simulation.streams import Streams

MIN_AGE = 18  # the survey's rule; the listing form receives it
MONTHS_OF_RESIDENCE = 6


@dataclass(frozen=True)
class World:
    """The truth. The starts of the selection within dwellings belong to it: they are drawn before listing."""

    frame: Frame
    units: Units
    people: People
    traits: Traits
    works: npt.NDArray[np.bool_]  # or looks for work: what the household says of a member
    monthly_pay: npt.NDArray[np.float64]
    start: npt.NDArray[np.float64]  # of the selection, by unit

    @property
    def eligible(self) -> npt.NDArray[np.bool_]:
        """Foreigners of the survey's age who stay six months or more, or mean to, or work or look for work."""
        stays = (self.people.months >= MONTHS_OF_RESIDENCE) | (self.people.intends == "1")
        return np.asarray((self.people.age >= MIN_AGE) & (stays | self.works))

    @property
    def unclear(self) -> npt.NDArray[np.bool_]:
        """Old enough, but the household does not know whether they will stay: eligibility cannot be told."""
        return np.asarray((self.people.age >= MIN_AGE) & ~self.eligible & (self.people.intends == "-8"))


def create(streams: Streams, interviews: int, codelists: CodeLists) -> World:
    """A world whose usual sample gives about this number of interviews."""
    here = country()
    frame = draw_frame(here, codelists, interviews, streams.of("frame"))
    units = settle(here, frame, streams.of("units"))
    everybody = people(here, units, streams.of("people"))
    traits = draw_traits(everybody, streams.of("traits"))
    works = (traits.labour == EMPLOYED) | (traits.labour == UNEMPLOYED)
    start = streams.of("selection").random(len(units.psu)).round(6)
    return World(frame, units, everybody, traits, works, traits.monthly_pay, np.minimum(start, 0.999999))
