"""PSUs and the sample on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import amem
from survey_api.collection.psus.errors import NotAnAssignment
from survey_api.psu_commands import assignments
from survey_api.settings import Settings
from tests.survey_api.builders import KEY
from tests.survey_api.psus.drawn import FIRST, SECOND, TEAM, Listing, listing_of


def run(home: Path, *words: str) -> str:
    done = CliRunner().invoke(amem.main, ["--language", "en", *words, "--home", str(home)])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(autouse=True)
def _key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text(KEY)
    monkeypatch.setenv("AMEM_DATABASE_KEY_FILE", str(tmp_path / "key"))


def test_a_sample_is_released_assigned_and_shown(own: Settings, tmp_path: Path) -> None:
    home = own.home.folder
    with listing_of(own, tmp_path / "draw") as listed:
        assert isinstance(listed, Listing)
    assert "Replicate 1 released: 1 primary units" in run(home, "sample", "release", "1", "--reason", "too few")
    table = tmp_path / "teams.csv"
    table.write_text(f"psu_id,team\n{FIRST},{TEAM}\n{SECOND},2\n")
    assert "1 primary units assigned" in run(home, "psu", "assign", str(table))
    assert "PSU\tstratum\tteam\tstate\tunits listed" in run(home, "psu", "list")
    assert "stratum\treplicates released\tPSUs drawn\tof them released" in run(home, "sample", "status")
    shown = json.loads(run(home, "psu", "list", "--json"))
    assert [(one["psu_id"], one["team"], one["state"]) for one in shown][:2] == [
        (FIRST, TEAM, "planned"),
        (SECOND, "2", "planned"),
    ]
    assert json.loads(run(home, "psu", "show", SECOND))["decisions"][0]["team"] == "2"
    assert json.loads(run(home, "sample", "status", "--json"))["psus_released"] == 3
    assert "closed" in run(home, "psu", "close", FIRST, "--reason", "the road is cut")
    assert "reopened" in run(home, "psu", "reopen", FIRST, "--reason", "the road is open")


def test_a_spreadsheet_may_save_an_assignment_with_semicolons(tmp_path: Path) -> None:
    table = tmp_path / "teams.csv"
    table.write_bytes(f"psu_id;team\r\n{FIRST};{TEAM}\r\n".encode("utf-8-sig"))
    assert assignments(table) == {FIRST: TEAM}


def test_a_file_in_another_encoding_is_no_assignment(tmp_path: Path) -> None:
    table = tmp_path / "teams.csv"
    table.write_bytes("psu_id,team\nTN11-0001,équipe\n".encode("latin-1"))
    with pytest.raises(NotAnAssignment):
        assignments(table)


@pytest.mark.parametrize("text", ["psu_id,team\n", "psu,team\nA,1\n", "psu_id,team\nA,\n", "psu_id,team\nA,1\nA,2\n"])
def test_a_table_that_is_no_assignment_changes_nothing(own: Settings, tmp_path: Path, text: str) -> None:
    table = tmp_path / "teams.csv"
    table.write_text(text)
    words = ["--language", "en", "psu", "assign", str(table), "--home", str(own.home.folder)]
    done = CliRunner().invoke(amem.main, words)
    assert done.exit_code != 0
    assert "does not read as an assignment" in done.output
