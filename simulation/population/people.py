"""The foreigners who live in the simulated country: families, couples, housemates, dormitories."""

from dataclasses import dataclass

import numpy as np

from simulation.population.arrays import Amounts, Numbers, Texts
from simulation.population.chance import chosen_by, given, happens, normals, numbered, of, shared
from simulation.population.country import Country, Origin
from simulation.population.frame import Frame
from simulation.population.households import Households
from simulation.streams import Streams

HEAD, SPOUSE, CHILD, RELATIVE, HOUSEMATE = "1", "2", "3", "4", "5"  # relation to the head, as the roster codes it
MAN, WOMAN = "1", "2"

FIRST_ADULT_AGE, LAST_AGE = 18, 88
PARENT_AT = 18  # age of the head at the birth of a child of the household, at least
BOYS = 0.51
SPOUSES_APART, SPOUSES_SPREAD = 3.0, 4.0  # years by which the man is older
MONTHS_SPREAD = 0.9  # of the logarithm
CAME_TOGETHER = 0.8  # correlation of the time in the country within families; assumed
RELATIVES = 0.4  # of the other adults in homes; the rest are housemates
INTENDS = {"1": 0.74, "0": 0.24, "-8": 0.02}  # of those who came less than six months ago
SHORT = 6  # months


@dataclass(frozen=True)
class People:
    """Foreigners, sorted by household and line; arrays of one length."""

    household: Numbers  # row of ``Households``
    line_no: Numbers
    sex: Texts
    age: Numbers
    origin: Texts  # AFR, MAG, ARB, EUR
    citizenship: Texts  # ISO 3166-1
    months: Numbers  # in the country
    intends: Texts  # to stay six months: 1, 0, -8 unknown to the household, "" not asked
    relation: Texts  # to the head of the household

    def __len__(self) -> int:
        return len(self.household)


def people(country: Country, frame: Frame, households: Households, streams: Streams) -> People:
    """The foreigners of every household."""
    household = np.repeat(np.arange(len(households)), households.n_foreign)
    head = (np.cumsum(households.n_foreign) - households.n_foreign)[household]  # row of the first line
    origin = households.origin[household]
    line_no = np.arange(len(household)) - head + 1
    relation = _relations(country, households, household, line_no, streams.of("relations"))
    sex = _sexes(country, origin, relation, head, streams.of("sexes"))
    age = _ages(country, origin, relation, sex, head, streams.of("ages"))
    months = _months(country, origin, age, _together(household, relation, streams), streams.of("stays"))
    region = frame.region[households.psu]
    citizenship = _citizenships(country, region, households.origin, households.n_foreign, streams.of("citizenships"))
    intends = chosen_by(np.full(len(age), ""), {"": INTENDS}, streams.of("intentions"))
    return People(
        household=household,
        line_no=line_no,
        sex=sex,
        age=age,
        origin=origin,
        citizenship=citizenship[household],
        months=months,
        intends=np.where(months < SHORT, intends, ""),
        relation=relation,
    )


def _by_origin(country: Country, origin: Texts, parameter: str) -> Amounts:
    return of(origin, {code: getattr(values, parameter) for code, values in country.origins.items()})


def _relations(
    country: Country, households: Households, household: Numbers, line_no: Numbers, random: np.random.Generator
) -> Texts:
    several = (households.n_foreign > 1) & ~households.quarters
    group = numbered(households.origin, country.origins)
    couple = happens(_by_origin(country, households.origin, "spouses") * several, len(households), random, within=group)
    home = ~households.quarters[household]
    spouse = (line_no == 2) & couple[household]
    other = (line_no > 1) & ~spouse & home
    share = _by_origin(country, households.origin[household], "children") * other
    child = happens(share, len(household), random, within=group[household])
    relative = other & ~child & happens(RELATIVES, len(household), random)
    return np.select([line_no == 1, spouse, child, relative], [HEAD, SPOUSE, CHILD, RELATIVE], default=HOUSEMATE)


def _sexes(country: Country, origin: Texts, relation: Texts, head: Numbers, random: np.random.Generator) -> Texts:
    """Spouses are of opposite sex, children of either; the others make up the share of men of their origin."""
    spouse, child = relation == SPOUSE, relation == CHILD
    couples = np.zeros(len(origin), dtype=bool)
    couples[head[spouse]] = True
    man = np.zeros(len(origin), dtype=bool)
    man[child] = happens(BOYS, int(child.sum()), random)
    for code, values in country.origins.items():
        here = origin == code
        alone = here & ~spouse & ~child & ~couples
        in_couple = here & couples
        wanted = values.men * here.sum() - man[here & child].sum() - in_couple.sum()  # one man in each couple
        man[alone] = happens(np.clip(wanted / max(alone.sum(), 1), 0, 1), int(alone.sum()), random)
        man[in_couple] = happens(0.85, int(in_couple.sum()), random)
    man[spouse] = ~man[head[spouse]]
    return np.where(man, MAN, WOMAN)


def _ages(
    country: Country, origin: Texts, relation: Texts, sex: Texts, head: Numbers, random: np.random.Generator
) -> Numbers:
    age = np.zeros(len(origin))
    for code, values in country.origins.items():
        here = np.flatnonzero(origin == code)
        age[here] = _adults(values, len(here), random)
    spouse, child = relation == SPOUSE, relation == CHILD
    apart = np.where(sex == MAN, SPOUSES_APART, -SPOUSES_APART)
    with_head = age[head] + apart + SPOUSES_SPREAD * random.standard_normal(len(age))
    age = np.where(spouse, np.clip(with_head, FIRST_ADULT_AGE, LAST_AGE), age)
    oldest = np.clip(np.floor(age[head]) - PARENT_AT, 0, FIRST_ADULT_AGE - 1)
    age = np.where(child, random.random(len(age)) * (oldest + 1), age)
    return np.floor(age).astype(np.int64)


def _adults(origin: Origin, n: int, random: np.random.Generator) -> Amounts:
    part = np.repeat(np.arange(len(origin.ages)), shared(n, [share for share, *_ in origin.ages]))
    part = random.permutation(part)
    mean, spread = (np.array([values[place] for values in origin.ages])[part] for place in (1, 2))
    drawn = random.normal(mean, spread)
    while (off := (drawn < FIRST_ADULT_AGE) | (drawn >= LAST_AGE + 1)).any():
        drawn[off] = random.normal(mean[off], spread[off])
    return np.asarray(drawn)


def _together(household: Numbers, relation: Texts, streams: Streams) -> Amounts:
    """How early people came, on a normal scale: families came closer to one another than housemates did."""
    own = streams.of("arrivals").standard_normal(len(household))
    of_home = streams.of("arrivals of families").standard_normal(household.max() + 1 if len(household) else 0)[
        household
    ]
    family = np.where(relation == HOUSEMATE, 0.0, CAME_TOGETHER)
    return np.asarray(np.sqrt(family) * of_home + np.sqrt(1 - family) * own)


def _months(country: Country, origin: Texts, age: Numbers, earliness: Amounts, random: np.random.Generator) -> Numbers:
    """Time in the country, the longest for those who came earliest; nobody came before being born."""
    stayed = np.zeros(len(origin))
    for code, values in country.origins.items():
        here = np.flatnonzero(origin == code)
        drawn = np.sort(values.months * np.exp(MONTHS_SPREAD * normals(len(here), random)))
        stayed[here[np.argsort(earliness[here], kind="stable")]] = drawn
    return np.minimum(stayed.round(), age * 12 + 11).astype(np.int64)


def _citizenships(
    country: Country, region: Texts, origin: Texts, persons: Numbers, random: np.random.Generator
) -> Texts:
    """Of each household; where a region has citizenships of its own, the other regions make up for them."""
    found = np.zeros(len(origin), dtype="U2")
    for code, values in country.origins.items():
        here = np.flatnonzero(origin == code)
        total = persons[here].sum()
        left = {citizenship: share * total for citizenship, share in values.citizenships.items()}
        for name, own in country.regions.items():
            if code in own.citizenships:
                rows = here[region[here] == name]
                found[rows] = given(own.citizenships[code], persons[rows], random)
                for citizenship, share in own.citizenships[code].items():
                    left[citizenship] -= share * persons[rows].sum()
        rest = here[found[here] == ""]
        found[rest] = given(left, persons[rest], random)
    return found
