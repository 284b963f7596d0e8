"""Our own readers of what comes from outside, each as one function that anything may be handed to.

A reader may refuse, with its own error; whatever else it raises is a defect. Examples of what each reads are in
``corpus``, in a folder of its name.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from questionnaires.expressions.parser import parse
from questionnaires.expressions.problems import ExpressionError
from questionnaires.markup import Limits, Refused, read_markup
from questionnaires.problems import ProblemError
from questionnaires.records import read_answers
from survey_api import control
from survey_api.routes import envelope
from survey_api.store.files import StoredFile

CORPUS = Path(__file__).parent / "corpus"
LIMITS = Limits(size=65_536, depth=8, elements=100, attributes=4, namespaces=4, text=1_000)


def markup(data: bytes) -> None:
    """A document is read, or refused."""
    with suppress(Refused):
        read_markup(data, LIMITS)


def record(data: bytes) -> None:
    """A record is read, or is no record."""
    with suppress(ProblemError):
        read_answers(data, LIMITS)


def expression(data: bytes) -> None:
    """An expression has parts, or is none."""
    with suppress(ExpressionError):
        parse(data.decode(errors="replace"))


class _Orders:
    """A service whose orders change nothing."""

    def order(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Look at the order as ours do."""
        return {"name": name, "n": len(arguments["devices"])}


def message(data: bytes) -> None:
    """A command's message is answered, whatever it is."""
    json.dumps(control._answer(data, _Orders()))


class _Gone:
    """A file that is written nowhere."""

    def add(self, content: bytes) -> None:
        """Take more of it."""

    def discard(self) -> None:
        """Leave nothing of it."""

    def end(self) -> StoredFile:
        """It is there now."""
        return StoredFile("name", 1, "other", b"", b"")


class _Nowhere:
    """A folder of files that keeps none."""

    def arriving(self) -> _Gone:
        """A new file."""
        return _Gone()

    def remove(self, names: object) -> None:
        """Forget them."""


@dataclass(frozen=True)
class _Request:
    """A request that arrives in pieces."""

    headers: Mapping[str, str]
    pieces: list[bytes] = field(default_factory=list)

    async def stream(self) -> AsyncIterator[bytes]:
        """What arrives."""
        for piece in self.pieces:
            yield piece


_LOOP = asyncio.new_event_loop()


def parts(data: bytes) -> None:
    """An envelope has parts, or is none; in pieces of any size, and under any header."""
    size = 1 + (data[0] if data else 0)
    kind, _, body = data[1:].partition(b"\n")
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    request: Any = _Request({"content-type": kind.decode("latin-1")}, pieces)

    async def opened() -> None:
        limits = envelope.Limits(3_000, 1_000)
        async with envelope.open_envelope(request, limits, _Nowhere()):  # type: ignore[arg-type]  # a folder of the proof
            pass

    with suppress(ProblemError):
        _LOOP.run_until_complete(opened())


READERS: Mapping[str, Callable[[bytes], None]] = {
    "markup": markup,
    "record": record,
    "parts": parts,
    "message": message,
    "expression": expression,
}


def examples(reader: str) -> list[bytes]:
    """What a reader is usually given."""
    return [path.read_bytes() for path in sorted((CORPUS / reader).iterdir())]
