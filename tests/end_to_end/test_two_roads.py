"""One model, two roads: what the service exports after all forms were sent is what the light road makes at once."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

import amem
from questionnaires.contracts import CASES, CONTACT_ATTEMPTS, INTERVIEWS, LISTING_UNITS, PSUS, ROSTER, Contract
from questionnaires.files import digest, read
from questionnaires.versions import released
from simulation.demo import NOT_LOOKED_AT
from simulation.field.tables import tables, with_doors
from simulation.fieldwork import Fieldwork, provenance, simulate
from simulation.filling.census import census
from simulation.known.light import answers, light_tables
from simulation.operations.desk_review import DeskReview, desk_review
from simulation.population.scenario import scenario
from tests.end_to_end.conftest import INTERVIEWS as ABOUT
from tests.simulation.builders import code_lists, forms

REVIEWED = ("interview_id", "ended_at", "review_state")  # what a review may change
SEED = 2026  # of the demonstration where nothing else is said


@cache
def fieldwork() -> Fieldwork:
    return simulate(scenario("mar"), SEED, forms(), code_lists(), "small", int(ABOUT))


@pytest.mark.parametrize(
    "contract", [PSUS, LISTING_UNITS, ROSTER, CASES, CONTACT_ATTEMPTS], ids=lambda contract: contract.name
)
def test_the_service_exports_what_the_light_road_makes(demo_home: Path, contract: Contract) -> None:
    light = tables(fieldwork().draw, provenance(forms()))[contract]
    exported = read(demo_home / "exports", contract)
    differing = [name for name in light.column_names if light.column(name) != exported.column(name)]
    assert differing == []
    assert digest(light) == digest(exported)


@pytest.mark.parametrize(
    "contract", [LISTING_UNITS, ROSTER, CASES, CONTACT_ATTEMPTS], ids=lambda contract: contract.name
)
def test_so_it_does_where_the_listing_and_its_visits_were_sent(listed_home: Path, contract: Contract) -> None:
    made_of = provenance(forms())
    light = with_doors(tables(fieldwork().draw, made_of), fieldwork().draw, made_of)[contract]
    exported = read(listed_home / "exports", contract)
    assert [name for name in light.column_names if light.column(name) != exported.column(name)] == []


@cache
def light_interviews() -> pa.Table:
    """From a census in which only the respondents are grown up: a small one."""
    found, individual = fieldwork(), forms().individual
    world = found.world
    of_age = np.isin(np.arange(len(world.people)), found.draw.respondents)
    only = replace(world, people=replace(world.people, age=np.where(of_age, world.people.age, 5)))
    xform = next(one for one in released(amem.TUNISIA.forms) if one.form_id == individual.form_id).xform()
    everybody = census(only, xform, found.seed, world.country.field.first_day, processes=1)
    known = answers(everybody, xform)
    return light_tables(found.draw, provenance(forms()), known)[known.contract()]


def test_interviews_of_the_light_road_have_the_columns_and_the_facts_of_those_exported(demo_home: Path) -> None:
    exported, light = in_order_of_cases(read(demo_home / "exports", INTERVIEWS)), in_order_of_cases(light_interviews())
    assert light.schema == exported.schema
    facts = [column.name for column in INTERVIEWS.columns if column.name not in REVIEWED]
    assert [name for name in facts if light.column(name) != exported.column(name)] == []


def test_interviews_that_came_back_are_exported_under_their_new_name(demo_home: Path) -> None:
    exported, light = (
        dict(zip(*(found.column(name).to_pylist() for name in ("case_id", "interview_id")), strict=True))
        for found in (read(demo_home / "exports", INTERVIEWS), light_interviews())
    )
    back = {one.correction.case_id: one for one in reviewed().returned}
    assert {case for case in exported if exported[case] != light[case]} == set(back)
    assert all(exported[case] == one.correction.instance_id for case, one in back.items())


def in_order_of_cases(interviews: pa.Table) -> pa.Table:
    return interviews.sort_by("case_id")


@cache
def reviewed() -> DeskReview:
    found = fieldwork()
    return desk_review(found.forms.individual, found.submissions, found.seed, waits=NOT_LOOKED_AT)


def test_people_answer_alike_on_both_roads_but_for_the_day(demo_home: Path) -> None:
    exported, light = in_order_of_cases(read(demo_home / "exports", INTERVIEWS)), in_order_of_cases(light_interviews())
    facts = {column.name for column in INTERVIEWS.columns}
    given = [name for name in exported.column_names if name not in facts]
    alike = [
        np.mean([one == other for one, other in zip(*pair, strict=True)])
        for pair in ((exported.column(name).to_pylist(), light.column(name).to_pylist()) for name in given)
    ]
    assert np.mean(alike) > 0.97


def test_partial_interviews_owe_as_many_answers_on_both_roads(demo_home: Path) -> None:
    exported, light = in_order_of_cases(read(demo_home / "exports", INTERVIEWS)), in_order_of_cases(light_interviews())
    owing = exported.filter(pc.greater(exported.column("n_problems"), 0))
    assert owing.num_rows == fieldwork().draw.partial.sum() > 0
    assert light.column("n_problems") == exported.column("n_problems")


def test_the_cases_with_an_interview_are_the_respondents_of_the_draw(demo_home: Path) -> None:
    drawn = fieldwork().draw
    interviews = read(demo_home / "exports", INTERVIEWS)
    assert interviews.num_rows == len(drawn.respondents)
    unfinished = pc.sum(pc.cast(pc.greater(interviews.column("n_problems"), 0), "int64")).as_py()
    assert unfinished == drawn.partial.sum() > 0
