"""Two roads to one number: what people are, and what the analysis makes of their answers."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from analysis.tunisia import CONTENT
from questionnaires.codes import Missing
from simulation.answers.table import answers
from simulation.fieldwork import Fieldwork
from tests.analysis.builders import answers_table
from tests.simulation.builders import checked, fieldwork, forms, of_form

Row = Mapping[str, Any]


@cache
def found() -> Fieldwork:
    return fieldwork(5, 200)


@cache
def interviews() -> dict[str, Row]:
    """Answers by case."""
    records = of_form(found().submissions, forms().individual)
    return {str(row["case_id"]): row for row in (checked(record).answers.answers for record in records)}


@cache
def person_of() -> dict[str, int]:
    """Row of the world by case."""
    return {member.case_id: member.person for unit in found().units for member in unit.members if member.selected}


def derived(variable: str) -> dict[str, Any]:
    table = CONTENT.catalogue.add(answers_table(list(interviews().values())), [variable])
    return dict(zip(interviews(), table.column(variable).to_pylist(), strict=True))


def test_answers_lead_to_the_labour_force_status_of_the_person() -> None:
    labour = found().world.traits.labour
    for variable, codes in (("employed", {1}), ("unemployed", {2}), ("potential_labour_force", {3, 4})):
        for case, value in derived(variable).items():
            assert value == (int(labour[person_of()[case]]) in codes), (case, variable)


def test_answers_lead_to_the_informality_of_the_job() -> None:
    traits = found().world.traits
    for case, value in derived("informal_job").items():
        row = person_of()[case]
        assert value == (bool(traits.informal[row]) if traits.employed[row] else None), case


def test_answers_lead_to_the_pay_of_a_month() -> None:
    world = found().world
    silent = 0
    for case, value in derived("monthly_pay").items():
        row = person_of()[case]
        if not world.traits.employee[row]:
            assert value is None
        elif value is None:
            silent += 1
        else:
            assert value == pytest.approx(float(world.monthly_pay[row]))
    assert 0 < silent < 0.15 * int(world.traits.employee[list(person_of().values())].sum())


def test_people_are_asked_what_the_listing_knows_of_them_and_say_the_same() -> None:
    people = found().world.people
    for case, row in interviews().items():
        person = person_of()[case]
        assert (row["sex"], row["age"], row["citiz1"]) == (
            people.sex[person],
            people.age[person],
            people.citizenship[person],
        )


def test_do_not_know_and_refused_are_answers_of_their_own() -> None:
    given = [str(value) for row in interviews().values() for value in row.values()]
    assert 0 < given.count(Missing.DO_NOT_KNOW) < 0.03 * len(given)
    assert 0 < given.count(Missing.REFUSED) < 0.03 * len(given)


def test_every_closed_question_of_the_interview_has_an_answer_that_is_meant() -> None:
    open_ones = {"deleg", "end_comment"}
    asked = {node.name for node in forms().individual.questions if node.is_asked}
    assert asked - set(answers()) == open_ones


def test_the_truth_is_that_of_all_eligible_persons() -> None:
    world, truth = found().world, found().truth
    everybody = truth["indicators"]["all"]["all"]
    assert truth["persons"] == everybody["persons"] == int(world.eligible.sum())
    assert everybody["employment_rate"] == pytest.approx(np.mean(world.traits.labour[world.eligible] == 1))
    women, men = truth["indicators"]["sex"]["2"], truth["indicators"]["sex"]["1"]
    assert women["women_share"] == 1
    assert men["persons"] + women["persons"] == everybody["persons"]
    assert women["employment_rate"] < men["employment_rate"]


def test_truth_uses_the_names_of_the_published_indicators() -> None:
    published = {indicator.name for indicator in CONTENT.indicators}
    assert set(found().truth["indicators"]["all"]["all"]) - {"persons"} <= published
