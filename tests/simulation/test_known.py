"""What is known of a world, and light draws, as files."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

import amem
from questionnaires.contracts import CASES, INTERVIEWS
from questionnaires.files import read_manifest
from questionnaires.versions import released
from simulation.fieldwork import provenance
from simulation.known.light import answers
from simulation.known.truth_files import read_truth
from simulation.population.scenario import scenario
from simulation.roads.known_files import Inquiry
from simulation.roads.light_output import Drawing, write_draw
from simulation.roads.wishes import Wishes
from tests.simulation.builders import fieldwork, forms

ASKED = Wishes("mar", 7, "small", None, 60, listing=False, truth=True, processes=1)


def test_everybody_is_asked_once_and_the_truth_stands_in_files(tmp_path: Path) -> None:
    world = fieldwork().world
    (individual,) = (one for one in released(amem.TUNISIA.forms) if one.form_id == forms().individual.form_id)
    inquiry = Inquiry(world, scenario("mar"), 7, individual, amem.TUNISIA.load_analysis())
    heard: list[int] = []
    some = np.flatnonzero(world.eligible)[:150]
    everybody = inquiry.ask_everybody(1, heard.append, some)
    assert heard[-1] == everybody.num_rows == 150
    inquiry.write(tmp_path, everybody)
    assert read_truth(tmp_path / "truth").num_rows > 1000
    assert read_manifest(tmp_path / "truth").simulated
    assert read_manifest(tmp_path / "census").simulated


def test_a_light_draw_is_a_folder_of_tables_with_interviews_where_everybody_was_asked(tmp_path: Path) -> None:
    world = fieldwork().world
    (individual,) = (one for one in released(amem.TUNISIA.forms) if one.form_id == forms().individual.form_id)
    inquiry = Inquiry(world, scenario("mar"), 7, individual, amem.TUNISIA.load_analysis())
    drawn = fieldwork().draw
    everybody = inquiry.ask_everybody(1, lambda _n: None, drawn.respondents)
    found = answers(everybody, individual.xform())
    for name, given in (("without", None), ("with", found), ("again", found)):
        drawing = Drawing(world, ASKED, provenance(forms()), tmp_path / name, {"simulated": True}, answers=given)
        assert write_draw(drawing(), 0) == tmp_path / name / "00000"
    without, whole = read_manifest(tmp_path / "without" / "00000"), read_manifest(tmp_path / "with" / "00000")
    assert INTERVIEWS.name not in without.tables
    assert whole.rows[INTERVIEWS.name] == len(drawn.respondents) > 20
    assert whole.tables == read_manifest(tmp_path / "again" / "00000").tables
    assert (whole.simulated, whole.facts["draw"]) == (True, 0)
    assert pq.read_table(tmp_path / "with" / "00000" / f"{CASES.name}.parquet").num_rows == len(drawn.cases)
