"""A demonstration's key that is gone is never replaced by a new one."""

from pathlib import Path

import pytest

from survey_api.homes import Home
from survey_api.settings import Embedded, KeyLost, database_of


def demo_home(folder: Path) -> Home:
    (folder / "DEMO").touch()
    return Home(folder)


def test_a_new_demonstration_makes_its_key_and_keeps_it(tmp_path: Path) -> None:
    home = demo_home(tmp_path)
    first, second = database_of(home, {}, None), database_of(home, {}, None)
    assert isinstance(first, Embedded)
    assert first == second
    assert home.key_file.stat().st_mode & 0o077 == 0


def test_a_database_without_its_key_is_told_and_left_alone(tmp_path: Path) -> None:
    home = demo_home(tmp_path)
    home.prepare()
    home.database.write_bytes(b"sealed")
    with pytest.raises(KeyLost):
        database_of(home, {}, None)
    assert not home.key_file.exists()
    assert home.database.read_bytes() == b"sealed"
