"""Which files belong to which submission, the keys that open them, and what is still awaited."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from survey_api.security.locking import lock, unlock
from survey_api.store import files
from survey_api.store.edits import Interview, interviews, versions
from survey_api.store.rows import add_rows
from survey_api.store.tables import Attachment, ExpectedFile, KeySlot, StoredFile, rows_of
from survey_api.store.vault import Vault

_ATTACHMENTS = rows_of(Attachment)
_EXPECTED = rows_of(ExpectedFile)
_FILES = rows_of(StoredFile)
_SLOTS = rows_of(KeySlot)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file on the disk that came with a submission, under the name that the submission gives it."""

    submission: int
    slot: int  # of the key of its case
    name: str
    file: files.StoredFile


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of a submission, and the key that opens it."""

    name: str
    file: str
    kind: str
    size: int
    key: bytes


def expect(connection: Connection, named: Iterable[tuple[int, Set[str]]]) -> None:
    """Keep which files new submissions say belong to them, in the caller's transaction."""
    rows = [{"submission": submission, "name": name} for submission, names in named for name in sorted(names)]
    add_rows(connection, _EXPECTED, rows)


def attach(connection: Connection, vault: Vault, sent: Sequence[Sent]) -> frozenset[str]:
    """Keep what belongs to which submission, in the caller's transaction: the files that are needed.

    The same bytes for the same case are kept once, however often they come; the other files can be removed.
    """
    if not sent:
        return frozenset()
    keys = vault.keys(one.slot for one in sent)
    digests = {one.file.name: keyed_digest(keys[one.slot], one.file.digest) for one in sent}
    held = _held(connection, {one.slot for one in sent}, frozenset(digests.values()))
    fresh: dict[tuple[int, str], Mapping[str, object]] = {}
    for one in sent:
        known = (one.slot, digests[one.file.name])
        if known not in held:
            held[known] = one.file.name
            fresh[known] = _row(one, known[1], keys[one.slot])
    add_rows(connection, _FILES, list(fresh.values()))
    links = {(one.submission, one.name, held[one.slot, digests[one.file.name]]) for one in sent}
    rows = [{"submission": number, "name": name, "file": file} for number, name, file in sorted(links)]
    add_rows(connection, _ATTACHMENTS, rows, unless_there=True)
    return frozenset(held.values())


def of(connection: Connection, vault: Vault, submission: int) -> tuple[Opened, ...]:
    """The files of a submission that can be opened."""
    found = connection.execute(
        select(_ATTACHMENTS.c.name, _FILES.c.name, _FILES.c.kind, _FILES.c.size, _FILES.c.slot, _FILES.c.key)
        .join(_FILES, _FILES.c.name == _ATTACHMENTS.c.file)
        .where(_ATTACHMENTS.c.submission == submission)
        .order_by(_ATTACHMENTS.c.name, _FILES.c.name)
    ).all()
    keys = vault.keys(row[4] for row in found)
    return tuple(
        Opened(name, file, kind, size, unlock(keys[slot], place_of_key(file), bytes(key)))
        for name, file, kind, size, slot, key in found
        if slot in keys
    )


def awaited(connection: Connection, submissions: Set[int]) -> dict[int, int]:
    """How many files are still awaited of each of these submissions: none that came with it, or with another version.

    Those of which nothing is awaited are left out.
    """
    if not submissions:
        return {}
    return {number: len(names) for number, names in _missing(connection, submissions).items()}


def incomplete(connection: Connection) -> frozenset[int]:
    """The submissions that still await a file."""
    return frozenset(_missing(connection, None))


def spoken_of(connection: Connection) -> frozenset[str]:
    """The files that some submission speaks of."""
    return frozenset(
        connection.scalars(
            select(_FILES.c.name).join(_SLOTS, _SLOTS.c.slot == _FILES.c.slot).where(_SLOTS.c.withdrawn_at.is_(None))
        )
    )


def forget(connection: Connection, slot: int) -> None:
    """Forget which files belong to whom, where the key in a slot is to be destroyed."""
    of_slot = select(_FILES.c.name).where(_FILES.c.slot == slot)
    connection.execute(delete(_ATTACHMENTS).where(_ATTACHMENTS.c.file.in_(of_slot)))


def withdrawn_files(connection: Connection) -> list[str]:
    """The files whose keys are to be destroyed, or were: to be removed."""
    withdrawn = select(_SLOTS.c.slot).where(_SLOTS.c.withdrawn_at.is_not(None), _SLOTS.c.slot.is_not(None))
    return list(connection.scalars(select(_FILES.c.name).where(_FILES.c.slot.in_(withdrawn))))


def _missing(connection: Connection, among: Set[int] | None) -> dict[int, set[str]]:
    here = (_ATTACHMENTS.c.submission == _EXPECTED.c.submission) & (_ATTACHMENTS.c.name == _EXPECTED.c.name)
    wanted = (
        select(_EXPECTED.c.submission, _EXPECTED.c.name)
        .join(_ATTACHMENTS, here, isouter=True)
        .where(_ATTACHMENTS.c.submission.is_(None))
    )
    if among is not None:
        wanted = wanted.where(_EXPECTED.c.submission.in_(sorted(among)))
    missing: dict[int, set[str]] = {}
    for number, name in connection.execute(wanted):
        missing.setdefault(number, set()).add(name)
    return _not_with_other_versions(connection, missing) if missing else {}


def _not_with_other_versions(connection: Connection, missing: Mapping[int, set[str]]) -> dict[int, set[str]]:
    """A file counts wherever it came: with an edit, or with the version that an edit replaces."""
    names = frozenset().union(*missing.values())
    came: dict[int, set[str]] = {}
    found = select(_ATTACHMENTS.c.submission, _ATTACHMENTS.c.name).where(_ATTACHMENTS.c.name.in_(sorted(names)))
    for number, name in connection.execute(found):
        came.setdefault(number, set()).add(name)
    if not came:
        return dict(missing)
    related = dict(_related(interviews(versions(connection)), missing.keys()))
    left = {
        number: wanted - set().union(*(came.get(other, set()) for other in related.get(number, ())))
        for number, wanted in missing.items()
    }
    return {number: wanted for number, wanted in left.items() if wanted}


def _related(found: Iterable[Interview], numbers: Set[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    for interview in found:
        members = tuple(version.number for version in interview.members)
        yield from ((number, members) for number in members if number in numbers)


def _held(connection: Connection, slots: Set[int], digests: Set[str]) -> dict[tuple[int, str], str]:
    columns = (_FILES.c.slot, _FILES.c.digest, _FILES.c.name)
    wanted = select(*columns).where(_FILES.c.slot.in_(sorted(slots)), _FILES.c.digest.in_(sorted(digests)))
    return {(row.slot, row.digest): row.name for row in connection.execute(wanted)}


def _row(sent: Sent, digest: str, key: bytes) -> Mapping[str, object]:
    return {
        "name": sent.file.name,
        "slot": sent.slot,
        "digest": digest,
        "size": sent.file.size,
        "kind": sent.file.kind,
        "key": lock(key, place_of_key(sent.file.name), sent.file.key),
    }


def keyed_digest(key: bytes, content: bytes) -> str:
    """What tells that a file is there already; without the key of the case nobody can test it for one they know."""
    return hashlib.blake2b(content, key=key, digest_size=32, person=b"amem file").hexdigest()


def place_of_key(file: str) -> str:
    """Where the key of a file lies, which is what it is locked for."""
    return f"key of file {file}"
