"""What the listing of the drawn PSUs writes down: every dwelling in the order of the walk, with the lister's errors."""

from dataclasses import dataclass

import numpy as np

from simulation.field.protocol import ListingRules
from simulation.field.psus import DrawnPsus
from simulation.population.arrays import Amounts, Numbers, Texts, Truths
from simulation.population.world import World

OCCUPIED, VACANT, SEASONAL, NOT_A_DWELLING = range(4)
NOBODY_FOREIGN = -1
LAST_START = 0.999999


@dataclass(frozen=True)
class Listed:
    """Listed units sorted by PSU and walk; arrays of one length."""

    place: Numbers  # of the PSU among those drawn
    serial: Numbers  # 1, 2, ... in the PSU
    household: Numbers  # row of the world's households, -1 where no foreigner lives
    state: Numbers
    n_persons: Numbers  # usual residents, 0 where nobody lives
    start: Amounts  # of the selection within the dwelling
    p: Amounts  # inclusion probability within the PSU
    duplicate: Truths  # the same dwelling, listed a second time

    def __len__(self) -> int:
        return len(self.place)


def starts(world: World, number: int, random: np.random.Generator) -> Amounts:
    """Starts of the selection by household: those of the world for its own sample, new ones for any further draw."""
    return world.households.start if number == 0 else _starts(len(world.households), random)


def _starts(n: int, random: np.random.Generator) -> Amounts:
    return np.minimum(random.random(n).round(6), LAST_START)


def list_dwellings(
    world: World, psus: DrawnPsus, start: Amounts, rules: ListingRules, shares: Amounts, random: np.random.Generator
) -> Listed:
    """List the drawn PSUs. ``shares`` is the part of the listed dwellings that is screened, by drawn PSU.

    What the frame counts are households: vacant and seasonal dwellings come on top, offices and shops are among them.
    """
    ground = _ground(world, psus, start, rules, random)
    seen = random.random(len(ground)) >= rules.omission
    twice = seen & (random.random(len(ground)) < rules.duplicate)
    rows = np.concatenate([np.flatnonzero(seen), np.flatnonzero(twice)])
    again = np.arange(len(rows)) >= seen.sum()
    walk = np.where(again, np.minimum(ground.walk[rows] + 0.02, 1.0), ground.walk[rows])  # met again a little later
    own = np.where(again, _starts(len(rows), random), ground.start[rows])
    order = np.lexsort((again, walk, ground.place[rows]))
    rows, again, own = rows[order], again[order], own[order]
    place = ground.place[rows]
    listed = Listed(
        place=place,
        serial=_serials(place),
        household=ground.household[rows],
        state=ground.state[rows],
        n_persons=ground.n_persons[rows],
        start=own,
        p=np.ones(len(rows)),
        duplicate=again,
    )
    return _subsampled(listed, shares, random) if (shares < 1).any() else listed


@dataclass(frozen=True)
class _Ground:
    """What stands in the drawn PSUs, before anybody lists it."""

    place: Numbers
    walk: Amounts  # in [0, 1)
    household: Numbers
    state: Numbers
    n_persons: Numbers
    start: Amounts

    def __len__(self) -> int:
        return len(self.place)


def _ground(world: World, psus: DrawnPsus, start: Amounts, rules: ListingRules, random: np.random.Generator) -> _Ground:
    households, frame = world.households, world.frame
    place_of = np.full(len(frame), -1)
    place_of[psus.row] = np.arange(len(psus))
    foreign = np.flatnonzero(place_of[households.psu] >= 0)
    counted = frame.dwellings[psus.row]
    others = np.maximum(counted - np.bincount(place_of[households.psu[foreign]], minlength=len(psus)), 0)
    empty = rules.vacant + rules.seasonal
    more = random.poisson(counted * empty / (1 - empty))
    place = np.concatenate([place_of[households.psu[foreign]], np.repeat(np.arange(len(psus)), others + more)])
    n, n_foreign = len(place), len(foreign)
    state = np.full(n, OCCUPIED)
    state[n_foreign:] = _states(others, more, counted, rules, random)
    persons = 1 + random.poisson(rules.further_persons, n)
    persons[:n_foreign] = households.n_persons[foreign]
    return _Ground(
        place=place,
        walk=np.concatenate([households.place[foreign], random.random(n - n_foreign)]),
        household=np.concatenate([foreign, np.full(n - n_foreign, NOBODY_FOREIGN)]),
        state=state,
        n_persons=np.where(state == OCCUPIED, persons, 0),
        start=np.concatenate([start[foreign], _starts(n - n_foreign, random)]),
    )


def _states(
    others: Numbers, more: Numbers, counted: Numbers, rules: ListingRules, random: np.random.Generator
) -> Numbers:
    """States of dwellings without foreigners, PSU by PSU: first those that the frame counts, then the empty ones."""
    of_psu = np.repeat(np.arange(len(others)), others + more)
    rank = np.arange(len(of_psu)) - np.repeat(np.cumsum(others + more) - (others + more), others + more)
    share = np.minimum(rules.not_a_dwelling * counted / np.maximum(others, 1), 1.0)
    drawn = random.random(len(of_psu))
    seasonal = rules.seasonal / (rules.vacant + rules.seasonal)
    counted_state = np.where(drawn < share[of_psu], NOT_A_DWELLING, OCCUPIED)
    return np.where(rank < others[of_psu], counted_state, np.where(drawn < seasonal, SEASONAL, VACANT))


def _serials(place: Numbers) -> Numbers:
    """1, 2, ... within each run of equal places."""
    n_units = np.bincount(place)
    return np.arange(len(place)) - np.repeat(np.cumsum(n_units) - n_units, n_units) + 1


def _subsampled(listed: Listed, shares: Amounts, random: np.random.Generator) -> Listed:
    """A systematic sample of the listed dwellings of each PSU, in the order of the walk; at least one."""
    n_listed = np.bincount(listed.place, minlength=len(shares))
    p = np.minimum(np.maximum(shares * n_listed, 1.0) / np.maximum(n_listed, 1), 1.0)[listed.place]
    start = random.random(len(shares))[listed.place]
    reached = np.floor((listed.serial * p - start + 1).round(9))
    before = np.floor(((listed.serial - 1) * p - start + 1).round(9))
    taken = np.flatnonzero(reached > before)
    arrays: dict[str, Texts] = {name: values[taken] for name, values in vars(listed).items()}
    return Listed(**{**arrays, "p": p[taken]})
