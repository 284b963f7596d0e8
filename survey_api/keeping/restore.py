"""Restoring a backup into an empty home: whole, or not at all."""

import os
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete, select

from survey_api.homes import Home
from survey_api.keeping import manifest as manifests
from survey_api.keeping import snapshot
from survey_api.keeping.backup import BackupDamaged, key_for_keys, own_keys, vault_beside
from survey_api.keeping.manifest import Manifest, read_manifest, sha256_of
from survey_api.keeping.snapshot import HomeNotEmpty
from survey_api.security.locking import ContentDamaged, unlock
from survey_api.security.signing import signer
from survey_api.settings import Database, Embedded, Settings
from survey_api.store import attachments, contents, databases, migration, withdrawal
from survey_api.store.events import Deed, log, sign_head
from survey_api.store.files import FileFolder, to_disk
from survey_api.store.tables import Hint, KeySlot, rows_of
from survey_api.store.vault import Vault

_SLOTS, _HINTS = rows_of(KeySlot), rows_of(Hint)


@dataclass(frozen=True)
class Restored:
    """What is there again. ``withdrawn``: cases that were withdrawn after the backup, and were withdrawn again."""

    manifest: Manifest
    withdrawn: int


def require_empty(home: Home) -> None:
    """Raises HomeNotEmpty."""
    if home.service.exists() and any(home.service.iterdir()):
        raise HomeNotEmpty(place=str(home.folder))


def restore(backup: Path, settings: Settings, key: str) -> Restored:
    """Make an empty home what another was; ``key`` opens the backup and will open the home's keys of cases.

    Raises NoBackup, BackupDamaged, HomeNotEmpty, WrongKey, MadeByNewer.
    """
    home = settings.home
    made = read_manifest(backup)
    require_empty(home)
    if sha256_of(backup / manifests.DATABASE) != made.database_sha256:
        raise BackupDamaged(folder=str(backup), file=manifests.DATABASE)
    home.folder.mkdir(parents=True, exist_ok=True)
    building = Home(home.folder / ".restoring")
    shutil.rmtree(building.folder, ignore_errors=True)
    building.folder.mkdir(mode=0o700)
    try:
        building.prepare()
        _restore_keys(backup, building, settings.database, key)
        _restore_files(backup, building, key)
        database = Embedded(building.database, key) if isinstance(settings.database, Embedded) else settings.database
        snapshot.fill(Embedded(backup / manifests.DATABASE, key), database)
        withdrawn = _settle(building, database, settings, (made, key))
        _to_disk(building.service)
        if home.service.exists():
            home.service.rmdir()
        building.service.replace(home.service)
        to_disk(home.folder)
    finally:
        shutil.rmtree(building.folder, ignore_errors=True)
    return Restored(made, withdrawn)


def _restore_keys(backup: Path, home: Home, database: Database, key: str) -> None:
    with closing(vault_beside(backup, key)) as vault:
        vault.copy_to(home.vault)
    home.vault.chmod(0o600)
    if not isinstance(database, Embedded):
        _write(home.vault_key, key.encode())
    for own in own_keys(home):
        name = own.name + manifests.LOCKED
        if (backup / name).exists() or own == home.audit_key:
            try:
                _write(own, unlock(key_for_keys(key), name, (backup / name).read_bytes()))
            except (OSError, ContentDamaged):
                raise BackupDamaged(folder=str(backup), file=name) from None


def _restore_files(backup: Path, home: Home, key: str) -> None:
    """The files that the backup speaks of; those that were withdrawn since are not looked for."""
    source, target = FileFolder(backup.parent / manifests.FILES), FileFolder(home.files)
    with snapshot.opened(Embedded(backup / manifests.DATABASE, key)) as connection:
        names = sorted(attachments.spoken_of(connection))
    for name in names:
        target.path(name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if source.path(name).is_file():
            shutil.copyfile(source.path(name), target.path(name))


def _settle(home: Home, database: Database, settings: Settings, of: tuple[Manifest, str]) -> int:
    """What was withdrawn after the backup is withdrawn again: its key is gone. And the log says what was done."""
    made, key = of
    engine = databases.writing_engine(database)
    try:
        with engine.connect() as connection, closing(Vault(home.vault, key, writing=False)) as vault:
            if migration.current(connection) != migration.newest():
                return 0
            connection.rollback()
            with connection.begin():
                again = _withdrawn_since(connection, vault)
                for subject in again:
                    withdrawal.withdraw(connection, subject, settings.clock())
                contents.pass_over(connection, vault.last)
                connection.execute(delete(_HINTS).where(_HINTS.c.slot.in_(contents.withdrawn_slots(connection))))
                details = {"backup": made.made_at, "withdrawn_again": len(again)}
                log(connection, Deed(settings.clock(), "command line", "home.restored", "home", details))
                sign_head(connection, signer(home.audit_key))
            return len(again)
    finally:
        engine.dispose()


def _withdrawn_since(connection: Connection, vault: Vault) -> list[str]:
    standing = select(_SLOTS.c.subject, _SLOTS.c.slot).where(
        _SLOTS.c.withdrawn_at.is_(None), _SLOTS.c.slot.is_not(None)
    )
    slots = {row.slot: row.subject for row in connection.execute(standing)}
    return [slots[slot] for slot in sorted(vault.destroyed(slots))]


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _to_disk(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            to_disk(path)
    to_disk(folder)
