"""Backups of a home: one moment of the database, the files by their names, and last the keys of cases.

FOLDER/2026-11-24T101500/ pile up; FOLDER/files holds every file once; FOLDER/vault.sqlite is one, and each backup takes
the place of the one before, so that a key that was destroyed is in none of them.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from sqlalchemy import Connection

from questionnaires.problems import Problem, ProblemError
from survey_api.homes import Home
from survey_api.keeping import manifest as manifests
from survey_api.keeping import snapshot
from survey_api.keeping.manifest import Manifest, read_manifest, sha256_of
from survey_api.keeping.verifying import Progress, Store, StoreDamaged, Verified, damaged_pages, silent, verify_store
from survey_api.security.locking import lock
from survey_api.security.signing import public_key
from survey_api.settings import Embedded, Settings
from survey_api.store import attachments, migration
from survey_api.store.chain import START
from survey_api.store.events import Head, head
from survey_api.store.failures import failure_of
from survey_api.store.files import FileFolder, to_disk
from survey_api.store.vault import Vault

FIRST_WITH_CHAIN, FIRST_WITH_FILES = "0003", "0006"  # steps of migration


class BackupDamaged(ProblemError):
    """The backup is not what its manifest says it is."""

    code = "keeping.backup_damaged"


class BackupInHome(ProblemError):
    """The backup would lie where the service keeps its own things."""

    code = "keeping.backup_in_service"


@dataclass(frozen=True)
class Backup:
    """A backup that was written and verified."""

    folder: Path
    manifest: Manifest
    digest: str  # of the manifest
    verified: Verified | None  # None where the tables are those of an older program


def back_up(settings: Settings, to: Path, progress: Progress = silent) -> Backup:
    """Write a backup into a folder of its own under ``to``, and verify it. The service may run meanwhile.

    Raises NoDatabase, WrongKey, Unreachable, BackupDamaged, StoreDamaged, AuditBroken, DiskFull.
    """
    if to.resolve().is_relative_to(settings.home.service.resolve()):
        raise BackupInHome(folder=str(to))
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _told(to), _building(_place(to, settings.clock())) as (fresh, place):
        made = _write(settings, to, fresh)
        _copy_vault(settings, to)
        _verify_written(settings, to, fresh, made)
        fresh.replace(place)
        to_disk(to)
    verified = verify_backup(place, settings.vault_key, progress) if made.step == migration.newest() else None
    return Backup(place, made, sha256_of(place / manifests.NAME), verified)


def verify_backup(folder: Path, key: str, progress: Progress = silent) -> Verified:
    """Verify a backup: its digests, its log, that everything opens but what was withdrawn, that the counts are equal.

    Raises NoBackup, BackupDamaged, WrongKey, StoreDamaged, AuditBroken, MigrationNeeded.
    """
    made = read_manifest(folder)
    place = Embedded(folder / manifests.DATABASE, key)
    if not place.path.is_file() or sha256_of(place.path) != made.database_sha256:
        raise BackupDamaged(folder=str(folder), file=manifests.DATABASE)
    with snapshot.opened(place) as connection, closing(vault_beside(folder, key)) as vault:
        migration.require_newest(connection)
        _require_same(connection, made, folder)
        files = FileFolder(folder.parent / manifests.FILES)
        store = Store(connection, vault, files, made.audit_public_key, older_than_keys=True)
        return verify_store(store, progress)


def vault_beside(folder: Path, key: str) -> Vault:
    """The keys of cases that go with the backups of a folder."""
    return Vault(folder.parent / manifests.VAULT, key, writing=False)


def own_keys(home: Home) -> tuple[Path, ...]:
    """The keys that a home drew for itself and goes on with after it is restored."""
    return home.audit_key, home.digest_key


def key_for_keys(key: str) -> bytes:
    """What the keys that a home drew for itself are locked with in backups."""
    return blake2b(key.encode(), digest_size=32, person=b"amem backup").digest()


def _write(settings: Settings, to: Path, fresh: Path) -> Manifest:
    path = fresh / manifests.DATABASE
    snapshot.take(settings.database, path, settings.vault_key)
    with snapshot.opened(Embedded(path, settings.vault_key)) as connection:
        step = migration.current(connection) or ""
        names = sorted(attachments.spoken_of(connection)) if step >= FIRST_WITH_FILES else []
        end = _end_of_log(connection, step)
        rows = snapshot.counts(connection)
    sizes = [_copy_file(FileFolder(settings.home.files), FileFolder(to / manifests.FILES), name) for name in names]
    public = public_key(settings.home.audit_key)
    for own in own_keys(settings.home):
        if own.exists():
            name = own.name + manifests.LOCKED
            _write_down(fresh / name, lock(key_for_keys(settings.vault_key), name, own.read_bytes()))
    made = Manifest(
        form=manifests.FORM,
        made_at=settings.clock().astimezone(UTC).isoformat(timespec="seconds"),
        step=step,
        database_sha256=sha256_of(path),
        rows=rows,
        n_files=len(names),
        file_bytes=sum(sizes),
        audit_number=end.number,
        audit_digest=end.digest,
        audit_signature=end.signature,
        audit_public_key=public,
    )
    _write_down(fresh / manifests.NAME, made.to_json())
    to_disk(fresh)
    return made


def _copy_file(source: FileFolder, target: FileFolder, name: str) -> int:
    """One file under its name, which says what must be in it; one that is there already stays. Its size.

    A file that was withdrawn while the backup is made is gone, and with it the key.
    """
    place = target.path(name)
    if not place.is_file():
        arriving = target.folder / "arriving" / name
        arriving.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copyfile(source.path(name), arriving)
        except FileNotFoundError:
            return 0
        if sha256_of(arriving) != name:
            raise BackupDamaged(folder=str(source.folder), file=name)
        with arriving.open("rb") as written:
            os.fsync(written.fileno())
        target.take(arriving, name)
    return place.stat().st_size


def _copy_vault(settings: Settings, to: Path) -> None:
    """The keys as they are now, in the place of those of the backup before; never a moment without either."""
    if not settings.home.vault.exists():
        return
    fresh, place = to / f"next-{manifests.VAULT}", to / manifests.VAULT
    with closing(Vault(settings.home.vault, settings.vault_key, writing=False)) as vault:
        vault.copy_to(fresh)
    fresh.chmod(0o600)
    with fresh.open("rb") as written:
        os.fsync(written.fileno())
    fresh.replace(place)
    to_disk(to)


def _verify_written(settings: Settings, to: Path, fresh: Path, made: Manifest) -> None:
    """What can be verified whatever the tables are: the digest of what is on the disk, and its rows."""
    path = fresh / manifests.DATABASE
    if sha256_of(path) != made.database_sha256:
        raise BackupDamaged(folder=str(to), file=manifests.DATABASE)
    with snapshot.opened(Embedded(path, settings.vault_key)) as connection:
        damaged = damaged_pages(connection)
        if damaged:
            raise StoreDamaged([Problem("keeping.pages_damaged", {"found": damaged[0][:200]})])
        _require_same(connection, made, fresh)


def _require_same(connection: Connection, made: Manifest, folder: Path) -> None:
    end = _end_of_log(connection, made.step)
    if snapshot.counts(connection) != made.rows or (end.number, end.digest) != (made.audit_number, made.audit_digest):
        raise BackupDamaged(folder=str(folder), file=manifests.NAME)


def _end_of_log(connection: Connection, step: str) -> Head:
    return head(connection) if step >= FIRST_WITH_CHAIN else Head(0, START, None, "")


def _place(to: Path, at: datetime) -> Path:
    """A folder named after the moment; a second one of the same second has a number."""
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H%M%S")
    names: Iterator[str] = (f"{stamp}-{number}" if number > 1 else stamp for number in range(1, 1000))
    return next(to / name for name in names if not (to / name).exists())


@contextmanager
def _building(place: Path) -> Iterator[tuple[Path, Path]]:
    """A folder that has its name only once it is whole."""
    fresh = place.with_name(f".{place.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    try:
        yield fresh, place
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def _told(to: Path) -> Iterator[None]:
    """A full disk is said as such."""
    try:
        yield
    except OSError as error:
        failure = failure_of(error)
        if failure is None:
            raise BackupDamaged(folder=str(to), file=str(error.filename or "")) from None
        raise failure from None


def _write_down(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
