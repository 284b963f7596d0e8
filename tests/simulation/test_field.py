from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np

from simulation.field import HARD, MOST_VISITS, Result, Visit, cases, visit_all
from simulation.fieldwork import simulate
from simulation.listing import list_units
from simulation.old_traits import Traits
from simulation.old_world import World
from simulation.sample import draw_psus
from simulation.streams import Streams
from tests.simulation.builders import code_lists, fieldwork, forms, world


def by_case(visits: tuple[Visit, ...]) -> dict[str, list[Visit]]:
    found: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        found[visit.case.member.case_id].append(visit)
    return found


def test_visits_are_numbered_in_time_and_end_after_four() -> None:
    for visits in by_case(fieldwork().visits).values():
        assert [visit.visit_no for visit in visits] == list(range(1, len(visits) + 1))
        assert len(visits) <= MOST_VISITS
        assert sorted({visit.at.date() for visit in visits[:2]}) == [visit.at.date() for visit in visits[:2]]


def test_an_interviewer_is_in_one_place_at_a_time() -> None:
    busy: dict[str, list[Visit]] = defaultdict(list)
    for visit in sorted(fieldwork(5, 200).visits, key=lambda visit: visit.at):
        busy[visit.interviewer].append(visit)
    for visits in busy.values():
        for before, after in pairwise(visits):
            assert before.at + timedelta(minutes=before.minutes) < after.at


def test_the_field_works_by_day() -> None:
    hours = {visit.at.hour for visit in fieldwork(5, 200).visits}
    assert hours <= set(range(9, 23))


def test_nobody_returns_after_an_interview_or_a_hard_refusal() -> None:
    for visits in by_case(fieldwork(5, 200).visits).values():
        for visit in visits[:-1]:
            assert visit.result is not Result.INTERVIEW
            assert visit.reason not in HARD


def test_a_soft_refusal_is_tried_once_more_by_another_interviewer() -> None:
    converted = 0
    for visits in by_case(fieldwork(5, 200).visits).values():
        refusals = [place for place, visit in enumerate(visits) if visit.result is Result.REFUSAL]
        assert len(refusals) <= 2
        for place in refusals:
            if place + 1 < len(visits):
                assert visits[place + 1].interviewer != visits[place].interviewer
                converted += visits[-1].result is Result.INTERVIEW
    assert converted > 0


def test_whether_people_answer_depends_on_nothing_that_the_listing_does_not_know() -> None:
    here = world(5, 200)
    assert _field(here) == _field(replace(here, traits=_shuffled(here.traits)))


def test_screening_does_not_depend_on_who_lives_there() -> None:
    here = world(5, 200)
    drawn = draw_psus(here.frame, Streams(5).of("psus"))
    units = list_units(here, drawn, Streams(5).of("listing"))
    nobody = replace(here, units=replace(here.units, n_foreign=np.zeros_like(here.units.n_foreign)))
    again = list_units(nobody, drawn, Streams(5).of("listing"))
    assert [unit.status for unit in units] == [unit.status for unit in again]


def test_the_default_fieldwork_has_the_size_of_the_demonstration() -> None:
    found = simulate(2026, 900, forms(), code_lists())
    people = by_case(found.visits)
    interviews = sum(visit.result is Result.INTERVIEW for visit in found.visits)
    assert 750 <= interviews <= 1050
    assert 1100 <= len(people) <= 1500
    assert 2200 <= len(found.visits) <= 3300
    assert 4000 <= len(found.units) <= 6000
    assert 90 <= len({unit.psu for unit in found.units}) <= 120
    assert 0.6 < interviews / len(people) < 0.8


def _field(here: World) -> list[tuple[str, int, Result]]:
    streams = Streams(5)
    drawn = draw_psus(here.frame, streams.of("psus"))
    units = list_units(here, drawn, streams.of("listing"))
    return [
        (visit.case.member.case_id, visit.visit_no, visit.result) for visit in visit_all(cases(here, units), streams)
    ]


def _shuffled(traits: Traits) -> Traits:
    order = np.random.default_rng(1).permutation(len(traits.level))
    return Traits(**{name: values[order] for name, values in vars(traits).items()})
