"""The folder of files that came with interviews: each locked with a key of its own, named by its locked bytes.

A name tells nothing of what the file holds, can be verified without any key, and never means anything else. The key
of a file lies in the database, locked with the key of its case: when that is destroyed, so is the file.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from survey_api.security.pieces import Locking, unlocked
from survey_api.store.kinds import FIRST, kind_of

ARRIVING = "arriving"
APART = "apart"  # what no submission speaks of: kept for a while, in case it is the database that is the wrong one
KEPT_APART = 30 * 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on the disk that no submission speaks of yet. ``digest`` is of what it holds."""

    name: str
    size: int
    kind: str
    digest: bytes = field(repr=False)
    key: bytes = field(repr=False)


class FileFolder:
    """The files of one home; folders are made when they are first needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def arriving(self) -> "ArrivingFile":
        """A new file, to be written piece by piece."""
        return ArrivingFile(self)

    def path(self, name: str) -> Path:
        """Where a file lies."""
        return self.folder / name[:2] / name[2:]

    def read(self, name: str, key: bytes) -> Iterator[bytes]:
        """What a file holds, piece by piece. Raises ContentDamaged, OSError."""
        with self.path(name).open("rb") as file:
            yield from unlocked(file, key, f"file {name}")

    def remove(self, names: Iterable[str]) -> None:
        """Remove files that no submission speaks of, or whose keys were destroyed."""
        for name in names:
            self.path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Every file."""
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            yield from (folder.name + path.name for path in sorted(folder.iterdir()))

    def sweep(self, spoken_of: Set[str]) -> int:
        """Put apart what a killed process left; bring back what a submission does speak of. How many were put apart."""
        if not self.folder.is_dir():
            return 0
        for left in (self.folder / ARRIVING).glob("*"):
            left.unlink()
        apart = self.folder / APART
        for path in list(apart.glob("*")):
            if path.name in spoken_of:
                self.take(path, path.name)
            elif time.time() - path.stat().st_ctime > KEPT_APART:
                path.unlink()
        orphans = [name for name in self.names() if name not in spoken_of]
        if orphans:
            apart.mkdir(mode=0o700, exist_ok=True)
        for name in orphans:
            self.path(name).replace(apart / name)
        return len(orphans)

    def take(self, path: Path, name: str) -> None:
        """Have a file under its name; on the disk when this returns."""
        place = self.path(name)
        _made(place.parent)
        path.replace(place)
        to_disk(place.parent)


class ArrivingFile:
    """One file on its way to the disk, locked as it comes."""

    def __init__(self, files: FileFolder) -> None:
        self._files = files
        folder = _made(files.folder / ARRIVING)
        self._path = folder / secrets.token_hex(16)
        self._file: BinaryIO = self._path.open("xb")
        self._locking = Locking()
        self._locked = hashlib.sha256()
        self._digest = hashlib.blake2b(digest_size=32)
        self._first = b""
        self._size = 0

    def add(self, content: bytes) -> None:
        """More of it. Raises OSError."""
        self._digest.update(content)
        self._size += len(content)
        self._first = (self._first + content[:FIRST])[:FIRST]
        self._write(self._locking.add(content))

    def end(self) -> StoredFile:
        """The file is on the disk under its name when this returns. Raises OSError."""
        self._write(self._locking.end())
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        name = self._locked.hexdigest()
        self._files.take(self._path, name)
        return StoredFile(name, self._size, kind_of(self._first), self._digest.digest(), self._locking.key)

    def discard(self) -> None:
        """Leave nothing of it."""
        self._path.unlink(missing_ok=True)
        self._file.close()

    def _write(self, locked: bytes) -> None:
        self._locked.update(locked)
        self._file.write(locked)


def to_disk(folder: Path) -> None:
    """What a folder holds is on the disk when this returns."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _made(folder: Path) -> Path:
    if not folder.is_dir():
        if not folder.parent.is_dir():
            _made(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        to_disk(folder.parent)
    return folder
