"""No room on the disk, or no database: whoever asks is told, nothing acknowledged is lost, and it heals by itself."""

import errno
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from survey_api.collection.errors import UnknownDevice
from survey_api.collection.people import Role
from survey_api.keeping.home import verify_home
from survey_api.registering import add_devices
from survey_api.settings import Embedded, Server, Settings
from survey_api.store import databases, embedded
from survey_api.store import vault as vaults
from survey_api.store.failures import DiskFull
from survey_api.store.files import ArrivingFile
from tests.survey_api.browsing import HTML, sign_in
from tests.survey_api.builders import Field, a_home, field, interview, orders_of, publish_all, settings_of
from tests.survey_api.pictures import JPEG, dwelling, locked_files, publish_pictures
from tests.survey_api.test_protocol import message

MEGABYTE = 1024 * 1024
SOON = 5.0  # seconds


def ready(tablet: Field) -> int:
    return int(tablet.client.get("/readyz").status_code)


def within(seconds: float, what: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def limit_pages(tablet: Field, pages: int | None) -> None:
    """Let the database take no page more, as a full disk would; or as many as it likes."""

    def limited(connection: Any) -> None:
        found = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {2**31 if pages is None else found + pages}")

    tablet.service.writer.change(limited).result()


def test_a_database_that_can_grow_no_more_refuses_what_does_not_fit_and_goes_on(tablet: Field) -> None:
    tablet.settle()
    limit_pages(tablet, 2)
    statuses = [tablet.post(interview(f"uuid:{n}", **{"work/remark": "x" * 3_000})).status_code for n in range(9)]
    assert statuses[0] == 201
    assert statuses[-1] == 507
    answer = tablet.post(interview("uuid:last", **{"work/remark": "x" * 9_000}), headers={"Accept-Language": "en"})
    assert answer.status_code == 507
    assert "Keep the interview on the tablet" in message(answer.content) or "Gardez" in message(answer.content)
    assert int(answer.headers["Retry-After"]) > 0
    assert ready(tablet) in (200, 503)
    assert tablet.client.get("/openrosa/formList").status_code == 200
    limit_pages(tablet, None)
    assert ready(tablet) == 200
    for n in range(9):
        assert tablet.post(interview(f"uuid:{n}", **{"work/remark": "x" * 3_000})).status_code == 201
    tablet.settle()
    assert verify_home(tablet.settings).submissions == 9


def test_keys_that_cannot_be_written_down_lock_nothing(tablet: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vaults, "READY", 0)
    made = vaults.Vault._make_up_to

    def full(self: vaults.Vault, last: int) -> None:
        if last > self._last:
            raise sqlcipher3.OperationalError("database or disk is full")

    assert tablet.post(interview("uuid:0")).status_code == 201
    monkeypatch.setattr(vaults.Vault, "_make_up_to", full)
    assert tablet.post(interview("uuid:1", case_id="A-1-02", unit_id="A-2")).status_code == 507
    assert tablet.post(interview("uuid:2")).status_code == 201, "of a case that has its key"
    monkeypatch.setattr(vaults.Vault, "_make_up_to", made)
    assert tablet.post(interview("uuid:1", case_id="A-1-02", unit_id="A-2")).status_code == 201


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("step", ["_write", "end", "__init__"])
def test_a_file_that_cannot_be_written_is_not_acknowledged(
    tablet: Field, monkeypatch: pytest.MonkeyPatch, step: str, number: int
) -> None:
    publish_pictures(tablet.service.order)

    def full(*_: object) -> None:
        raise OSError(number, "no room")

    with monkeypatch.context() as patched:
        patched.setattr(ArrivingFile, step, full)
        assert tablet.post(dwelling(), files={"front.jpg": JPEG}).status_code == 507
    assert [path for path in tablet.settings.home.files.rglob("*") if path.is_file()] == []
    assert tablet.post(dwelling(), files={"front.jpg": JPEG}).status_code == 201
    assert len(locked_files(tablet.settings.home.files)) == 1


def test_below_the_floor_nothing_more_is_taken_and_the_rest_goes_on(own: Settings) -> None:
    with field(replace(own, least_free=2**60)) as tablet:
        answer = tablet.post(interview())
        assert answer.status_code == 507
        assert ready(tablet) == 503
        assert tablet.client.get("/readyz").text == "keeping.disk_full"
        assert tablet.client.get("/openrosa/formList").status_code == 200
        assert tablet.client.get("/login", headers=HTML).status_code == 200
        tablet.client.auth, tablet.client.follow_redirects = None, False
        assert sign_in(tablet, Role.SUPERVISOR) == 303
        tablet.service.order("revoke_device", {"device_id": "tablet-1"})
        with pytest.raises(UnknownDevice):
            tablet.service.known.admit(tablet.device.device_id, tablet.device.token)


def test_who_is_signed_in_reads_on_while_nothing_can_be_written(tablet: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    tablet.client.auth, tablet.client.follow_redirects = None, False
    assert sign_in(tablet, Role.SUPERVISOR) == 303
    monkeypatch.setattr("survey_api.dependencies.NOTED_EVERY", timedelta(-1))

    def full(*_: object) -> None:
        raise sqlcipher3.OperationalError("database or disk is full")

    monkeypatch.setattr("survey_api.store.people.touch_session", full)
    assert tablet.client.get("/overview", headers=HTML).status_code == 200


def test_a_command_without_a_service_says_that_there_is_no_room(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OperationalError("INSERT", {}, sqlcipher3.OperationalError("database or disk is full"))

    publish_all(orders_of(own))
    monkeypatch.setattr("survey_api.store.people.add_devices", full)
    with pytest.raises(DiskFull):
        add_devices(orders_of(own), ["t1"], "north")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 40 megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(path: Path, leave: int) -> None:
    """Take up all the room but so much."""
    found = os.statvfs(path.parent)
    wanted = found.f_bavail * found.f_frsize - leave
    with path.open("wb") as file:
        try:
            for _ in range(wanted // 4096):
                file.write(b"\0" * 4096)
            file.flush()
        except OSError:
            pass


@pytest.mark.tmpfs
@pytest.mark.parametrize(("floor", "leave"), [(20 * MEGABYTE, 10 * MEGABYTE), (0, 0)], ids=["the floor", "full"])
def test_a_disk_that_fills_up_under_a_running_service(small_disk: Path, floor: int, leave: int) -> None:
    settings = settings_of(a_home(small_disk / "home"), least_free=floor)
    filler = small_disk / "other things"
    acknowledged: set[str] = set()
    with field(settings) as tablet:
        publish_pictures(tablet.service.order)

        def send(n: int) -> int:
            name = f"uuid:{n}"
            status = tablet.post(dwelling(name), files={"front.jpg": JPEG * 50 + name.encode()}).status_code
            if status in (201, 202):
                acknowledged.add(name)
            return int(status)

        assert {send(n) for n in range(5)} == {201}
        fill(filler, leave)
        statuses = [send(n) for n in range(5, 60)]
        assert set(statuses) <= {201, 507}
        assert statuses[-1] == 507
        assert within(SOON, lambda: ready(tablet) == 503)
        assert tablet.client.get("/openrosa/formList").status_code == 200
        assert tablet.client.get("/login", headers=HTML).status_code == 200
        filler.unlink()
        assert within(SOON, lambda: ready(tablet) == 200)
        assert {send(n) for n in range(80)} == {201}
        tablet.settle()
    found = verify_home(settings)
    assert found.submissions == len(acknowledged) == 80
    assert found.files == 80
    assert len(locked_files(settings.home.files)) == 80


@pytest.fixture
def on_server(new_postgres: Callable[[], Server], tmp_path: Path) -> Settings:
    """Settings of an empty home on PostgreSQL."""
    return settings_of(a_home(tmp_path / "home"), new_postgres())


@pytest.mark.postgres
def test_a_server_without_room_is_told_as_such(on_server: Settings) -> None:
    full = (
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RAISE EXCEPTION USING ERRCODE = ''53100''; END'",
        "CREATE TRIGGER no_room BEFORE INSERT ON submissions EXECUTE FUNCTION no_room()",
    )
    with field(on_server) as tablet:
        assert tablet.post(interview("uuid:0")).status_code == 201
        for statement in full:
            tablet.service.writer.change(lambda c, s=statement: c.exec_driver_sql(s)).result()  # type: ignore[misc]
        assert tablet.post(interview("uuid:1")).status_code == 507
        assert tablet.post(interview("uuid:0")).status_code == 201, "it is there already"
        tablet.service.writer.change(lambda c: c.exec_driver_sql("DROP TRIGGER no_room ON submissions")).result()
        assert tablet.post(interview("uuid:1")).status_code == 201


def test_a_database_held_by_another_program_is_busy_and_then_goes_on(
    own: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(own.database, Embedded)
    monkeypatch.setattr(embedded, "PATIENCE", 0.1)
    with field(own) as tablet:
        tablet.settle()
        other = embedded._connection(own.database, "rw")
        with closing(other):
            other.execute("BEGIN EXCLUSIVE").close()
            answer = tablet.post(interview())
            assert answer.status_code == 503
            assert int(answer.headers["Retry-After"]) <= SOON
            assert ready(tablet) == 503
            assert tablet.client.get("/openrosa/formList").status_code == 200
            other.execute("ROLLBACK").close()
            assert within(SOON, lambda: ready(tablet) == 200)
            assert tablet.post(interview()).status_code == 201
        tablet.settle()
    assert verify_home(own).submissions == 1


@pytest.mark.postgres
def test_a_server_that_breaks_every_connection_is_found_again(on_server: Settings) -> None:
    breaking = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid()"
    )
    with field(on_server) as tablet:
        acknowledged = 0
        for n in range(12):
            if n % 4 == 2:
                engine = databases.writing_engine(on_server.database)
                with engine.connect() as connection:
                    connection.execute(breaking)
                engine.dispose()
            status = tablet.post(interview(f"uuid:{n}")).status_code
            assert status in (201, 503)
            if status == 503:
                assert within(SOON, lambda n=n: tablet.post(interview(f"uuid:{n}")).status_code == 201)  # type: ignore[misc]
            acknowledged += 1
        assert within(SOON, lambda: ready(tablet) == 200)
        tablet.settle()
    assert verify_home(on_server).submissions == acknowledged


@pytest.mark.postgres
def test_reading_while_a_server_is_gone_is_unavailable_and_no_defect(
    on_server: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with field(on_server) as tablet:
        gone = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2")
        monkeypatch.setattr(tablet.service, "_readers", gone)
        assert tablet.client.get("/openrosa/forms/interview/7.xml").status_code == 503
        assert ready(tablet) == 503
        monkeypatch.undo()
        assert ready(tablet) == 200
