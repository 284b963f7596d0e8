"""The places where foreigners gather, and who attends them: truth of the world, the same in every draw.

Somebody who is sociable goes to more kinds of places; many people go nowhere, which no design by places can repair.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.designs.incidence import Incidence, incidence
from simulation.designs.inclinations import probability
from simulation.designs.parameters import Designs, Odds, Site
from simulation.population.arrays import Amounts, Numbers, Texts, Truths
from simulation.population.community import Community

SOCIABLE = 0.8  # standard deviation of a person's own log odds of going to places; assumed
UNEVEN = 3.0  # shape of the gamma distribution of the popularity of places of a kind; assumed
SECOND_VENUE = 0.3  # of those who go to a kind of venue, go to two; assumed
EVEN = 4.0  # how alike people are in the share of open periods that they attend (sum of the two beta shapes); assumed


@dataclass(frozen=True)
class Venues:
    """Venues, their sessions during the field, and who is present at each session."""

    place_id: Texts
    site: Texts
    kind: Texts
    venue: Numbers  # of each session
    day: Numbers  # of each session, from 0
    visits: Incidence  # persons by sessions

    def attended(self, persons: int) -> Numbers:
        """Sessions that each person attends at each venue: a matrix of persons by venues."""
        counts = np.zeros((persons, len(self.place_id)), dtype=np.int64)
        np.add.at(counts, (self.visits.rows(), self.venue[self.visits.columns]), 1)
        return counts


@dataclass(frozen=True)
class Centres:
    """Centres and who attends them."""

    place_id: Texts
    site: Texts
    kind: Texts
    attendance: Incidence  # persons by centres


def venues(people: Community, designs: Designs, first_weekday: int, random: np.random.Generator) -> Venues:
    """Venues of every site. ``first_weekday`` is the day of the week on which the field begins, 0 for Monday."""
    counts = {kind: values.count for kind, values in designs.venues.items()}
    place_id, site, kind = _places("V", counts, designs.sites)
    person, place = _attenders(
        people, designs, site, kind, {k: (v.goes, SECOND_VENUE) for k, v in designs.venues.items()}, random
    )
    days = np.arange(designs.venue.weeks * 7)
    open_on = {name: days[np.isin((days + first_weekday) % 7, v.days)] for name, v in designs.venues.items()}
    session_of = [open_on[name] for name in kind]
    first = np.concatenate([[0], np.cumsum([len(on) for on in session_of])])
    mean = np.array([designs.venues[name].attends for name in kind])[place]
    rate = random.beta(EVEN * mean, EVEN * (1 - mean))
    n_open = np.diff(first)[place]
    pair = np.repeat(np.arange(len(place)), n_open)
    nth = np.arange(len(pair)) - np.repeat(np.cumsum(n_open) - n_open, n_open)
    present = random.random(len(pair)) < rate[pair]
    session = first[place[pair]] + nth
    return Venues(
        place_id=place_id,
        site=site,
        kind=kind,
        venue=np.repeat(np.arange(len(place_id)), np.diff(first)),
        day=np.concatenate(session_of) if session_of else np.zeros(0, dtype=np.int64),
        visits=incidence(person[pair[present]], session[present], len(people), int(first[-1])),
    )


def centres(people: Community, designs: Designs, random: np.random.Generator) -> Centres:
    """Centres of every site."""
    counts = {kind: values.count for kind, values in designs.centres.items()}
    place_id, site, kind = _places("C", counts, designs.sites)
    person, place = _attenders(
        people, designs, site, kind, {k: (v.goes, v.second) for k, v in designs.centres.items()}, random
    )
    return Centres(place_id, site, kind, incidence(person, place, len(people), len(place_id)))


def _places(
    letter: str, counts: Mapping[str, Mapping[str, int]], sites: Mapping[str, Site]
) -> tuple[Texts, Texts, Texts]:
    rows = [
        (f"{letter}{site}-{kind}-{number}", site, kind)
        for site in sites
        for kind, by_site in counts.items()
        for number in range(1, by_site.get(site, 0) + 1)
    ]
    place_id, site, kind = (np.array(column) for column in zip(*rows, strict=True))
    return place_id, site, kind


def _attenders(
    people: Community,
    designs: Designs,
    site: Texts,
    kind: Texts,
    going: Mapping[str, tuple[Odds, float]],
    random: np.random.Generator,
) -> tuple[Numbers, Numbers]:
    """Pairs of a person and a place of the person's site: one or two of each kind that the person goes to."""
    sociable = SOCIABLE * random.standard_normal(len(people))
    popularity = random.gamma(UNEVEN, 1 / UNEVEN, len(site))
    person, place = [], []
    for name, (odds, second) in going.items():
        goes = people.adult & (random.random(len(people)) < probability(people, odds, sociable))
        again = random.random(len(people)) < second
        for code, values in designs.sites.items():
            here = np.flatnonzero((site == code) & (kind == name))
            if not len(here):
                continue
            who = np.flatnonzero(goes & people.lives_in(values.governorates))
            one, two = _choose_two(popularity[here], len(who), random)
            both = again[who] & (two != one)
            person += [who, who[both]]
            place += [here[one], here[two[both]]]
    return np.concatenate(person), np.concatenate(place)


def _choose_two(popularity: Amounts, people: int, random: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Two choices of a place for each person, in proportion to popularity; they may fall together."""
    share = np.cumsum(popularity / popularity.sum())
    drawn = np.searchsorted(share, random.random((2, people)) * share[-1], side="right")
    drawn = np.minimum(drawn, len(popularity) - 1)
    return drawn[0], drawn[1]


def covered(people: Community, attendance: Incidence, governorates: tuple[str, ...]) -> Truths:
    """Eligible people of a site whom a design by places can meet at all."""
    return np.asarray(people.eligible & people.lives_in(governorates) & attendance.attends)
