"""What a database must promise before anything is taken in."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from questionnaires.problems import ProblemError
from survey_api.collection.service import opened
from survey_api.homes import Home
from survey_api.reading import read
from survey_api.settings import (
    KEY_FILE,
    URL,
    Embedded,
    KeyRequired,
    KeyUnreadable,
    Server,
    Settings,
    UrlUnusable,
    database_of,
)
from survey_api.store import databases, embedded, migration
from survey_api.store.embedded import NoDatabase, UnsafeSetting, UnsafeSqlite, WrongKey, refuse_old_sqlite
from survey_api.store.migration import MadeByNewer, MigrationNeeded
from survey_api.store.people import list_devices
from survey_api.store.postgres import OtherWriter, Unreachable
from survey_api.store.schema import METADATA
from tests.survey_api.builders import KEY, Field, a_home, field, interview, orders_of, publish_all


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 50, 4), (3, 51, 2)])
def test_a_sqlite_that_can_lose_committed_rows_is_refused(version: tuple[int, int, int]) -> None:
    with pytest.raises(UnsafeSqlite, match=r"3\.51\.3"):
        refuse_old_sqlite(version)


def test_the_sqlite_in_use_is_recent_enough() -> None:
    import sqlcipher3

    refuse_old_sqlite(sqlcipher3.sqlite_version_info)


def test_the_service_refuses_to_start_on_an_old_sqlite(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlcipher3.sqlite_version_info", (3, 40, 1))
    with pytest.raises(UnsafeSqlite), field(own):
        pass


def test_a_database_that_does_not_keep_its_settings_is_refused(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = embedded._connection

    def forgetful(database: Embedded, mode: str) -> Any:  # a DB-API connection, which has no common type
        made = connect(database, mode)
        made.execute("PRAGMA synchronous = 0").close()
        return made

    monkeypatch.setattr(embedded, "_connection", forgetful)
    with pytest.raises(UnsafeSetting), field(own):
        pass


def test_the_file_of_the_database_shows_nothing(tablet: Field) -> None:
    assert tablet.post(interview()).status_code == 201
    written = b"".join(path.read_bytes() for path in tablet.settings.home.service.glob("database.sqlite*"))
    assert len(written) > 10_000
    for readable in (b"SQLite format 3", b"something nobody", b"uuid:i1", b"tablet-1", b"submissions"):
        assert readable not in written


def test_the_database_belongs_to_its_owner_alone(tablet: Field) -> None:
    home = tablet.settings.home
    assert home.service.stat().st_mode & 0o777 == 0o700
    assert home.database.stat().st_mode & 0o777 == 0o600
    assert home.socket.stat().st_mode & 0o777 == 0o600


def test_another_key_does_not_open_the_database_and_changes_nothing(own: Settings) -> None:
    publish_all(orders_of(own))
    before = own.home.database.read_bytes()
    wrong = dataclasses.replace(own, database=Embedded(own.home.database, "00" * 32))
    with pytest.raises(WrongKey):
        publish_all(orders_of(wrong))
    with pytest.raises(WrongKey):
        read(wrong.database, list_devices)
    assert own.home.database.read_bytes() == before


def test_a_passphrase_is_a_key_too(own: Settings) -> None:
    spoken = dataclasses.replace(own, database=Embedded(own.home.database, "it's a long phrase"))
    publish_all(orders_of(spoken))
    assert read(spoken.database, list_devices) == []


def test_readers_cannot_write(own: Settings) -> None:
    publish_all(orders_of(own))
    with pytest.raises(Exception, match="readonly"):
        read(own.database, lambda connection: connection.execute(text("DELETE FROM devices")))


def test_reading_before_anything_was_written_is_refused(own: Settings) -> None:
    with pytest.raises(NoDatabase):
        read(own.database, list_devices)
    assert not own.home.database.exists()


def test_the_key_comes_from_the_file_that_is_named(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(KEY + "\n")
    home = a_home(tmp_path / "home")
    assert database_of(home, {KEY_FILE: str(file)}, None) == Embedded(home.database, KEY)


@pytest.mark.parametrize("content", ["", "short", "zz" * 32, "5a" * 33])
def test_a_key_file_without_a_key_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "key"
    file.write_text(content)
    with pytest.raises(KeyUnreadable):
        database_of(a_home(tmp_path / "home"), {KEY_FILE: str(file)}, None)


def test_an_absent_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyUnreadable):
        database_of(a_home(tmp_path / "home"), {KEY_FILE: str(tmp_path / "nowhere")}, None)


def test_without_a_key_a_person_is_asked_and_a_program_is_refused(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    assert database_of(home, {}, lambda: KEY) == Embedded(home.database, KEY)
    with pytest.raises(KeyRequired):
        database_of(home, {}, None)


def test_only_a_demonstration_keeps_its_own_key(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    (home.folder / "DEMO").touch()
    first, second = (database_of(home, {}, None) for _ in range(2))
    assert first == second
    assert home.key_file.stat().st_mode & 0o777 == 0o600


def test_a_database_never_shows_its_key_or_address() -> None:
    shown = repr(Embedded(Path("x"), KEY)) + repr(Server("postgresql+psycopg://u:secret@h/d"))
    assert KEY not in shown
    assert "secret" not in shown


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_postgresql_address_comes_before_the_own_database(tmp_path: Path, scheme: str) -> None:
    address = f"{scheme}://user@host/name"
    found = database_of(a_home(tmp_path), {URL: address}, None)
    assert found == Server("postgresql+psycopg://user@host/name")


@pytest.mark.parametrize("address", ["mysql://host/x", "host", "sqlite:///x"])
def test_an_address_of_something_else_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(UrlUnusable):
        database_of(a_home(tmp_path), {URL: address}, None)


def test_a_server_that_does_not_answer_is_said_so() -> None:
    with pytest.raises(Unreachable):
        databases.writing_engine(Server("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2"))


def test_the_steps_of_migration_make_exactly_the_tables_of_the_program(settings: Settings) -> None:
    settings.home.prepare()
    engine = databases.writing_engine(settings.database)
    with engine.connect() as connection:
        with connection.begin():
            migration.prepare(connection, asked=False)
        with connection.begin():
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
            assert migration.current(connection) == migration.newest()
    engine.dispose()


def test_an_older_database_is_changed_only_when_asked(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migration, "_steps", lambda: frozenset({"0000", migration.newest()}))
    publish_all(orders_of(own))
    engine = databases.writing_engine(own.database)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    engine.dispose()
    for refused in (lambda: publish_all(orders_of(own)), lambda: read(own.database, list_devices)):
        with pytest.raises(MigrationNeeded):
            refused()


def test_a_database_of_a_newer_program_is_never_changed(settings: Settings) -> None:
    publish_all(orders_of(settings))
    engine = databases.writing_engine(settings.database)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    def migrate() -> None:
        with opened(settings, migrate=True):
            pass

    for refused in (migrate, lambda: publish_all(orders_of(settings)), lambda: read(settings.database, list_devices)):
        with pytest.raises(MadeByNewer):
            refused()


def test_a_second_service_on_one_home_is_refused(tablet: Field) -> None:
    with pytest.raises(ProblemError, match="already_writing"), Home(tablet.settings.home.folder).writing():
        pass


@pytest.mark.postgres
def test_a_second_service_on_one_server_database_is_refused(
    new_postgres: Callable[[], Server],
    own: Settings,
    tmp_path: Path,
) -> None:
    first = dataclasses.replace(own, database=new_postgres())
    second = dataclasses.replace(first, home=a_home(tmp_path / "other"))
    with field(first), pytest.raises(OtherWriter), field(second):
        pass


def test_errors_of_the_database_never_carry_answers(settings: Settings) -> None:
    publish_all(orders_of(settings))
    for engine in (databases.writing_engine(settings.database), databases.reading_engine(settings.database)):
        assert engine.hide_parameters
        engine.dispose()


def test_a_service_that_ends_leaves_one_whole_file(own: Settings) -> None:
    with field(own) as tablet:
        assert tablet.post(interview()).status_code == 201
    assert sorted(path.name for path in own.home.service.iterdir()) == [
        "audit.key",
        "database.sqlite",
        "digest.key",
        "lock",
        "vault.sqlite",
    ]
