"""The commands on questionnaires, as typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amem import main
from questionnaires.versions import RELEASE
from tests.questionnaires.small_form import CHOICES, SURVEY, written


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_the_list_shows_every_version_with_its_digest() -> None:
    result = run("form", "list")
    assert result.exit_code == 0
    names = [line.split()[:2] for line in result.stdout.splitlines()]
    assert names == [[f"amem_tn_{name}", "2026.1"] for name in ("backcheck", "contact", "individual", "listing")]
    assert all(len(line.split()[2]) == 64 for line in result.stdout.splitlines())


def test_build_writes_the_xform(tmp_path: Path) -> None:
    target = tmp_path / "out.xml"
    result = run("form", "build", str(written(tmp_path / "sheets")), "-o", str(target))
    assert result.exit_code == 0
    assert b'id="small"' in target.read_bytes()


@pytest.mark.parametrize(("language", "word"), [("fr", "manque"), ("ar", "ناقصة"), ("en", "missing")])
def test_a_missing_sheet_is_said_in_the_users_language(tmp_path: Path, language: str, word: str) -> None:
    (written(tmp_path) / "choices.csv").unlink()
    target = tmp_path / "out.xml"
    result = run("--language", language, "form", "build", str(tmp_path), "-o", str(target))
    assert result.exit_code == 1
    assert word in result.stderr
    assert "Traceback" not in result.stderr
    assert not target.exists()


def test_release_then_change_then_refused(tmp_path: Path) -> None:
    folder = written(tmp_path / "small" / "1")
    assert run("form", "release", str(folder)).exit_code == 0
    assert (folder / RELEASE).is_file()
    written(folder, choices=CHOICES.replace("Male", "Man"))
    result = run("--language", "en", "form", "release", str(folder))
    assert result.exit_code == 1
    assert "new version" in result.stderr


def test_the_codebook_shows_wording_universe_and_codes() -> None:
    result = run("--language", "en", "form", "codebook", "amem_tn_listing")
    assert result.exit_code == 0
    assert "m_age [roster]  integer  Age (completed years)" in result.stdout
    assert "    1 = Occupied, contact made" in result.stdout
    assert "the answer to “Status of the unit” (unit_status) is “Occupied, contact made”" in result.stdout


@pytest.mark.parametrize("arguments", [("other",), ("amem_tn_listing", "--version", "1999")])
def test_an_unknown_form_is_told_with_those_that_exist(arguments: tuple[str, ...]) -> None:
    result = run("--language", "en", "form", "codebook", *arguments)
    assert result.exit_code == 1
    assert "amem_tn_contact 2026.1" in result.stderr


def test_a_form_with_errors_is_not_released(tmp_path: Path) -> None:
    folder = written(tmp_path / "small" / "1", survey=SURVEY.replace("${sex} = '2'", "${sex} = '7'"))
    result = run("--language", "en", "form", "release", str(folder))
    assert result.exit_code == 1
    assert "row 5" in result.stderr
    assert "not released: 2 error(s)" in result.stderr
    assert not (folder / RELEASE).exists()


@pytest.mark.parametrize("command", [("import", "--out"), ("convert",)])
def test_a_released_version_is_not_written_over(tmp_path: Path, command: tuple[str, ...]) -> None:
    folder = written(tmp_path / "small" / "1")
    run("form", "release", str(folder))
    before = (folder / "survey.csv").read_bytes()
    other = written(tmp_path / "other", survey=SURVEY.replace("Merci", "Bravo"))
    result = run("--language", "en", "form", command[0], str(other), *command[1:], str(folder))
    assert result.exit_code == 1
    assert "does not change" in result.stderr
    assert (folder / "survey.csv").read_bytes() == before


def test_the_codebook_of_a_form_that_is_not_released_yet(tmp_path: Path) -> None:
    folder = str(written(tmp_path))
    assert "hours [jobs]  integer  Hours" in run("--language", "en", "form", "codebook", folder).stdout
    table = run("form", "codebook", folder, "--csv").stdout
    assert table.splitlines()[0].startswith("form_id,version,variable")
    (sex, *_) = json.loads(run("form", "codebook", folder, "--json").stdout)
    assert sex["label"] == {"fr": "Sexe", "ar": "الجنس", "en": "Sex"}


def test_two_versions_are_told_apart(tmp_path: Path) -> None:
    before = written(tmp_path / "before")
    after = written(tmp_path / "after", survey=SURVEY.replace("Merci", "Bravo"))
    result = run("form", "diff", str(before), str(after))
    assert result.exit_code == 0
    assert "thanks" in result.stdout
