"""Censuses of some hundred people, for tests of what people answer."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

import amem
from analysis.tunisia import CONTENT
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from questionnaires.versions import released
from simulation.filling.census import census
from simulation.population.arrays import Numbers
from tests.simulation.builders import world

SEED = 11
PEOPLE = 900

Row = Mapping[str, Any]


@cache
def xform() -> bytes:
    """The released individual form."""
    release = next(one for one in released(amem.TUNISIA.forms) if one.form_id == FIELD_FORMS.individual.form_id)
    return release.xform()


@cache
def some_people() -> Numbers:
    """Eligible persons, drawn from the whole small country."""
    eligible = np.flatnonzero(world(SEED).eligible)
    return np.sort(np.random.default_rng(1).permutation(eligible)[:PEOPLE])


@cache
def counted() -> pa.Table:
    """Their answers on the first day of the field."""
    here = world(SEED)
    return census(here, xform(), SEED, here.country.field.first_day, 1, persons=some_people())


@cache
def answered() -> list[Row]:
    """The same as rows."""
    return counted().to_pylist()


def derived(variable: str) -> np.ndarray:
    """What the analysis makes of the answers, person by person; None where missing."""
    return np.array(CONTENT.catalogue.add(counted(), [variable]).column(variable).to_pylist(), dtype=object)


def column(question: str) -> np.ndarray:
    """The answers to one question; None where it was not asked."""
    return np.array([row[question] for row in answered()], dtype=object)
