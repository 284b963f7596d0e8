"""The venue-day-time sample: its probabilities are exact, its tables say what happened."""

from datetime import date
from functools import cache

import numpy as np
import pyarrow.compute as pc
import pytest

from questionnaires.files import broken
from questionnaires.hard_to_reach import (
    PLACES,
    VENUE,
    VENUE_ARRIVALS,
    VENUE_ATTENDANCE,
    VENUE_INTERVIEWS,
    VENUE_SESSIONS,
)
from simulation.designs.parameters import Designs, designs
from simulation.designs.places import Venues, venues
from simulation.designs.venue import AGAIN, INTERVIEWED, VenueSample, draw_venues
from simulation.designs.venue_tables import venue_tables
from simulation.streams import Streams
from tests.simulation.designs.builders import full_participation, people

MONDAY = date(2026, 10, 5)


@cache
def all_venues() -> Venues:
    return venues(people(), designs(), MONDAY.weekday(), Streams(5).of("venues"))


def draw(number: int = 0, parameters: Designs | None = None) -> VenueSample:
    return draw_venues(people(), all_venues(), parameters or designs(), Streams(5).of("venue design", number))


def test_the_tables_keep_their_contracts() -> None:
    tables = venue_tables(draw(), all_venues(), designs(), MONDAY)
    assert tuple(tables) == VENUE
    assert [broken(contract, table) for contract, table in tables.items()] == [[]] * len(VENUE)


def test_horvitz_and_thompson_with_true_attendance_is_unbiased() -> None:
    parameters, draws = full_participation(), 150
    attended = all_venues().attended(len(people()))
    covered = people().eligible & all_venues().visits.attends
    truths = np.array([covered.sum(), (covered & people().irregular).sum()])
    estimates = np.empty((draws, 2))
    for number in range(draws):
        sample = draw(number, parameters)
        weight = 1 / (attended @ sample.plan.a_visit)[sample.person]
        counts = np.isin(sample.outcome, (INTERVIEWED, AGAIN))
        estimates[number] = (weight * counts).sum(), (weight * counts * people().irregular[sample.person]).sum()
    z = (estimates.mean(axis=0) - truths) / (estimates.std(axis=0, ddof=1) / np.sqrt(draws))
    assert (np.abs(z) < 3).all()


def test_frequent_visitors_are_met_more_often_than_their_share() -> None:
    attended = all_venues().attended(len(people())).sum(axis=1)
    covered = people().eligible & all_venues().visits.attends
    assert attended[draw().person].mean() > 1.3 * attended[covered].mean()


def test_every_kth_arrival_is_taken() -> None:
    sample = draw()
    every = sample.plan.take_every[all_venues().venue[sample.session]]
    present = all_venues().visits.sizes[sample.session]
    taken = np.bincount(sample.at, minlength=len(sample.session))
    assert ((taken == present // every) | (taken == -(-present // every))).all()


def test_the_probabilities_of_the_venues_of_a_site_sum_to_the_venues_drawn() -> None:
    sample = draw()
    for site in designs().sites:
        here = all_venues().site == site
        drawn = np.unique(all_venues().venue[sample.session[here[all_venues().venue[sample.session]]]])
        assert sample.plan.p_place[here].sum() == pytest.approx(len(drawn))


def test_somebody_met_again_has_been_interviewed_before_under_the_same_number() -> None:
    sample = draw(parameters=full_participation())
    again = np.flatnonzero(sample.outcome == AGAIN)
    assert len(again) > 0
    for row in again:
        first = np.flatnonzero(sample.person_id == sample.person_id[row])[0]
        assert sample.outcome[first] == INTERVIEWED
        assert sample.person[first] == sample.person[row]


def test_two_people_never_share_a_number() -> None:
    sample = draw()
    assert len(set(zip(sample.person, sample.person_id, strict=True))) == len(set(sample.person_id))


def test_what_people_recall_is_what_was_when_recall_is_perfect() -> None:
    sample = draw(parameters=full_participation())
    who = sample.person[sample.first]
    assert np.array_equal(sample.reported, all_venues().attended(len(people()))[who])


def test_the_venue_where_one_is_met_is_among_those_attended() -> None:
    sample = draw()
    tables = venue_tables(sample, all_venues(), designs(), MONDAY)
    place = dict(
        zip(*(tables[VENUE_SESSIONS].column(name).to_pylist() for name in ("session_id", "place_id")), strict=True)
    )
    reported = set(
        zip(*(tables[VENUE_ATTENDANCE].column(name).to_pylist() for name in ("person_id", "place_id")), strict=True)
    )
    met = zip(*(tables[VENUE_INTERVIEWS].column(name).to_pylist() for name in ("person_id", "session_id")), strict=True)
    assert all((person, place[session]) in reported for person, session in met)


def test_there_is_one_interview_for_each_arrival_interviewed() -> None:
    tables = venue_tables(draw(), all_venues(), designs(), MONDAY)
    arrivals = tables[VENUE_ARRIVALS].filter(pc.field("outcome") == INTERVIEWED)
    assert sorted(arrivals.column("person_id").to_pylist()) == tables[VENUE_INTERVIEWS].column("person_id").to_pylist()
    assert sum(tables[VENUE_SESSIONS].column("taken").to_pylist()) == tables[VENUE_ARRIVALS].num_rows


def test_the_plan_of_every_venue_travels_whether_it_was_drawn_or_not() -> None:
    places = venue_tables(draw(), all_venues(), designs(), MONDAY)[PLACES]
    assert places.num_rows == len(all_venues().place_id)
    assert all(places.column(name).null_count == 0 for name in ("p_place", "p_session", "take_every"))


def test_a_draw_has_its_own_stream() -> None:
    assert np.array_equal(draw(1).person, draw(1).person)
    assert not np.array_equal(draw(1).person, draw(2).person)
