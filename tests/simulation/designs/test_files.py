"""The hard-to-reach designs as files, beside the area sample of the same draw."""

import json
from pathlib import Path

from click.testing import CliRunner

import amem
from questionnaires.files import read, read_manifest
from questionnaires.hard_to_reach import RDS_RECRUITS
from simulation.designs.files import COVERAGE, SUPPLEMENT, SUPPLEMENT_TRUTH, write_supplement
from simulation.designs.supplement import WHO_IS_WHO, reach
from simulation.field.draw import draw
from simulation.population.scenario import scenario
from simulation.streams import Streams
from tests.simulation.countries import SEED, created

FACTS = {"simulated": True}


def test_the_tables_are_marked_simulated_and_the_truth_lies_apart(tmp_path: Path) -> None:
    area = draw(created(), scenario("rds"), Streams(SEED))
    through = reach(created(), Streams(SEED))
    for name, truth in (("with", True), ("without", False)):
        write_supplement(tmp_path / name, area, through, FACTS, truth=truth)
    assert read_manifest(tmp_path / "with" / SUPPLEMENT).simulated
    assert read_manifest(tmp_path / "with" / SUPPLEMENT_TRUTH).simulated
    took_part = set(read(tmp_path / "with" / SUPPLEMENT, RDS_RECRUITS).column("person_id").to_pylist())
    assert took_part < set(read(tmp_path / "with" / SUPPLEMENT_TRUTH, WHO_IS_WHO).column("person_id").to_pylist())
    assert set(json.loads((tmp_path / "with" / SUPPLEMENT_TRUTH / COVERAGE).read_text())) == {"GT", "SF", "ME"}
    assert not (tmp_path / "without" / SUPPLEMENT_TRUTH).exists()
    assert read_manifest(tmp_path / "with" / SUPPLEMENT) == read_manifest(tmp_path / "without" / SUPPLEMENT)


def test_participants_say_whether_the_area_sample_has_listed_them(tmp_path: Path) -> None:
    area = draw(created(), scenario("rds"), Streams(SEED))
    write_supplement(tmp_path, area, reach(created(), Streams(SEED)), FACTS, truth=False)
    assert set(read(tmp_path / SUPPLEMENT, RDS_RECRUITS).column("was_listed").to_pylist()) == {"0", "1", "-8"}


def test_the_command_writes_them_with_light_draws_of_the_scenario(tmp_path: Path) -> None:
    words = ["simulate", "--scenario", "rds", "--country", "small", "--draws", "1", "--processes", "1"]
    asked = CliRunner().invoke(amem.main, [*words, "--out", str(tmp_path / "out")])
    assert asked.exit_code == 0, asked.output
    draw_folder = tmp_path / "out" / "draws" / "00000"
    assert read_manifest(draw_folder / SUPPLEMENT).facts["scenario"] == "rds"
    written = read_manifest(tmp_path / "out").files
    assert f"draws/00000/{SUPPLEMENT}/{RDS_RECRUITS.name}.parquet" in written
