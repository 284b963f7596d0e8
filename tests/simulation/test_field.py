"""The visits: who is met when, what follows a refusal, and what response may depend on."""

from collections import defaultdict
from dataclasses import fields, replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest

from simulation.field.cooperation import willingness
from simulation.field.draw import Draw, draw
from simulation.field.persons import Visit
from simulation.field.protocol import field_protocol
from simulation.field.results import HARD, Result
from simulation.field.visiting import Reached
from simulation.population.scenario import scenario
from simulation.population.traits import Traits
from simulation.population.world import World
from simulation.streams import Streams
from tests.simulation.builders import drawn, fieldwork, world


def by_case(visits: tuple[Visit, ...]) -> dict[str, list[Visit]]:
    found: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        found[visit.case.member.case_id].append(visit)
    return found


def test_visits_are_numbered_in_time_and_end_after_four() -> None:
    for visits in by_case(fieldwork().visits).values():
        assert [visit.visit_no for visit in visits] == list(range(1, len(visits) + 1))
        assert len(visits) <= 4
        assert [visit.at for visit in visits] == sorted(visit.at for visit in visits)
        assert len({visit.at.date() for visit in visits}) == len(visits)


def test_an_interviewer_is_in_one_place_at_a_time() -> None:
    busy: dict[str, list[Visit]] = defaultdict(list)
    for visit in sorted(fieldwork(5, 200).visits, key=lambda visit: visit.at):
        busy[visit.interviewer].append(visit)
    for visits in busy.values():
        for before, after in pairwise(visits):
            assert before.at + timedelta(minutes=before.minutes) < after.at


def test_no_visit_begins_at_night_even_where_there_is_too_much_to_do() -> None:
    protocol = field_protocol()
    crowded = replace(protocol, visits=replace(protocol.visits, waves=1))
    here = world()
    few = replace(here, country=replace(here.country, field=replace(here.country.field, teams=2)))
    found = draw(few, scenario("default"), Streams(3), protocol=crowded)
    hours = (found.attempts.at - found.calendar.midnight) % 86_400 / 3600
    assert hours.min() >= 9
    assert hours.max() < 22
    same_case = np.diff(found.attempts.case) == 0
    assert (np.diff(found.attempts.at)[same_case] > 0).all()


def test_nobody_returns_after_an_interview_or_a_hard_refusal() -> None:
    for visits in by_case(fieldwork(5, 200).visits).values():
        for visit in visits[:-1]:
            assert not visit.interviewed
            assert visit.reason not in HARD


def test_a_soft_refusal_is_tried_once_more_by_another_interviewer_and_some_are_turned() -> None:
    tried = turned = 0
    for visits in by_case(fieldwork(5, 200).visits).values():
        refusals = [place for place, visit in enumerate(visits) if visit.result is Result.REFUSAL]
        assert len(refusals) <= 2
        for place in refusals[:1]:
            later = visits[place + 1 :]
            assert all(visit.interviewer != visits[place].interviewer for visit in later[:1])
            tried += bool(later)
            turned += visits[-1].result is Result.INTERVIEW
    assert 0 < turned < 0.5 * tried


def test_an_interpreter_comes_once_and_helps_about_six_in_ten() -> None:
    attempts = everyone_with_a_barrier().attempts
    language = attempts.result == int(Result.LANGUAGE)
    per_case = np.bincount(attempts.case[language])
    assert per_case.max() <= 2
    met_again = np.flatnonzero(language[:-1] & (attempts.case[1:] == attempts.case[:-1])) + 1
    met_again = met_again[attempts.who[met_again] == 1]
    solved = ~np.isin(attempts.result[met_again], [int(Result.LANGUAGE)])
    assert solved.mean() == pytest.approx(0.6, abs=0.06)


def everyone_with_a_barrier() -> Draw:
    usual = scenario("default")
    stuck = replace(usual, response=replace(usual.response, barrier=1.0))
    return draw(world(), stuck, Streams(2))


def test_partial_interviews_have_the_core_and_break_offs_do_not() -> None:
    found = drawn("tunisia", "default")
    until = found.attempts.until
    rules = field_protocol().visits
    early = np.isin(until, rules.partial_until)
    assert (found.attempts.result[early] == int(Result.BREAK_OFF)).all()
    assert early.sum() / (~found.complete).sum() == pytest.approx(0.12, abs=0.03)
    broken = np.isin(until, rules.break_off_until)
    assert 0 < broken.sum() < early.sum()
    assert (until == "").sum() == len(until) - early.sum() - broken.sum()


def test_without_dependence_on_the_unseen_visits_are_the_same_whoever_people_are() -> None:
    here = world(5)
    other = replace(here, traits=shuffled(here.traits))
    assert same_field(_draw(here, "mar"), _draw(other, "mar"))
    assert not same_field(_draw(here, "default"), _draw(other, "default"))


def test_sex_has_no_part_in_who_answers() -> None:
    here = world(5)
    swapped = replace(here.people, sex=np.where(here.people.sex == "1", "2", "1"))
    everybody, urban = np.arange(len(here.people)), np.zeros(len(here.people), dtype=bool)
    response = scenario("nmar").response
    first, second = (
        willingness(response, here.country, people, here.traits, everybody, urban) for people in (here.people, swapped)
    )
    assert (first == second).all()
    assert {field.name for field in fields(Reached)} == {"place", "alone", "urban", "origin", "willing"}


def test_response_follows_what_each_scenario_says() -> None:
    here = world(5)
    everybody, urban = np.arange(len(here.people)), np.zeros(len(here.people), dtype=bool)
    europe, irregular = here.people.origin == "EUR", here.traits.irregular
    of = {
        name: willingness(scenario(name).response, here.country, here.people, here.traits, everybody, urban)
        for name in ("mar", "default", "nmar")
    }
    assert set(np.unique(of["default"][~europe]).round(9).tolist()) == {1.35, 0.6}
    assert of["default"][irregular & ~europe] == pytest.approx(0.6)
    assert len(np.unique(of["mar"].round(9))) <= len(here.country.origins)
    worse = here.traits.informal & ~irregular & ~europe
    assert (of["nmar"][worse] < of["default"][worse]).all()


def test_screening_does_not_depend_on_who_lives_there_when_response_follows_the_listing() -> None:
    here = world(5)
    larger = replace(here, households=replace(here.households, n_persons=here.households.n_persons + 3))
    other = replace(larger, traits=shuffled(larger.traits))
    assert (_draw(here, "mar").screening.status == _draw(other, "mar").screening.status).all()
    assert (_draw(here, "default").screening.status != _draw(other, "default").screening.status).any()


def test_the_fieldwork_of_the_demonstration_has_its_usual_size() -> None:
    found = draw(world(2026), scenario("mar"), Streams(2026), interviews=900)
    assert 800 <= len(found.respondents) <= 1000
    assert 1150 <= len(found.cases) <= 1450
    assert 90 <= len(found.psus) <= 130
    assert 4000 <= len(found.listed) <= 7000


@pytest.mark.parametrize("wanted", [30, 120, 400, 1500])
def test_about_as_many_interviews_come_as_were_asked_for(wanted: int) -> None:
    found = draw(world(2026), scenario("mar"), Streams(2026), interviews=wanted)
    assert len(found.respondents) == pytest.approx(wanted, rel=0.15, abs=10)


def test_a_shorter_field_makes_no_visit_after_its_last_day() -> None:
    found = draw(world(), scenario("default"), Streams(1), days=10)
    assert found.calendar.day_of(found.attempts.at).max() <= 9


def _draw(here: World, name: str) -> Draw:
    return draw(here, scenario(name), Streams(5))


def same_field(first: Draw, second: Draw) -> bool:
    attempts = [(found.attempts.case, found.attempts.result, found.attempts.at) for found in (first, second)]
    return all(np.array_equal(one, other) for one, other in zip(*attempts, strict=True))


def shuffled(traits: Traits) -> Traits:
    """Everything about people but whether they work: that the household tells, and eligibility follows from it."""
    order = np.random.default_rng(1).permutation(len(traits.labour))
    return Traits(**{name: values if name == "labour" else values[order] for name, values in vars(traits).items()})
