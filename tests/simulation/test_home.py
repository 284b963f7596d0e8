"""A demonstration touches only what is its own."""

from pathlib import Path

import pytest

from simulation.home import MARKER, HomeIsFile, HomeNotDemo, prepare


def test_a_new_folder_becomes_a_marked_home(tmp_path: Path) -> None:
    prepare(tmp_path / "new")
    assert (tmp_path / "new" / MARKER).is_file()


def test_a_folder_with_somebodys_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    with pytest.raises(HomeNotDemo):
        prepare(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_marked_home_is_emptied_of_former_results_only(tmp_path: Path) -> None:
    prepare(tmp_path)
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "cases.parquet").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    prepare(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [MARKER, "notes.txt"]


def test_a_file_in_the_place_of_the_home_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("?")
    with pytest.raises(HomeIsFile):
        prepare(tmp_path / "home")
