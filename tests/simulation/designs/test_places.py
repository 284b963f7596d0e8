"""Places where people gather: who goes there follows from who they are, and some go nowhere."""

from functools import cache

import numpy as np
import pytest

from simulation.designs.parameters import designs
from simulation.designs.places import Centres, Venues, centres, covered, venues
from simulation.streams import Streams
from tests.simulation.designs.builders import people

MONDAY = 0


@cache
def all_venues() -> Venues:
    return venues(people(), designs(), MONDAY, Streams(5).of("venues"))


@cache
def all_centres() -> Centres:
    return centres(people(), designs(), Streams(5).of("centres"))


def test_sessions_are_held_on_the_days_on_which_the_kind_of_venue_opens() -> None:
    found = all_venues()
    for kind, values in designs().venues.items():
        days = found.day[found.kind[found.venue] == kind]
        assert set(days % 7) == set(values.days)


def test_a_field_that_begins_on_a_thursday_opens_venues_on_the_same_days_of_the_week() -> None:
    found = venues(people(), designs(), 3, Streams(5).of("venues"))
    markets = found.day[found.kind[found.venue] == "market"]
    assert set((markets + 3) % 7) == set(designs().venues["market"].days)


def test_people_go_to_places_of_the_area_where_they_live() -> None:
    found = all_centres()
    for code, site in designs().sites.items():
        for place in np.flatnonzero(found.site == code):
            assert people().lives_in(site.governorates)[found.attendance.by(int(place))].all()


def test_children_go_to_no_place() -> None:
    assert not all_centres().attendance.attends[~people().adult].any()
    assert not all_venues().visits.attends[~people().adult].any()


@pytest.mark.parametrize("site", ["GT", "SF", "ME"])
def test_a_part_of_the_people_can_be_met_nowhere(site: str) -> None:
    governorates = designs().sites[site].governorates
    eligible = (people().eligible & people().lives_in(governorates)).sum()
    for attendance in (all_venues().visits, all_centres().attendance):
        share = covered(people(), attendance, governorates).sum() / eligible
        assert 0.4 < share < 0.9


@pytest.mark.parametrize(
    ("kind", "goes", "stays"),
    [("association", "AFR", "EUR"), ("mosque", "MAG", "EUR"), ("consulate", "EUR", "irregular")],
)
def test_who_attends_a_centre_follows_from_origin_and_status(kind: str, goes: str, stays: str) -> None:
    found = all_centres()
    attends = np.zeros(len(people()), dtype=bool)
    for place in np.flatnonzero(found.kind == kind):
        attends[found.attendance.by(int(place))] = True
    adults = people().adult & people().lives_in(designs().sites["GT"].governorates)
    assert attends[adults & people().trait(goes)].mean() > 2 * attends[adults & people().trait(stays)].mean()


def test_an_attendance_reads_the_same_from_both_sides() -> None:
    found = all_centres().attendance
    seen = {(person, place) for place in range(len(found.sizes)) for person in found.by(place)}
    assert seen == {(person, place) for person in range(len(people())) for place in found.where(person)}


def test_attended_sessions_are_counted_by_venue() -> None:
    found = all_venues()
    counts = found.attended(len(people()))
    assert counts.sum() == len(found.visits.columns)
    person = int(np.argmax(counts.sum(axis=1)))
    assert counts[person].sum() == len(found.visits.where(person))
