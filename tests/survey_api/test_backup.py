"""Backups: one moment of the store, whole and verified; restored into an empty home, on either database."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from questionnaires.problems import ProblemError
from survey_api.audit import AuditBroken
from survey_api.keeping.backup import Backup, BackupDamaged, BackupInHome, back_up, verify_backup
from survey_api.keeping.home import verify_home
from survey_api.keeping.manifest import NoBackup
from survey_api.keeping.restore import restore
from survey_api.keeping.snapshot import HomeNotEmpty
from survey_api.keeping.verifying import StoreDamaged
from survey_api.keeping.write_ahead import pages_ahead
from survey_api.settings import Embedded, Server, Settings
from survey_api.store import databases
from survey_api.store.embedded import WrongKey
from survey_api.store.schema import METADATA
from tests.survey_api.builders import (
    KEY,
    NOON,
    Field,
    a_home,
    client_of,
    field,
    held_files,
    interview,
    settings_of,
    visit,
)
from tests.survey_api.pictures import JPEG, dwelling, locked_files, publish_pictures


@pytest.fixture
def used(settings: Settings) -> Settings:
    """A home that has received, on each database; no service runs."""
    with field(settings) as tablet:
        fill(tablet)
    return settings


def fill(tablet: Field) -> None:
    """Interviews, a visit, a contradiction, photos."""
    publish_pictures(tablet.service.order)
    tablet.post(interview("uuid:i1"))
    tablet.post(interview("uuid:i1", age="31"))
    tablet.post(interview("uuid:i2", case_id="B-1-01", unit_id="B-1"))
    tablet.post(visit())
    tablet.post(dwelling(), files={"front.jpg": JPEG})
    tablet.settle()


def new_home(tmp_path: Path, database: Server | None = None) -> Settings:
    return settings_of(a_home(tmp_path / "new"), database)


def rows_in(settings: Settings, table: str) -> list[tuple[object, ...]]:
    engine = databases.reading_engine(settings.database, 1)
    with closing(engine.connect()) as connection:
        of_table = METADATA.tables[table]
        found = [tuple(row) for row in connection.execute(select(of_table).order_by(*of_table.primary_key))]
    engine.dispose()
    return found


def test_a_backup_is_verified_and_says_what_it_holds(used: Settings, tmp_path: Path) -> None:
    made = back_up(used, tmp_path / "backups")
    assert made.folder.name == "2026-11-24T120000"
    told = json.loads((made.folder / "manifest.json").read_text())
    assert told["rows"]["submissions"] == 5
    assert told["n_files"] == 1
    assert made.verified is not None
    assert (made.verified.submissions, made.verified.contents, made.verified.files) == (5, 5, 1)
    assert made.verified.file_bytes == len(JPEG)
    assert made.verified.withdrawn == 0
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == [made.folder.name, "files", "vault.sqlite"]


def test_a_backup_may_be_made_while_the_service_runs(settings: Settings, tmp_path: Path) -> None:
    with field(settings) as tablet:
        fill(tablet)
        made = back_up(settings, tmp_path / "backups")
        assert tablet.post(interview("uuid:after")).status_code == 201
    assert made.manifest.rows["submissions"] == 5
    assert verify_home(settings).submissions == 6


def test_a_store_that_is_written_to_is_verified_and_backed_up_at_one_moment(settings: Settings, tmp_path: Path) -> None:
    with field(settings) as tablet:
        publish_pictures(tablet.service.order)
        ended = threading.Event()

        def sends() -> int:
            sent = 0
            while not ended.is_set():
                xml = dwelling(f"uuid:{sent}")
                assert tablet.post(xml, files={"front.jpg": JPEG + xml.encode()}).status_code == 201
                sent += 1
            return sent

        with ThreadPoolExecutor(1) as pool:
            sending = pool.submit(sends)
            try:
                made = [back_up(settings, tmp_path / "backups") for _ in range(3)]
                found = [verify_home(settings) for _ in range(3)]
            finally:
                ended.set()
            sent = sending.result()
    counts = [one.verified.submissions for one in made if one.verified] + [one.submissions for one in found]
    assert counts == sorted(counts)
    assert counts[-1] <= sent
    for one in (*(backup.verified for backup in made), *found):
        assert one is not None
        assert one.files == one.contents == one.submissions


def test_nothing_in_a_backup_can_be_read_without_the_key(used: Settings, tmp_path: Path) -> None:
    made = back_up(used, tmp_path / "backups")
    for path in (tmp_path / "backups").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"nobody should" not in content, path
            assert b"A-1-01" not in content, path
    other = KEY[::-1] if isinstance(used.database, Embedded) else "0" * 64
    with pytest.raises(WrongKey):
        verify_backup(made.folder, other)


BACK_AND_FORTH = [
    pytest.param(source, target, marks=[pytest.mark.postgres] if "postgres" in (source, target) else [])
    for source in ("embedded", "postgres")
    for target in ("embedded", "postgres")
]


@pytest.mark.parametrize(("source", "target"), BACK_AND_FORTH)
def test_a_restored_home_holds_the_same_whatever_the_databases(
    source: str, target: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    def database(kind: str) -> Server | None:
        if kind == "embedded":
            return None
        new: Callable[[], Server] = request.getfixturevalue("new_postgres")
        return new()

    former = settings_of(a_home(tmp_path / "home"), database(source))
    with field(former) as tablet:
        fill(tablet)
        device, files = tablet.device, held_files(tablet)
    made = back_up(former, tmp_path / "backups")
    renewed = new_home(tmp_path, database(target))
    if isinstance(renewed.database, Embedded):
        renewed = replace(renewed, database=Embedded(renewed.home.database, former.vault_key))
    restore(made.folder, renewed, former.vault_key)
    for table in ("submissions", "stored_files", "attachments", "verdicts", "devices", "questionnaire_versions"):
        assert rows_in(renewed, table) == rows_in(former, table), table
    assert verify_home(renewed).submissions == 5
    with client_of(renewed) as client:
        client.auth = (device.device_id, device.token)
        again = Field(client, device, renewed)
        assert held_files(again) == files
        assert again.post(interview("uuid:i1")).status_code == 201
        assert again.post(interview("uuid:new")).status_code == 201
        again.settle()
    publish = verify_home(renewed)
    assert (publish.submissions, publish.contents) == (6, 6)


def test_nothing_is_restored_over_anything(used: Settings, tmp_path: Path) -> None:
    made = back_up(used, tmp_path / "backups")
    with pytest.raises(HomeNotEmpty):
        restore(made.folder, used, used.vault_key)
    if isinstance(used.database, Server):
        with pytest.raises(HomeNotEmpty):
            restore(made.folder, replace(used, home=a_home(tmp_path / "new")), used.vault_key)
        assert not (tmp_path / "new" / "service").exists()


def test_files_are_copied_once_however_many_backups_there_are(own: Settings, tmp_path: Path) -> None:
    with field(own) as tablet:
        fill(tablet)
    backups = tmp_path / "backups"
    back_up(own, backups)
    [first] = locked_files(backups / "files")
    written = first.stat().st_mtime_ns
    with field(own, device="tablet-2") as tablet:
        tablet.post(dwelling("uuid:d2"), files={"front.jpg": JPEG})
    made = back_up(own, backups)
    assert made.folder.name == "2026-11-24T120000-2"
    assert len(locked_files(backups / "files")) == 2
    assert first.stat().st_mtime_ns == written


def test_a_case_withdrawn_later_cannot_be_read_in_any_backup_nor_after_restoring_one(
    used: Settings, tmp_path: Path
) -> None:
    backups = tmp_path / "backups"
    before = back_up(used, backups)
    with client_of(used) as client:
        client.app.state.service.order("withdraw", {"case_id": "A-1-01"})  # type: ignore[attr-defined]
    later = replace(used, clock=lambda: NOON + timedelta(hours=1))
    after = back_up(later, backups)
    for made in (before, after):
        found = verify_backup(made.folder, used.vault_key)
        assert (found.submissions, found.contents, found.withdrawn) == (5, 2, 3)
    if isinstance(used.database, Embedded):
        renewed = new_home(tmp_path)
        assert restore(before.folder, renewed, used.vault_key).withdrawn == 1
        assert verify_home(renewed).contents == 2
        with field(renewed, device="tablet-9") as tablet:
            assert tablet.post(interview("uuid:i1")).status_code == 202


def test_a_restored_home_gives_no_slot_that_a_newer_backup_may_have_used(own: Settings, tmp_path: Path) -> None:
    with field(own) as tablet:
        tablet.post(interview("uuid:i1"))
    before = back_up(own, tmp_path / "backups")
    with field(own, device="tablet-2") as tablet:
        tablet.post(interview("uuid:i2", case_id="B-1-01", unit_id="B-1"))
    back_up(replace(own, clock=lambda: NOON + timedelta(hours=1)), tmp_path / "backups")
    lost = {row[0]: row[1] for row in rows_in(own, "key_slots")}
    renewed = new_home(tmp_path)
    restore(before.folder, renewed, own.vault_key)
    with field(renewed, device="tablet-3") as tablet:
        tablet.post(interview("uuid:i3", case_id="C-1-01", unit_id="C-1"))
    given = {row[0]: row[1] for row in rows_in(renewed, "key_slots")}
    assert given["A-1-01"] == lost["A-1-01"]
    assert given["C-1-01"] not in lost.values()
    assert verify_home(renewed).contents == 2


def damaged_backups() -> Iterator[tuple[str, Callable[[Backup], None]]]:
    def flip(name: str) -> Callable[[Backup], None]:
        def damage(made: Backup) -> None:
            path = made.folder / name
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.write_bytes(content)

        return damage

    def less(made: Backup) -> None:
        path = made.folder / "manifest.json"
        told = json.loads(path.read_text())
        told["rows"]["submissions"] -= 1
        path.write_text(json.dumps(told))

    def file(made: Backup) -> None:
        [path] = locked_files(made.folder.parent / "files")
        path.write_bytes(path.read_bytes()[:-1])

    yield "a bit of the database", flip("database.sqlite")
    yield "a count", less
    yield "a file cut off", file
    yield "a file lost", lambda made: shutil.rmtree(made.folder.parent / "files")
    yield "the keys lost", lambda made: (made.folder.parent / "vault.sqlite").unlink()


@pytest.mark.parametrize("damage", [pytest.param(damage, id=what) for what, damage in damaged_backups()])
def test_a_damaged_backup_is_found_out(own: Settings, tmp_path: Path, damage: Callable[[Backup], None]) -> None:
    with field(own) as tablet:
        fill(tablet)
    made = back_up(own, tmp_path / "backups")
    damage(made)
    with pytest.raises((BackupDamaged, StoreDamaged)):
        verify_backup(made.folder, own.vault_key)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM contents WHERE submission = 2",
        "UPDATE contents SET content = (SELECT content FROM contents WHERE submission = 1) WHERE submission = 2",
        "DELETE FROM expected_files; DELETE FROM verdicts; DELETE FROM record_facts; "
        "DELETE FROM contents WHERE submission = 3; DELETE FROM submissions WHERE number = 3",
        "UPDATE questionnaire_versions SET sha256 = '0'",
        "UPDATE stored_files SET size = size + 1",
        "UPDATE events SET details = '{}x' WHERE number = 2",
    ],
)
def test_a_damaged_home_is_found_out(used: Settings, damage: str) -> None:
    engine = databases.writing_engine(used.database)
    with closing(engine.connect()) as connection, connection.begin():
        for table in ("events", "questionnaire_versions"):
            on_server = connection.dialect.name == "postgresql"
            connection.exec_driver_sql(
                f"DROP TRIGGER {table}_only_added ON {table}" if on_server else f"DROP TRIGGER {table}_no_update"
            )
        for statement in damage.split("; "):
            connection.exec_driver_sql(statement)
    engine.dispose()
    with pytest.raises((StoreDamaged, AuditBroken)):
        verify_home(used)


def test_a_key_that_is_missing_is_found_out_in_a_home(own: Settings) -> None:
    with field(own) as tablet:
        fill(tablet)
        tablet.service.vault.destroy([1])
    with pytest.raises(StoreDamaged, match="key_missing"):
        verify_home(own)


def test_a_backup_is_never_written_among_the_things_of_the_service(own: Settings) -> None:
    with field(own), pytest.raises(BackupInHome):
        back_up(own, own.home.service / "backups")


def test_a_folder_without_a_backup_is_refused(own: Settings, tmp_path: Path) -> None:
    with pytest.raises(NoBackup):
        restore(tmp_path, own, KEY)


def test_a_backup_that_breaks_off_leaves_nothing_that_looks_like_one(
    used: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("survey_api.keeping.backup._copy_vault", broken)
    with pytest.raises(ProblemError, match="disk_full"):
        back_up(used, tmp_path / "backups")
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["files"]


def test_pages_that_wait_in_the_write_ahead_log_are_known_by_their_numbers(own: Settings) -> None:
    with field(own) as tablet:
        fill(tablet)
        ahead = pages_ahead(own.home.database.with_name(own.home.database.name + "-wal"))
        assert ahead
    assert pages_ahead(own.home.service / "nothing-wal") == frozenset()
