"""Sealed texts on their way to the custodian as a file of lines, and opening them there without the service."""

import base64
import binascii
import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from types import TracebackType
from typing import TextIO

from questionnaires.cells import safe_line
from questionnaires.problems import Problem, ProblemError
from survey_api.security.locking import KEY, ContentDamaged
from survey_api.security.pieces import unlocked
from survey_api.security.sealing import NotOpened, Place, open_sealed, place_of_file
from survey_api.store.files import FileFolder
from survey_api.store.sealed import SealedKind, SealedText

COLUMNS = ("form", "version", "instance", "unit", "case", "question", "position", "answer")
LONGEST_NAME = 100


class FileThere(ProblemError):
    """A file or folder of this name exists; nothing is overwritten."""

    code = "custody.file_there"


class NotSealedTexts(ProblemError):
    """The file was not written by amem custodian collect, or is damaged."""

    code = "custody.not_sealed_texts"


class NewFile:
    """A file that its owner alone can read and that has its name only once it is whole. Never overwrites."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fresh = path.with_name(f"{path.name}.new")
        self._file: TextIO

    def __enter__(self) -> "NewFile":
        if self._path.exists():
            raise FileThere(path=str(self._path))
        self._fresh.unlink(missing_ok=True)
        handle = os.open(self._fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "w", encoding="utf-8", newline="")
        return self

    def add(self, text: str) -> int:
        """One more line; 1, for whoever counts."""
        self._file.write(text)
        return 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        try:
            if kind is None:
                self._path.hardlink_to(self._fresh)
        except FileExistsError:
            raise FileThere(path=str(self._path)) from None
        finally:
            self._fresh.unlink(missing_ok=True)


class NewFolder:
    """A new folder that its owner alone can read; nothing goes there where none was asked for."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def __enter__(self) -> "NewFolder":
        if self._path is not None:
            try:
                self._path.mkdir(mode=0o700)
            except FileExistsError:
                raise FileThere(path=str(self._path)) from None
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is to be closed."""

    @property
    def is_wanted(self) -> bool:
        """Whether anything goes there."""
        return self._path is not None

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """One more file; a name that is taken gets a number."""
        assert self._path is not None  # noqa: S101 (asked before)
        plain = re.sub(r"[^\w.-]+", "_", name).strip(".")[-LONGEST_NAME:] or "file"
        for number in range(1, 10_000):
            path = self._path / (plain if number == 1 else f"{number}-{plain}")
            with suppress(FileExistsError):
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "wb") as file:
                    file.writelines(pieces)
                return


def as_line(text: SealedText, files: FileFolder) -> str:
    """A sealed text as one line; of a file, what it holds comes along, locked as it lies there."""
    told: dict[str, object] = asdict(text)
    if text.kind is SealedKind.FILE:
        with suppress(FileNotFoundError):
            told["locked"] = base64.b64encode(files.path(text.file).read_bytes()).decode()
    return json.dumps(told, ensure_ascii=False) + "\n"


def sealed_in(path: Path) -> list[int]:
    """Where each line of a file begins. Raises OSError."""
    found, place = [], 0
    with path.open("rb") as file:
        for line in file:
            found.append(place)
            place += len(line)
    return found


def sealed_at(path: Path, places: Iterable[int]) -> Iterator[tuple[SealedText, bytes]]:
    """The sealed texts that begin at these places, with the locked content of a file. Raises NotSealedTexts."""
    names = {one.name for one in fields(SealedText)}
    with path.open("rb") as file:
        for number, place in enumerate(places, 1):
            file.seek(place)
            try:
                told = json.loads(file.readline())
                locked = base64.b64decode(told.pop("locked", ""), validate=True)
                kind = SealedKind(told["kind"])
                if set(told) != names:
                    raise ValueError
            except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
                raise NotSealedTexts(path=str(path), line=number) from None
            yield SealedText(**{**told, "kind": kind}), locked


def open_all(
    private: bytes,
    texts: Iterable[tuple[SealedText, bytes]],
    table: NewFile,
    folder: NewFolder,
    refused: Callable[[Problem], None],
) -> int:
    """Answers into a table; records and files into a folder, where one is asked for. How many were opened."""
    table.add(_line(COLUMNS))
    opened = 0
    for text, locked in texts:
        if text.kind is not SealedKind.ANSWER and not folder.is_wanted:
            continue
        try:
            _open(private, text, locked, table, folder)
            opened += 1
        except (NotOpened, ContentDamaged) as error:
            for problem in error.problems:
                refused(problem)
    return opened


def _open(private: bytes, text: SealedText, locked: bytes, table: NewFile, folder: NewFolder) -> None:
    content = open_sealed(private, place_of(text), text.sealed)
    match text.kind:
        case SealedKind.ANSWER:
            head = (text.form_id, text.version, text.instance_id, text.unit_id, text.case_id, text.path, text.position)
            table.add(_line((*head, content.decode("utf-8", "replace"))))
        case SealedKind.RECORD:
            folder.add(f"{text.instance_id}.xml", [content])
        case SealedKind.FILE:
            key, name = content[:KEY], content[KEY:].decode("utf-8", "replace")
            pieces = list(unlocked(io.BytesIO(locked), key, f"file {text.file}"))
            folder.add(f"{text.instance_id}-{name}", pieces)


def place_of(text: SealedText) -> Place:
    """What a text must have been sealed for."""
    if text.kind is SealedKind.FILE:
        return place_of_file(text.file)
    return Place(text.form_id, text.instance_id, text.path)


def _line(cells: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(safe_line(list(cells)))
    return text.getvalue()
