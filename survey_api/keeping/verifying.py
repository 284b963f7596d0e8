"""Verifying a store: every digest, the log, and whether everything that was said can be opened, and nothing else."""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from questionnaires.problems import Problem, ProblemError
from survey_api.audit import verify as verify_log
from survey_api.keeping.manifest import sha256_of
from survey_api.keeping.write_ahead import pages_ahead
from survey_api.security.locking import KEY, ContentDamaged, unlock
from survey_api.store import attachments, contents, tablets
from survey_api.store.arrivals import Quarantine
from survey_api.store.files import FileFolder
from survey_api.store.tables import (
    Content,
    Event,
    FormFile,
    KeySlot,
    QuestionnaireVersion,
    StoredFile,
    Submission,
    rows_of,
)
from survey_api.store.vault import Vault

_SUBMISSIONS, _CONTENTS, _EVENTS = rows_of(Submission), rows_of(Content), rows_of(Event)
_FILES, _SLOTS = rows_of(StoredFile), rows_of(KeySlot)
_FORMS, _FORM_FILES = rows_of(QuestionnaireVersion), rows_of(FormFile)
MOST_TOLD = 20
AT_ONCE = 200
LOOKS, BETWEEN_LOOKS = 3, 0.2  # seconds
ARRIVED = ("submission.received", "submission.quarantined")


class StoreDamaged(ProblemError):
    """Something is not as it was written: each problem says what and where."""


Progress = Callable[[str, int, int], None]
"""Told how far verifying has come: a code of the catalogue, how much is done, of how much."""


def silent(part: str, done: int, of: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Verified:
    """How much was found as it was written."""

    events: int
    submissions: int
    contents: int
    files: int
    file_bytes: int
    withdrawn: int  # submissions of which nothing is kept


@dataclass(frozen=True)
class Store:
    """What is verified: one moment of a database, the keys of cases, the folder of files.

    ``older_than_keys``: in a backup, a key that was destroyed since is that of a case that was withdrawn since.
    """

    connection: Connection
    vault: Vault
    files: FileFolder
    public_key: str
    older_than_keys: bool = False


def verify_store(store: Store, progress: Progress = silent) -> Verified:
    """Raises StoreDamaged, AuditBroken."""
    log = verify_log(store.connection, store.public_key)
    found = _Found(store, progress)
    problems: list[Problem] = []
    for part in (_database, _arrivals, _forms, _contents, _files, _receiving):
        problems += part(found)
        if len(problems) > MOST_TOLD:
            break
    if problems:
        raise StoreDamaged(problems[:MOST_TOLD])
    return Verified(log.events, found.submissions, found.contents, found.files, found.file_bytes, found.withdrawn)


@dataclass
class _Found:
    """What has been counted so far."""

    store: Store
    progress: Progress
    submissions: int = 0
    contents: int = 0
    files: int = 0
    file_bytes: int = 0
    withdrawn: int = 0
    gone: frozenset[int] = field(default_factory=frozenset)  # slots whose keys were destroyed


def _database(found: _Found) -> Iterator[Problem]:
    """What the database itself can tell of its pages; PostgreSQL verifies its own as it reads them."""
    if found.store.connection.dialect.name == "sqlite":
        for said in damaged_pages(found.store.connection):
            yield Problem("keeping.pages_damaged", {"found": said[:200]})


def damaged_pages(connection: Connection) -> list[str]:
    """What an embedded database finds wrong each time it looks: a page may be on its way to the disk at one moment."""
    damaged = _said(connection)
    for _ in range(LOOKS - 1):
        if not damaged:
            break
        time.sleep(BETWEEN_LOOKS)
        damaged &= _said(connection)
    return sorted(damaged)


def _said(connection: Connection) -> set[str]:
    """What the checks find in pages whose present content is not in the write-ahead log, waiting to be copied."""
    checks = ("cipher_integrity_check", "integrity_check")
    said = {str(row[0]) for check in checks for row in connection.exec_driver_sql(f"PRAGMA {check}")} - {"ok"}
    if not said:
        return said
    (_, _, file), *_ = connection.exec_driver_sql("PRAGMA database_list").all()
    return said - {f"HMAC verification failed for page {page}" for page in pages_ahead(Path(f"{file}-wal"))}


def _arrivals(found: _Found) -> Iterator[Problem]:
    """Every submission has the event of its arrival, and its content unless it was withdrawn."""
    connection = found.store.connection
    found.submissions = _count(connection, select(func.count()).select_from(_SUBMISSIONS))
    digests = _count(connection, select(func.count(func.distinct(_SUBMISSIONS.c.digest))))
    told = select(func.count(func.distinct(_EVENTS.c.object))).where(_EVENTS.c.action.in_(ARRIVED))
    if (logged := _count(connection, told)) != digests:
        yield Problem("keeping.arrivals_differ", {"events": logged, "submissions": digests})
    without = (
        select(_SUBMISSIONS.c.number, _SUBMISSIONS.c.quarantine)
        .join(_CONTENTS, _CONTENTS.c.submission == _SUBMISSIONS.c.number, isouter=True)
        .where(_CONTENTS.c.submission.is_(None))
    )
    for number, quarantine in connection.execute(without):
        if quarantine == Quarantine.WITHDRAWN:
            found.withdrawn += 1
        else:
            yield Problem("keeping.content_missing", {"number": number})


def _forms(found: _Found) -> Iterator[Problem]:
    connection = found.store.connection
    versions = select(_FORMS.c.form_id, _FORMS.c.version, _FORMS.c.xform, _FORMS.c.sha256)
    beside = select(_FORM_FILES.c.form_id, _FORM_FILES.c.version, _FORM_FILES.c.content, _FORM_FILES.c.sha256)
    for wanted in (versions, beside):
        for form_id, version, content, digest in connection.execute(wanted):
            if hashlib.sha256(bytes(content)).hexdigest() != digest:
                yield Problem("keeping.form_damaged", {"form": form_id, "version": version})


def _contents(found: _Found) -> Iterator[Problem]:
    store = found.store
    rows = store.connection.execute(select(_CONTENTS.c.submission, _CONTENTS.c.slot).order_by(_CONTENTS.c.submission))
    slots = [(row.submission, row.slot) for row in rows]
    yield from _keys_gone(found, {slot for _, slot in slots})
    for start in range(0, len(slots), AT_ONCE):
        some = slots[start : start + AT_ONCE]
        numbers = [number for number, slot in some if slot not in found.gone]
        found.withdrawn += len(some) - len(numbers)
        yield from _opened(found, numbers)
        found.progress("keeping.verifying_contents", start + len(some), len(slots))


def _opened(found: _Found, numbers: Sequence[int]) -> Iterator[Problem]:
    def read(some: Sequence[int]) -> int:
        contents.read_originals(found.store.connection, found.store.vault, some)
        return len(contents.read(found.store.connection, found.store.vault, some))

    try:
        found.contents += read(numbers)
    except ContentDamaged:
        for number in numbers:
            try:
                found.contents += read([number])
            except ContentDamaged:
                yield Problem("keeping.content_damaged", {"number": number})


def _keys_gone(found: _Found, slots: set[int]) -> Iterator[Problem]:
    store = found.store
    missing = slots - store.vault.keys(slots).keys()
    destroyed = store.vault.destroyed(missing) if store.older_than_keys else frozenset[int]()
    found.gone = frozenset(missing)
    for slot in sorted(missing - destroyed):
        yield Problem("keeping.key_missing", {"slot": slot})


def _files(found: _Found) -> Iterator[Problem]:
    store = found.store
    withdrawn = _SLOTS.c.withdrawn_at.is_not(None)
    wanted = select(_FILES, withdrawn.label("withdrawn")).join(_SLOTS, _SLOTS.c.slot == _FILES.c.slot)
    rows = store.connection.execute(wanted.order_by(_FILES.c.name)).all()
    for done, row in enumerate(rows, 1):
        keys = store.vault.keys([row.slot])
        if not row.withdrawn and (row.slot in keys or not store.older_than_keys):
            found.files += 1
            found.file_bytes += row.size
            if (problem := _wrong(store, row.name, keys.get(row.slot), row)) is not None:
                yield problem
        found.progress("keeping.verifying_files", done, len(rows))


def _receiving(found: _Found) -> Iterator[Problem]:
    """What tablets sealed can still be opened; in a backup, a key that is gone may have been destroyed since."""
    store = found.store
    if store.older_than_keys:
        return
    held = store.vault.receiving()
    for key_id in tablets.standing_keys(store.connection):
        if key_id not in held:
            yield Problem("tablet_service.private_half_missing", {"key": key_id})


def _wrong(store: Store, name: str, case_key: bytes | None, row: Row[Any]) -> Problem | None:
    try:
        if sha256_of(store.files.path(name)) != name or case_key is None:
            return Problem("keeping.file_damaged", {"file": name})
        key = unlock(case_key, attachments.place_of_key(name), bytes(row.key))
        if len(key) != KEY:  # sealed to the custodian: nobody here can open the file
            return None
        digest = hashlib.blake2b(digest_size=32)
        size = 0
        for piece in store.files.read(name, key):
            digest.update(piece)
            size += len(piece)
    except FileNotFoundError:
        return Problem("keeping.file_missing", {"file": name})
    except (ContentDamaged, OSError):
        return Problem("keeping.file_damaged", {"file": name})
    if (size, attachments.keyed_digest(case_key, digest.digest())) != (row.size, row.digest):
        return Problem("keeping.file_damaged", {"file": name})
    return None


def _count(connection: Connection, wanted: Select[int]) -> int:
    return int(connection.scalar(wanted) or 0)
