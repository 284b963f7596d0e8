"""Filled forms for the benchmarks: those that the tablets of the simulated country send, the same for a seed."""

from functools import cache

import amem
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from simulation.fieldwork import Fieldwork, simulate
from simulation.filling.forms import FormSet, released_forms
from simulation.filling.submissions import Submission
from simulation.population.codelists import read_code_lists
from simulation.population.scenario import scenario

SEED = 2026


@cache
def forms() -> FormSet:
    """The released questionnaires, compiled."""
    return released_forms(amem.TUNISIA.forms, FIELD_FORMS)


@cache
def fieldwork(interviews: int) -> Fieldwork:
    """A fieldwork of about this number of interviews."""
    return simulate(scenario("mar"), SEED, forms(), read_code_lists(amem.TUNISIA.codelists), "small", interviews)


def submissions(interviews: int) -> tuple[Submission, ...]:
    """Contact and individual forms in the order of sending, each once."""
    return tuple({sent.instance_id: sent for sent in fieldwork(interviews).submissions}.values())


def individual_records(interviews: int) -> tuple[bytes, ...]:
    """The individual forms alone, as XML."""
    form_id = forms().individual.form_id
    return tuple(sent.xml for sent in submissions(interviews) if sent.form_id == form_id)
