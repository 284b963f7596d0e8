"""The venue-day-time design: venues with probability proportional to size, sessions at each, every kth arrival.

The probability of a person follows from the sessions attended: summed over venues, the probability of the venue, times
the share of its sessions drawn, times 1 in k, times the sessions that the person attends there. A person met again
counts again; the interview is held once.
"""

from dataclasses import dataclass

import numpy as np

from simulation.designs.inclinations import probability
from simulation.designs.naming import person_ids
from simulation.designs.overlap import was_listed, would_be_listed
from simulation.designs.parameters import Designs, VenueField
from simulation.designs.places import Venues
from simulation.population.arrays import Amounts, Numbers, Texts, Truths
from simulation.population.community import Community
from weighting.selection.probabilities import inclusion_probabilities
from weighting.selection.systematic import systematic

INTERVIEWED, AGAIN, REFUSED, INELIGIBLE = "interviewed", "again", "refused", "ineligible"


@dataclass(frozen=True)
class Plan:
    """How every venue would be worked; arrays of one value a venue."""

    expected_size: Amounts  # arrivals a session, as mapped before the field
    p_place: Amounts
    p_session: Amounts
    take_every: Numbers

    @property
    def a_visit(self) -> Amounts:
        """The probability that one given visit to each venue is taken."""
        return np.asarray(self.p_place * self.p_session / self.take_every)


@dataclass(frozen=True)
class VenueSample:
    """Sessions drawn, arrivals taken at them and the people interviewed."""

    plan: Plan
    session: Numbers  # drawn, in the order of the field: rows among the sessions of ``Venues``
    counted: Numbers  # arrivals at each session drawn, on the clicker
    at: Numbers  # the place in ``session`` of each arrival taken
    arrival_no: Numbers
    person: Numbers  # row of the community: the truth, not in the tables
    person_id: Texts
    outcome: Texts
    reported: Numbers  # persons interviewed by venues: sessions attended in the last four weeks, as they say
    would_be_listed: Texts  # of the persons interviewed, in the order of their arrivals
    was_listed: Texts | None

    @property
    def first(self) -> Numbers:
        """The rows of the arrivals at which an interview was held."""
        return np.flatnonzero(self.outcome == INTERVIEWED)


def draw_venues(
    people: Community,
    venues: Venues,
    designs: Designs,
    random: np.random.Generator,
    listed: Truths | None = None,
) -> VenueSample:
    """Sessions of some venues of every site, and every kth arrival at each."""
    # a stream for each: a change of one leaves the others as they are
    mapping, drawing, arriving, counting, answering, listing = random.spawn(6)
    n_sessions = np.bincount(venues.venue, minlength=len(venues.place_id))
    plan = _plan(venues, designs.venue, n_sessions, mapping)
    session = _draw_sessions(venues, plan, n_sessions, drawing)
    miscounted = 1 + designs.venue.miscount * counting.standard_normal(len(session))
    at, arrival_no, person = _take(venues, session, plan.take_every, arriving)
    answers = answering.random(len(people)) < probability(people, designs.venue.response)
    outcome = _outcomes(person, people.eligible, answers)
    who = person[outcome == INTERVIEWED]
    return VenueSample(
        plan=plan,
        session=session,
        counted=np.maximum(np.rint(venues.visits.sizes[session] * miscounted), 0).astype(np.int64),
        at=at,
        arrival_no=arrival_no,
        person=person,
        person_id=_ids(venues.site[venues.venue[session[at]]], person, outcome),
        outcome=outcome,
        reported=_reported(venues, who, designs.venue.recall, n_sessions, answering),
        would_be_listed=would_be_listed(people, who, designs.overlap, listing),
        was_listed=None if listed is None else was_listed(listed, who, designs.overlap, listing),
    )


def _plan(venues: Venues, field: VenueField, n_sessions: Numbers, random: np.random.Generator) -> Plan:
    arrivals = np.bincount(venues.venue, weights=venues.visits.sizes, minlength=len(n_sessions))
    mapped = arrivals / n_sessions * np.exp(field.mapping_error * random.standard_normal(len(n_sessions)))
    p = np.zeros(len(mapped))
    for site in np.unique(venues.site):
        here = np.flatnonzero(venues.site == site)
        wanted = max(round(field.share_of_venues * len(here)), 1)
        p[here] = inclusion_probabilities(mapped[here] * n_sessions[here], wanted)
    return Plan(
        expected_size=mapped,
        p_place=p,
        p_session=np.minimum(field.sessions, n_sessions) / n_sessions,
        take_every=np.maximum(np.rint(mapped / field.interviews), 1).astype(np.int64),
    )


def _draw_sessions(venues: Venues, plan: Plan, n_sessions: Numbers, random: np.random.Generator) -> Numbers:
    """Venues drawn systematically in each site, and as many sessions of each as planned; in the order of the field."""
    first = np.cumsum(n_sessions) - n_sessions
    rows = []
    for site in np.unique(venues.site):
        here = np.flatnonzero(venues.site == site)
        for place in here[systematic(plan.p_place[here], random.random())]:
            wanted = round(plan.p_session[place] * n_sessions[place])
            rows.append(first[place] + random.choice(n_sessions[place], wanted, replace=False))
    session = np.sort(np.concatenate(rows))
    return session[np.argsort(venues.day[session], kind="stable")]


def _take(
    venues: Venues, sessions: Numbers, take_every: Numbers, random: np.random.Generator
) -> tuple[Numbers, Numbers, Numbers]:
    """Every kth arrival at each session drawn, from a random start."""
    persons = []
    for session in sessions:
        every = take_every[venues.venue[session]]
        persons.append(random.permutation(venues.visits.by(session))[random.integers(every) :: every])
    taken = [len(some) for some in persons]
    arrival_no = np.concatenate([np.arange(1, n + 1) for n in taken])
    return np.repeat(np.arange(len(taken)), taken), arrival_no, np.concatenate(persons).astype(np.int64)


def _outcomes(person: Numbers, eligible: Truths, answers: Truths) -> Texts:
    met_first = np.zeros(len(person), dtype=bool)
    met_first[np.unique(person, return_index=True)[1]] = True
    found = np.where(met_first, INTERVIEWED, AGAIN)
    return np.where(~eligible[person], INELIGIBLE, np.where(answers[person], found, REFUSED))


def _ids(site: Texts, person: Numbers, outcome: Texts) -> Texts:
    """A person interviewed is recognised when met again, somebody who refuses is not."""
    known = np.isin(outcome, (INTERVIEWED, AGAIN))
    key = np.where(known, person, -1 - np.arange(len(person)))
    _, first, same = np.unique(key, return_index=True, return_inverse=True)
    ids = person_ids("V", site[np.sort(first)])
    return ids[np.argsort(np.argsort(first))][same]


def _reported(venues: Venues, who: Numbers, recall: float, n_sessions: Numbers, random: np.random.Generator) -> Numbers:
    """Sessions attended as people recall them: never none where they go, never more than there were."""
    row_of = np.full(len(venues.visits.of_person) - 1, -1)
    row_of[who] = np.arange(len(who))
    rows = row_of[venues.visits.rows()]
    counts = np.zeros((len(who), len(n_sessions)), dtype=np.int64)
    np.add.at(counts, (rows[rows >= 0], venues.venue[venues.visits.columns[rows >= 0]]), 1)
    said = np.rint(counts * np.exp(recall * random.standard_normal(counts.shape))).astype(np.int64)
    return np.where(counts > 0, np.clip(said, 1, n_sessions), 0)
