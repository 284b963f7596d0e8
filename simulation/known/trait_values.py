"""The main indicators straight from the traits of people, without an interview: a second road to the truth."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.domains import Partition
from simulation.field.margins import partitions
from simulation.population.arrays import Amounts, Numbers, Texts, Truths
from simulation.population.traits import OWN_ACCOUNT, POTENTIAL, UNAVAILABLE, UNEMPLOYED
from simulation.population.world import World

WOMAN, YOUTH = "2", 25


def indicators(world: World, rows: Numbers) -> Mapping[str, float | None]:
    """The indicators among some people (rows), under the names of the publication."""
    traits, people = world.traits, world.people
    employed, employee = traits.employed[rows], traits.employee[rows]
    unemployed = traits.labour[rows] == UNEMPLOYED
    active = employed | unemployed
    potential = np.isin(traits.labour[rows], (UNAVAILABLE, POTENTIAL))
    age, pay = people.age[rows], world.monthly_pay[rows][employee]
    young = age < YOUTH
    return {
        "migrants": float(len(rows)),
        "women_share": _share(people.sex[rows] == WOMAN),
        "median_age": _median(age),
        "participation_rate": _share(active),
        "employment_rate": _share(employed),
        "unemployment_rate": _share(unemployed, active),
        "unemployment_and_potential_rate": _share(unemployed | potential, active | potential),
        "potential_labour_force_number": float(potential.sum()),
        "youth_unemployment_rate": _share(unemployed, active & young),
        "informal_employment_rate": _share(traits.informal[rows], employed),
        "dependent_contractors_share": _share(
            (traits.status[rows] == OWN_ACCOUNT) & traits.contractor[rows] & ~traits.incorporated[rows], employed
        ),
        "mean_monthly_pay": float(pay.mean()) if pay.size else None,
        "median_monthly_pay": _median(pay),
    }


@dataclass(frozen=True, eq=False)
class TraitValues:
    """The indicators of some people of a world, domain by domain."""

    world: World
    rows: Numbers

    def within(self, partition: Partition, level: str) -> Mapping[str, float | None]:
        """Their values in one domain; nothing where the traits do not know the partition."""
        names = [name for name in partition.reads if name in self._levels]
        if len(names) < len(partition.reads):
            return {}
        among = np.ones(len(self.rows), dtype=bool)
        for name, code in zip(names, level.split(" x "), strict=bool(names)):
            among &= self._levels[name] == code
        return indicators(self.world, self.rows[among])

    @cached_property
    def _levels(self) -> Mapping[str, Texts]:
        return {name: values[self.rows] for name, values in partitions(self.world).items()}


def _share(part: Truths, whole: Truths | None = None) -> float | None:
    among = part if whole is None else part[whole]
    return float(among.mean()) if among.size else None


def _median(values: Numbers | Amounts) -> float | None:
    return float(np.median(values)) if values.size else None
