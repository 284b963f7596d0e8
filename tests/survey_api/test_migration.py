"""Moving an older database on: only when asked, after a verified backup, and never half."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from survey_api.collection.service import opened
from survey_api.keeping.backup import BackupDamaged
from survey_api.keeping.home import verify_home
from survey_api.keeping.manifest import read_manifest
from survey_api.reading import read
from survey_api.settings import Server, Settings
from survey_api.store import migration
from survey_api.store.migration import MigrationNeeded
from survey_api.store.people import list_devices
from tests.survey_api.builders import a_home, field, interview, orders_of, publish_all, settings_of
from tests.survey_api.migrating import FORMER, killed_while_moving, older, step_and_devices


def test_an_older_home_is_moved_on_when_asked_and_a_verified_backup_is_there_before(settings: Settings) -> None:
    older(settings)
    with pytest.raises(MigrationNeeded), opened(settings):
        pass
    assert not settings.home.backups.exists()
    with opened(settings, migrate=True) as service:
        assert len(service.read(list_devices)) == 3
    [made] = (path for path in settings.home.backups.iterdir() if path.is_dir() and path.name != "files")
    told = read_manifest(made)
    assert (told.step, told.rows["devices"]) == (FORMER, 3)
    with field(settings) as tablet:
        assert tablet.post(interview()).status_code == 201
        tablet.settle()
    assert verify_home(settings).submissions == 1


def test_moving_on_is_written_in_the_log_with_the_backup(own: Settings) -> None:
    older(own)
    with opened(own, migrate=True):
        pass
    wanted = text("SELECT details FROM events WHERE action = 'database.migrated'")
    [details] = read(own.database, lambda connection: connection.scalars(wanted).all())
    assert f'"from": "{FORMER}"' in details


def test_without_a_sound_backup_nothing_is_moved(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    older(settings)

    def unsound(*_: object) -> None:
        raise BackupDamaged(folder="x", file="y")

    monkeypatch.setattr("survey_api.keeping.backup._verify_written", unsound)
    with pytest.raises(BackupDamaged), opened(settings, migrate=True):
        pass
    assert step_and_devices(settings) == (FORMER, 3)


def test_a_new_or_present_home_needs_no_backup(own: Settings) -> None:
    own.home.prepare()
    for _ in range(2):
        with opened(own, migrate=True):
            pass
        publish_all(orders_of(own))
    assert not own.home.backups.exists()


def test_killed_at_any_moment_a_home_is_old_or_new(tmp_path: Path) -> None:
    homes = [older(settings_of(a_home(tmp_path / str(number)))) for number in range(5)]
    killed_while_moving(homes)
    found = [step_and_devices(home) for home in homes]
    assert found[0] == (migration.newest(), 3)
    assert set(found) <= {(FORMER, 3), (migration.newest(), 3)}
    for home in homes:
        with opened(home, migrate=True) as service:
            assert len(service.read(list_devices)) == 3
        verify_home(home)


@pytest.mark.postgres
def test_killed_at_any_moment_a_database_on_a_server_is_old_or_new(
    new_postgres: Callable[[], Server], tmp_path: Path
) -> None:
    server = new_postgres()
    settings = older(settings_of(a_home(tmp_path / "home"), server))
    killed_while_moving([settings] * 4, server.url)
    assert step_and_devices(settings) in {(FORMER, 3), (migration.newest(), 3)}
    with opened(settings, migrate=True) as service:
        assert len(service.read(list_devices)) == 3
