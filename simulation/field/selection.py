"""Who was found in the screened dwellings, who of them is eligible, and who was drawn to be interviewed."""

from dataclasses import dataclass

import numpy as np

from simulation.field.listed import NOBODY_FOREIGN, Listed
from simulation.population.arrays import Amounts, Numbers, Texts, Truths
from simulation.population.world import World
from weighting.selection.within_dwelling import select_within


@dataclass(frozen=True)
class Roster:
    """Foreign members of the screened households, sorted by unit and line; arrays of one length."""

    unit: Numbers  # row of the listed units
    person: Numbers  # row of the world's people
    eligible: Truths
    unclear: Truths  # eligibility cannot be told
    selected: Truths
    p: Amounts  # of selection, 0 where not eligible

    def __len__(self) -> int:
        return len(self.unit)


@dataclass(frozen=True)
class Cases:
    """The drawn persons, sorted by unit and line; arrays of one length."""

    unit: Numbers
    person: Numbers
    p: Amounts

    def __len__(self) -> int:
        return len(self.unit)


def roster(world: World, listed: Listed, screened: Truths) -> Roster:
    """The members of the units of these rows that were screened."""
    units = np.flatnonzero(screened & (listed.household != NOBODY_FOREIGN))
    unit, person = members(world, units, listed.household[units])
    eligible = world.eligible[person]
    selected, p = np.zeros(len(person), dtype=bool), np.zeros(len(person))
    among = np.flatnonzero(eligible)
    selected[among], p[among] = _draw(world, unit[among], person[among], listed.start)
    return Roster(unit, person, eligible, world.unclear[person], selected, p)


def cases(found: Roster) -> Cases:
    """Those who were drawn."""
    rows = np.flatnonzero(found.selected)
    return Cases(found.unit[rows], found.person[rows], found.p[rows])


def members(world: World, units: Numbers, households: Numbers) -> tuple[Numbers, Numbers]:
    """Unit and person of every foreigner of these households; people are sorted by household."""
    of = world.people.household
    first, last = np.searchsorted(of, households), np.searchsorted(of, households, side="right")
    n = last - first
    rank = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)
    return np.repeat(units, n), np.repeat(first, n) + rank


def select_persons(world: World, households: Truths, start: Amounts) -> tuple[Numbers, Amounts]:
    """Persons drawn where all of these households were screened without error, and the probability of each."""
    person = np.flatnonzero(world.eligible & households[world.people.household])
    selected, p = _draw(world, world.people.household[person], person, start)
    return person[selected], p[selected]


def _draw(world: World, unit: Numbers, person: Numbers, start: Amounts) -> tuple[Truths, Amounts]:
    people = world.people
    sex: Texts = people.sex[person]
    return select_within(unit, people.age[person], sex, people.line_no[person], start)
