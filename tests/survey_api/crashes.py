"""What a disk holds after the power failed: recorded system calls, replayed up to a moment, the rest forgotten.

The model is stricter than a real file system: what was written counts only once the file was synced, and that a file
is there at all, or has another name, only once its folder was.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512  # bytes that a disk writes whole
CALLS = (
    "openat,creat,write,pwrite64,writev,pwritev,pwritev2,lseek,ftruncate,truncate,fallocate,fsync,fdatasync,sync,"
    "rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,link,linkat,close,mmap"
)
_LINE = re.compile(r"^(\d+) +(.*)$")
_CALL = re.compile(r"^(\w+)\((.*)\) += (-?\d+|\?)(?:<(.*?)>)?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FILE = re.compile(r"(\d+)<((?:\\x[0-9a-f]{2}|[^>])*)>")


@dataclass(frozen=True)
class Call:
    """One system call that came to its end: its name, what it was given, what it returned."""

    name: str
    given: str
    returned: int
    opened: str = ""

    @property
    def texts(self) -> list[bytes]:
        """The strings it was given."""
        return [bytes.fromhex(found.replace("\\x", "")) for found in _TEXT.findall(self.given)]

    @property
    def file(self) -> tuple[int, str]:
        """The first open file it was given: number and path."""
        found = _FILE.match(self.given)
        return (int(found[1]), _plain(found[2])) if found else (-1, "")

    def number(self, place: int) -> int:
        """A number among what it was given, counted from the end."""
        return int(self.given.rsplit(", ", place)[1].split(",")[0], 0)


def calls(recorded: Path) -> Iterator[Call]:
    """The calls in a recording of strace, in the order in which they ended."""
    begun: dict[str, str] = {}
    with recorded.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            found = _LINE.match(line)
            if found is None:
                continue
            thread, words = found[1], found[2]
            if words.endswith(" <unfinished ...>"):
                begun[thread] = words.removesuffix(" <unfinished ...>")
                continue
            if words.startswith("<... "):
                words = begun.pop(thread, "") + words.partition(" resumed>")[2]
            call = _CALL.match(words)
            if call and call[3] not in ("-1", "?"):
                yield Call(call[1], call[2], int(call[3]), _plain(call[4] or ""))


def _plain(path: str) -> str:
    return re.sub(r"\\x([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), path).removesuffix(" (deleted)")


@dataclass(eq=False)
class _Content:
    """What a file holds for sure, and what was written since it was last synced: a place and bytes, or a length."""

    sure: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes] | int] = field(default_factory=list)

    def size(self) -> int:
        size = len(self.sure)
        for change in self.since:
            size = change if isinstance(change, int) else max(size, change[0] + len(change[1]))
        return size

    def sync(self) -> None:
        for change in self.since:
            _apply(self.sure, change)
        self.since.clear()

    def after(self, loss: "Loss") -> bytes:
        found = bytearray(self.sure)
        for change in self.since:
            for kept in loss.of(change):
                _apply(found, kept)
        return bytes(found)


def _apply(content: bytearray, change: tuple[int, bytes] | int) -> None:
    if isinstance(change, int):
        del content[change:]
        content.extend(bytes(change - len(content)))
        return
    place, written = change
    content.extend(bytes(max(0, place - len(content))))
    content[place : place + len(written)] = written


@dataclass(frozen=True)
class Loss:
    """What happens to what was not synced: nothing of it is kept, or some of its writes, or some of their sectors."""

    kind: str
    chance: random.Random

    def of(self, change: tuple[int, bytes] | int) -> Iterator[tuple[int, bytes] | int]:
        """What is left of one change."""
        if self.kind == "none":
            return
        if self.kind == "some" or isinstance(change, int):
            if self.chance.random() < 0.5:
                yield change
            return
        place, written = change
        for start in range(0, len(written), SECTOR):
            if self.chance.random() < 0.5:
                yield place + start, written[start : start + SECTOR]

    def keeps_name(self) -> bool:
        """Whether a change of a folder that was not synced is there all the same."""
        return self.kind != "none" and self.chance.random() < 0.5


LOSSES = ("none", "some", "torn")


class Disk:
    """The files below one folder, as the calls leave them."""

    def __init__(self, folder: Path, at_first: Mapping[str, bytes]) -> None:
        self._folder = str(folder)
        contents = {path: _Content(bytearray(content)) for path, content in at_first.items()}
        self._names = dict(contents)  # as programs see them
        self._sure = dict(contents)  # as they are after a power loss
        self._renamed: list[tuple[str, str, _Content | None]] = []  # folder, path, what is there now
        self._places: dict[int, int] = {}

    def take(self, call: Call) -> None:
        """One more call."""
        taken = getattr(self, f"_{call.name}", None)
        if taken is not None:
            taken(call)

    def after(self, loss: Loss, into: Path) -> None:
        """Write down what is there after a power loss, in a folder elsewhere."""
        names = dict(self._sure)
        for _, path, content in self._renamed:
            if loss.keeps_name():
                _set(names, path, content)
        for path, content in names.items():
            place = into / Path(path).relative_to(self._folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.after(loss))

    def _name(self, path: str, content: _Content | None) -> None:
        _set(self._names, path, content)
        self._renamed.append((str(Path(path).parent), path, content))

    def _openat(self, call: Call) -> None:
        self._places[call.returned] = 0
        path = call.opened
        if not path.startswith(self._folder) or Path(path).name in ("lock", "control.sock") or path.endswith("-shm"):
            return
        if path not in self._names and "O_CREAT" in call.given:
            self._name(path, _Content())
        if path in self._names and "O_TRUNC" in call.given:
            self._names[path].since.append(0)
        if path in self._names and "O_APPEND" in call.given:
            self._places[call.returned] = self._names[path].size()

    def _lseek(self, call: Call) -> None:
        self._places[call.file[0]] = call.returned

    def _write(self, call: Call) -> None:
        number, path = call.file
        place = self._places.get(number, 0)
        self._places[number] = place + call.returned
        self._written(path, place, call)

    def _pwrite64(self, call: Call) -> None:
        self._written(call.file[1], call.number(1), call)

    def _written(self, path: str, place: int, call: Call) -> None:
        if path in self._names:
            [written] = call.texts
            assert len(written) >= call.returned, "the recording cuts off what was written"
            self._names[path].since.append((place, written[: call.returned]))

    def _ftruncate(self, call: Call) -> None:
        if call.file[1] in self._names:
            self._names[call.file[1]].since.append(call.number(1))

    def _fsync(self, call: Call) -> None:
        path = call.file[1]
        if path in self._names:
            self._names[path].sync()
        for one in [one for one in self._renamed if one[0] == path]:
            _set(self._sure, one[1], one[2])
            self._renamed.remove(one)

    _fdatasync = _fsync

    def _rename(self, call: Call) -> None:
        before, after = (text.decode() for text in call.texts)
        content = self._names.get(before)
        if content is not None:
            self._name(after, content)
            self._name(before, None)

    _renameat = _renameat2 = _rename

    def _unlink(self, call: Call) -> None:
        [path] = (text.decode() for text in call.texts)
        if path in self._names:
            self._name(path, None)

    _unlinkat = _unlink

    def _unforeseen(self, call: Call) -> None:
        assert not call.file[1].startswith(self._folder), f"the model knows nothing of {call.name}"

    _writev = _pwritev = _pwritev2 = _fallocate = _link = _linkat = _truncate = _creat = _unforeseen


def _set(names: dict[str, _Content], path: str, content: _Content | None) -> None:
    if content is None:
        names.pop(path, None)
    else:
        names[path] = content
