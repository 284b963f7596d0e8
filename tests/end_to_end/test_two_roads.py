"""One model, two roads: what the service exports after all forms were sent is what the light road makes at once."""

from functools import cache
from pathlib import Path

import pyarrow.compute as pc
import pytest

from questionnaires.contracts import CASES, CONTACT_ATTEMPTS, INTERVIEWS, LISTING_UNITS, PSUS, ROSTER, Contract
from questionnaires.files import digest, read
from simulation.fieldwork import Fieldwork, provenance, simulate
from simulation.scenario import scenario
from simulation.tables import tables
from tests.end_to_end.conftest import INTERVIEWS as ABOUT
from tests.simulation.builders import code_lists, forms

SEED = 2026  # of the demonstration where nothing else is said


@cache
def fieldwork() -> Fieldwork:
    return simulate(scenario("mar"), SEED, forms(), code_lists(), "small", int(ABOUT))


@pytest.mark.parametrize(
    "contract", (PSUS, LISTING_UNITS, ROSTER, CASES, CONTACT_ATTEMPTS), ids=lambda contract: contract.name
)
def test_the_service_exports_what_the_light_road_makes(demo_home: Path, contract: Contract) -> None:
    light = tables(fieldwork().draw, provenance(forms()))[contract]
    exported = read(demo_home / "exports", contract)
    differing = [name for name in light.column_names if light.column(name) != exported.column(name)]
    assert differing == []
    assert digest(light) == digest(exported)


def test_the_cases_with_an_interview_are_the_respondents_of_the_draw(demo_home: Path) -> None:
    drawn = fieldwork().draw
    interviews = read(demo_home / "exports", INTERVIEWS)
    assert interviews.num_rows == len(drawn.respondents)
    unfinished = pc.sum(pc.cast(pc.greater(interviews.column("n_problems"), 0), "int64")).as_py()
    assert unfinished == drawn.partial.sum() > 0
