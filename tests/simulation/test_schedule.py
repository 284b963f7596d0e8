"""Days, slots and hours of visits; rounds of an interviewer; teams that change."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simulation.field.draw import Draw, draw
from simulation.field.protocol import AFTERNOON, EVENING, MORNING, WEEKEND, HardDays, field_protocol
from simulation.field.results import Result
from simulation.field.rounds import in_one_place
from simulation.field.schedule import as_datetime, field_calendar, listing_calendar, plan
from simulation.field.teams import STAYS
from simulation.population.country import country
from simulation.population.scenario import scenario
from simulation.streams import Streams
from tests.simulation.builders import drawn, world

ONE_SLOT = np.eye(4)


def planned(slot: int, day: int = 0, n: int = 500) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    calendar = field_calendar(country("tunisia").field, field_protocol())
    shares = np.repeat(ONE_SLOT[[slot]], n, axis=0)
    return plan(calendar, np.full(n, day), shares, np.random.default_rng(1))


def test_visits_of_the_weekend_wait_for_it_and_others_for_monday() -> None:
    assert set(planned(WEEKEND, day=0)[0].tolist()) == {5}
    assert set(planned(WEEKEND, day=6)[0].tolist()) == {6}
    assert set(planned(EVENING, day=5)[0].tolist()) == {7}
    assert set(planned(MORNING, day=2)[0].tolist()) == {2}


@pytest.mark.parametrize(("slot", "hours"), [(MORNING, (9, 12)), (AFTERNOON, (13, 17)), (EVENING, (18, 20))])
def test_visits_keep_the_hours_of_their_slot(slot: int, hours: tuple[int, int]) -> None:
    at = [as_datetime(moment) for moment in planned(slot)[2]]
    assert min(moment.hour for moment in at) == hours[0]
    assert max(moment.hour for moment in at) == hours[1] - 1
    assert {moment.date() for moment in at} == {date(2026, 10, 5)}


def test_in_ramadan_visits_move_to_the_morning_and_nobody_comes_at_sunset() -> None:
    here = world(1, "tunisia")
    fasting = replace(here.country.field, ramadan=((date(2026, 10, 12), date(2026, 11, 10)),))
    usual = draw(here, scenario("default"), Streams(1))
    shifted = draw(replace(here, country=replace(here.country, field=fasting)), scenario("default"), Streams(1))
    inside, same_days = (_in_ramadan(found) for found in (shifted, usual))
    hour = (shifted.attempts.at - shifted.calendar.midnight) % 86_400 / 3600
    assert not (inside & (hour > 18.5) & (hour < 20.5)).any()
    assert (inside & (hour > 20.5)).any()
    assert (shifted.attempts.slot[inside] == MORNING).mean() > (usual.attempts.slot[same_days] == MORNING).mean() + 0.1


def _in_ramadan(found: Draw) -> np.ndarray:
    day = found.calendar.day_of(found.attempts.at)
    return np.asarray((day >= 7) & (day <= 36))


def test_on_a_day_of_strike_few_visits_are_made() -> None:
    protocol = field_protocol()
    hot = (HardDays(first=14, last=18, productivity=0.3),)
    calm, hard = replace(protocol, hard_days=()), replace(protocol, hard_days=hot)
    here = world(1, "tunisia")
    counts = [
        np.bincount(found.calendar.day_of(found.attempts.at), minlength=71)[14:19].sum()
        for found in (draw(here, scenario("default"), Streams(1), protocol=rules) for rules in (calm, hard))
    ]
    assert counts[1] < 0.7 * counts[0]


def test_the_listing_ends_where_the_visits_begin() -> None:
    field, protocol = country("small").field, field_protocol()
    listing, visits = listing_calendar(field, protocol), field_calendar(field, protocol)
    assert listing.midnight + listing.days * 86_400 == visits.midnight
    assert (listing.productivity == 1).all()


def test_a_visit_waits_for_the_one_before_of_the_same_interviewer() -> None:
    interviewer = np.array([0, 0, 1, 0])
    planned_for = np.array([1000, 0, 500, 100])
    begins = in_one_place(interviewer, planned_for, np.array([1.0, 10.0, 1.0, 1.0]))
    assert begins.tolist() == [1140, 0, 500, 840]


def test_an_interviewer_who_leaves_is_replaced_from_that_day_on() -> None:
    found = drawn("tunisia", "default")
    teams, attempts = found.teams, found.attempts
    gone = np.flatnonzero(teams.leaves < STAYS)
    assert len(gone) == 1
    assert teams.successor[gone].tolist() == [60]
    day = found.calendar.day_of(attempts.at)
    assert day[attempts.interviewer == gone[0]].max() <= teams.leaves[gone[0]]
    assert day[attempts.interviewer == 60].min() >= teams.leaves[gone[0]]


def test_three_psus_change_hands() -> None:
    found = drawn("tunisia", "default")
    teams, attempts = found.teams, found.attempts
    moved = np.flatnonzero(teams.changes < STAYS)
    assert len(moved) == 3
    assert (teams.team[moved] != teams.later_team[moved]).all()
    place = found.listed.place[found.cases.unit[attempts.case]]
    day = found.calendar.day_of(attempts.at)
    worked_by = (
        np.where(attempts.interviewer == 60, teams.successor.tolist().index(60), attempts.interviewer) // teams.size
    )
    stays = ~np.isin(place, moved)
    assert (worked_by[stays] == teams.team[place[stays]]).all()
    late = np.isin(place, moved) & (day > teams.changes[place])
    assert (worked_by[late] == teams.later_team[place[late]]).all()


def test_the_lazy_come_twice_and_mostly_in_the_morning() -> None:
    found = drawn("tunisia", "default")
    habits = ["diligent", "lazy", "appointment_maker"]
    assert np.bincount(found.teams.habit).tolist() == [58, 2, 1]
    lazy = found.teams.habit[found.screening.interviewer] == habits.index("lazy")
    assert found.screening.visits[lazy].max() == 2
    to_case = found.teams.habit[found.attempts.interviewer] == habits.index("lazy")
    assert (found.attempts.slot[to_case] == MORNING).mean() > 0.6
    appointments = found.attempts.result == int(Result.APPOINTMENT)
    maker = found.teams.habit[found.attempts.interviewer] == habits.index("appointment_maker")
    assert appointments[maker].mean() > 2 * appointments[~maker].mean()


def test_each_interviewer_carries_one_tablet() -> None:
    teams = drawn().teams
    assert teams.tablets[:2] == ("T001", "T002")
    assert teams.names[:2] == ("E001", "E002")
    assert len(teams.tablets) == len(teams.names) == 25
