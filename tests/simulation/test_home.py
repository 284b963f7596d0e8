"""A demonstration touches only what is its own."""

from pathlib import Path

import pytest

from simulation.home import MARKER, HomeInUse, HomeIsFile, HomeLinked, HomeNotDemo, prepare
from survey_api.homes import Home


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
    assert sorted(path.name for path in tmp_path.iterdir()) == [MARKER, "notes.txt", "service"]


def test_a_file_in_the_place_of_the_home_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("?")
    with pytest.raises(HomeIsFile):
        prepare(tmp_path / "home")


def test_a_home_in_which_a_service_runs_is_refused_before_anything_is_removed(tmp_path: Path) -> None:
    prepare(tmp_path)
    (tmp_path / "sample").mkdir()
    Home(tmp_path).database.write_text("interviews")
    with Home(tmp_path).writing(), pytest.raises(HomeInUse):
        prepare(tmp_path)
    assert Home(tmp_path).database.read_text() == "interviews"
    assert (tmp_path / "sample").is_dir()


def test_the_former_service_is_removed_and_its_lock_stays_the_same_file(tmp_path: Path) -> None:
    prepare(tmp_path)
    place = Home(tmp_path)
    place.database.write_text("former interviews")
    before = place.lock.stat().st_ino
    prepare(tmp_path)
    assert [path.name for path in place.service.iterdir()] == ["lock"]
    assert place.lock.stat().st_ino == before


@pytest.mark.parametrize("name", ["service", "service/lock", "report", "truth.json", MARKER])
def test_a_link_in_a_home_is_refused_and_what_lies_behind_it_is_left_alone(tmp_path: Path, name: str) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    prepare(home)
    elsewhere.mkdir()
    (elsewhere / "thesis.txt").write_text("three years of work")
    (home / "sample").mkdir()
    link = home / name
    if link == home / "service":
        Home(home).lock.unlink()
        link.rmdir()
    link.unlink(missing_ok=True)
    link.symlink_to(elsewhere)
    with pytest.raises(HomeLinked):
        prepare(home)
    assert [path.name for path in elsewhere.iterdir()] == ["thesis.txt"]
    assert (home / "sample").is_dir()


def test_links_inside_a_former_result_are_removed_as_links(tmp_path: Path) -> None:
    home, kept = tmp_path / "home", tmp_path / "thesis.txt"
    kept.write_text("three years of work")
    prepare(home)
    (home / "report").mkdir()
    (home / "report" / "link").symlink_to(tmp_path)
    (Home(home).service / "link").symlink_to(tmp_path)
    prepare(home)
    assert kept.read_text() == "three years of work"


def test_a_link_that_leads_nowhere_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "home").symlink_to(tmp_path / "gone")
    with pytest.raises(HomeIsFile):
        prepare(tmp_path / "home")
