"""The foreigners as the designs for people who are hard to reach see them: who they are and where they live."""

from dataclasses import dataclass

import numpy as np

from simulation.population.arrays import Numbers, Texts, Truths
from simulation.population.world import MIN_AGE, World


@dataclass(frozen=True)
class Community:
    """One row a person, as in ``People``; arrays of one length."""

    household: Numbers
    adult: Truths
    eligible: Truths
    origin: Texts
    woman: Truths
    irregular: Truths
    employed: Truths
    sector: Texts  # "" for those without a job
    governorate: Texts
    city: Texts
    quarters: Truths  # lives in group quarters

    def __len__(self) -> int:
        return len(self.household)

    def lives_in(self, governorates: tuple[str, ...]) -> Truths:
        """Who lives in one of the governorates."""
        return np.isin(self.governorate, governorates)

    def trait(self, name: str) -> Truths:
        """A trait by the name that the parameter files use: an origin, a field of this value, ``sector_7``."""
        if name in ("AFR", "MAG", "ARB", "EUR"):
            return np.asarray(self.origin == name)
        if name.startswith("sector_"):
            return np.asarray(self.sector == name.removeprefix("sector_"))
        return np.asarray(getattr(self, name))


def community(world: World) -> Community:
    """The foreigners of a world, with the place of each taken from the frame."""
    people, traits = world.people, world.traits
    psu = world.households.psu[people.household]
    return Community(
        household=people.household,
        adult=people.age >= MIN_AGE,
        eligible=world.eligible,
        origin=people.origin,
        woman=people.sex == "2",
        irregular=traits.irregular,
        employed=traits.employed,
        sector=np.where(traits.employed, traits.sector, ""),
        governorate=world.frame.governorate[psu],
        city=world.frame.city[psu],
        quarters=world.households.quarters[people.household],
    )
