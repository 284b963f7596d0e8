"""The dwellings where foreigners live: how many by region and origin, and in which PSU."""

from dataclasses import dataclass

import numpy as np

from simulation.population.arrays import Amounts, Numbers, Texts, Truths
from simulation.population.chance import given, shared, summing_to
from simulation.population.country import Country, Settlement
from simulation.population.frame import Land
from simulation.streams import Streams

RAKING_ROUNDS = 50


@dataclass(frozen=True)
class Households:
    """Dwellings with foreigners, sorted by PSU and place; arrays of one length. Other dwellings are numbers only."""

    psu: Numbers  # row of the frame
    n_foreign: Numbers
    n_persons: Numbers  # usual residents
    origin: Texts  # group of origin of its foreigners
    quarters: Truths  # group quarters: a dormitory
    place: Amounts  # in [0, 1): where it stands in the walk through its PSU
    start: Amounts  # of the selection within it, in [0, 1), six decimals, drawn before listing

    def __len__(self) -> int:
        return len(self.psu)


@dataclass(frozen=True)
class Settled:
    """Households before the frame is sorted: ``psu`` is a row of the land."""

    psu: Numbers
    n_foreign: Numbers
    origin: Texts
    quarters: Truths
    expected: Amounts  # dwellings with foreigners by PSU of the land, before chance


def migrants(country: Country) -> Numbers:
    """Foreigners by region (rows) and origin (columns): shares of the regions and of the origins both kept."""
    rows = np.array([region.migrants for region in country.regions.values()])
    columns = np.array([origin.share for origin in country.origins.values()])
    rows, columns = rows / rows.sum(), columns / columns.sum()
    table = np.array(
        [[region.origins[code] for code in country.origins] for region in country.regions.values()], dtype=float
    )
    for _ in range(RAKING_ROUNDS):
        table *= (rows / table.sum(axis=1))[:, None]
        table *= columns / table.sum(axis=0)
    return shared(country.migrants, table.ravel()).reshape(table.shape)


def settle(country: Country, land: Land, random: np.random.Generator) -> Settled:
    """Foreigners find dwellings; PSUs differ much in how many they draw."""
    rule = country.settlement
    draws = _attraction(country, land, random)
    most = np.floor(rule.most * land.dwellings).astype(np.int64)
    cells, expected, persons = [], np.zeros(len(land)), migrants(country)
    for row, code in enumerate(country.regions):
        inside = np.flatnonzero(land.region == code)
        parts = {name: one.migrants for name, one in country.governorates.items() if name in land.governorate[inside]}
        for column, (name, origin) in enumerate(country.origins.items()):
            own = draws * random.gamma(rule.segregation, 1 / rule.segregation, len(land))
            sizes, n_quarters = _households(rule, int(persons[row, column]), origin.quarters, random)
            governorate = given(parts, sizes, random)
            psu = np.zeros(len(sizes), dtype=np.int64)
            for part in parts:
                here, there = governorate == part, np.flatnonzero(land.governorate == part)
                share = own[there] / own[there].sum()
                expected[there] += share * here.sum()
                psu[here] = there[_picked(share, int(here.sum()), random)]
            cells.append((psu, sizes, name, n_quarters))
    psu = np.concatenate([where for where, *_ in cells])
    return Settled(
        psu=_within_limits(psu, land, draws, most, random),
        n_foreign=np.concatenate([sizes for _, sizes, *_ in cells]),
        origin=np.concatenate([np.full(len(sizes), name) for _, sizes, name, _ in cells]),
        quarters=np.concatenate([np.arange(len(sizes)) < n for _, sizes, _, n in cells]),
        expected=expected,
    )


def count_in_2014(country: Country, settled: Settled, random: np.random.Generator) -> Numbers:
    """What the census of 2014 would have counted in each PSU: a noisy sign of where foreigners live now."""
    now = np.bincount(settled.psu, minlength=len(settled.expected))
    rule = country.settlement
    return random.poisson(rule.seen_in_2014 * now + rule.expected_in_2014 * settled.expected)


def households(country: Country, settled: Settled, row: Numbers, streams: Streams) -> Households:
    """The households in the order of the frame; ``row`` is the row of the frame of each PSU of the land."""
    n = len(settled.psu)
    place = streams.of("places").random(n)
    natives = streams.of("natives").poisson(country.settlement.natives, n) * ~settled.quarters
    start = np.minimum(streams.of("starts").random(n).round(6), 0.999999)
    psu = row[settled.psu]
    order = np.lexsort((place, psu))
    return Households(
        psu=psu[order],
        n_foreign=settled.n_foreign[order],
        n_persons=(settled.n_foreign + natives)[order],
        origin=settled.origin[order],
        quarters=settled.quarters[order],
        place=place[order],
        start=start[order],
    )


def _attraction(country: Country, land: Land, random: np.random.Generator) -> Amounts:
    """How much each PSU draws foreigners."""
    rule = country.settlement
    drawn = random.gamma(rule.concentration, 1 / rule.concentration, len(land))
    return drawn * land.frame_dwellings * np.where(land.urban, rule.urban, 1.0)


def _households(rule: Settlement, total: int, quarters: float, random: np.random.Generator) -> tuple[Numbers, int]:
    """Sizes that sum to the total, those of dormitories first, and how many these are."""
    inside = round(total * quarters)
    inside = inside if inside >= rule.quarters_fewest else 0
    dormitories = _sizes(inside, rule.quarters_fewest, rule.quarters_mean, random)
    return np.concatenate([dormitories, _sizes(total - inside, 1, rule.others, random)]), len(dormitories)


def _sizes(total: int, fewest: int, above: float, random: np.random.Generator) -> Numbers:
    n = max(round(total / (fewest + above)), min(total, 1))
    return summing_to(total, fewest + random.poisson(above, n), fewest, random)


def _picked(share: Amounts, n: int, random: np.random.Generator) -> Numbers:
    return np.minimum(np.searchsorted(np.cumsum(share), random.random(n)), len(share) - 1)


def _within_limits(psu: Numbers, land: Land, draws: Amounts, most: Numbers, random: np.random.Generator) -> Numbers:
    """No PSU above its limit: who finds no dwelling looks for another in the same governorate."""
    psu = psu.copy()
    while True:
        order = np.lexsort((random.random(len(psu)), psu))
        first = np.searchsorted(psu[order], psu[order])
        beyond = order[np.arange(len(psu)) - first >= most[psu[order]]]
        if not len(beyond):
            return psu
        free = np.bincount(psu, minlength=len(land)) < most
        for code in np.unique(land.governorate[psu[beyond]]):
            moving = beyond[land.governorate[psu[beyond]] == code]
            there = np.flatnonzero((land.governorate == code) & free)
            share = draws[there] / draws[there].sum()
            psu[moving] = there[_picked(share, len(moving), random)]
