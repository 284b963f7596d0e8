"""The version changes in the middle of the field, in a folder that the service publishes like any other."""

import itertools
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import amem
from questionnaires.differences import differences
from questionnaires.fates import Answers
from questionnaires.files import read_manifest
from questionnaires.history import history
from questionnaires.sheets import Sheets, read_sheets
from questionnaires.versions import released
from questionnaires.xlsform import read_questionnaire
from simulation.filling.versions import (
    INDIVIDUAL,
    SIMULATED,
    FixedSkip,
    NothingToChange,
    SimulatedVersion,
    write_versions,
)
from tests.simulation.operations.builders import VERSIONS, forms_folder
from tests.survey_api.builders import KEY, write_sample


def test_the_folder_holds_the_released_versions_and_the_simulated_ones() -> None:
    found = [(one.form_id, one.version) for one in released(forms_folder())]
    real = [(one.form_id, one.version) for one in released(amem.TUNISIA.forms)]
    assert sorted(found) == sorted([*real, (INDIVIDUAL, "2026.1-sim2"), (INDIVIDUAL, "2026.1-sim3")])
    assert {one.digest for one in released(amem.TUNISIA.forms)} <= {one.digest for one in released(forms_folder())}


def test_every_simulated_version_says_so_in_its_name() -> None:
    assert all("-sim" in version.version for version in SIMULATED)


def test_a_field_that_ends_before_the_change_has_no_such_version(tmp_path: Path) -> None:
    assert [one.version for one in write_versions(amem.TUNISIA.forms, tmp_path, days=11)] == ["2026.1"] * 4


def test_an_item_is_new_a_list_is_longer_and_a_skip_is_another() -> None:
    versions = history(forms_folder(), INDIVIDUAL)
    assert versions.versions == ("2026.1", "2026.1-sim2", "2026.1-sim3")
    asked = [set(versions.sources(version)) for version in versions.versions]
    assert [sorted(after - before) for before, after in itertools.pairwise(asked)] == [
        ["mob_acct"],
        ["rem_times"],
    ]
    columns = {column.name for one in versions.variables() for column in one.columns}
    assert "osh_haz__8" in columns
    relevant = {row["name"]: row["relevant"] for row in _sheets("2026.1-sim2").survey.rows}
    assert relevant["hou_rent"].endswith("or ${hou_tenure} = '3'")


def test_no_answer_already_given_is_lost_by_the_change() -> None:
    for before, after in (("2026.1", "2026.1-sim2"), ("2026.1-sim2", "2026.1-sim3")):
        found = differences(*(read_questionnaire(_sheets(version)) for version in (before, after)))
        assert found
        assert {one.fate.answers for one in found} <= {Answers.NONE, Answers.KEPT}


def test_a_change_that_does_not_fit_the_release_is_refused() -> None:
    other = SimulatedVersion(INDIVIDUAL, "2026.1-sim9", 2, (FixedSkip("hou_rent", "1 = 1", "2 = 2"),))
    with pytest.raises(NothingToChange):
        other.of(_sheets("2026.1"))


def _sheets(version: str) -> Sheets:
    return read_sheets(forms_folder() / INDIVIDUAL / version)


def test_the_service_publishes_the_folder_and_exports_from_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "key").write_text(KEY)
    monkeypatch.setenv("AMEM_DATABASE_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.delenv("AMEM_DATABASE_URL", raising=False)
    published = _amem("publish", "--home", home, "--forms", forms_folder())
    assert f"{INDIVIDUAL} 2026.1-sim3: published" in published.output
    _amem("sample", "load", write_sample(tmp_path / "sample"), "--home", home)
    assert _amem("export", "--home", home, "--forms", forms_folder()).exit_code == 0
    assert read_manifest(home / "exports").facts["questionnaires"][INDIVIDUAL] == list(VERSIONS)
    assert read_manifest(home / "exports").facts["not_asked"]["2026.1-sim2"] == ["rem_times"]


def _amem(*words: object) -> Result:
    return CliRunner().invoke(amem.main, ["--language", "en", *map(str, words)])
