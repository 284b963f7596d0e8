"""The real forms and code lists, and small fieldworks made from them."""

from functools import cache
from pathlib import Path

import amem
from questionnaires.checking import Checked, check
from questionnaires.form import Form
from questionnaires.records import read_record
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from simulation.field.draw import Draw, draw
from simulation.fieldwork import Fieldwork, simulate
from simulation.filling.forms import FormSet, released_forms
from simulation.filling.submissions import Submission
from simulation.population.codelists import CodeLists, read_code_lists
from simulation.population.country import country
from simulation.population.scenario import scenario
from simulation.population.world import World, create
from simulation.streams import Streams

CODE_LISTS = Path(amem.__file__).parent / "questionnaires" / "tunisia" / "codelists"


@cache
def forms() -> FormSet:
    return released_forms(amem.TUNISIA.forms, FIELD_FORMS)


@cache
def code_lists() -> CodeLists:
    return read_code_lists(CODE_LISTS)


@cache
def fieldwork(seed: int = 7, interviews: int = 60) -> Fieldwork:
    return simulate(scenario("mar"), seed, forms(), code_lists(), "small", interviews)


@cache
def world(seed: int = 7, name: str = "small") -> World:
    return create(Streams(seed), country(name), code_lists())


@cache
def drawn(name: str = "small", scenario_name: str = "mar", seed: int = 7, number: int = 0) -> Draw:
    return draw(world(seed, name), scenario(scenario_name), Streams(seed), number)


def checked(submission: Submission) -> Checked:
    return check(form_of(submission), read_record(submission.xml))


def form_of(submission: Submission) -> Form:
    known = {form.form_id: form for form in (forms().listing, forms().contact, forms().individual)}
    return known[submission.form_id]


def of_form(submissions: tuple[Submission, ...], form: Form) -> list[Submission]:
    """Each record once."""
    return list({one.instance_id: one for one in submissions if one.form_id == form.form_id}.values())
