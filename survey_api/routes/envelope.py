"""Opening the envelope of a submission: a multipart body, bounded; its files are locked on the disk as they arrive."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from survey_api.collection.errors import BadAttachmentName, CompressedRequest, NoSubmission, NotMultipart, TooLarge
from survey_api.security.sealed_interviews import LARGEST_BOX, is_sealed_interview
from survey_api.store.arrivals import Enclosure
from survey_api.store.failures import Unavailable, failure_of
from survey_api.store.files import ArrivingFile, FileFolder
from survey_api.store.writer import Stopped

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

SUBMISSION_PART = "xml_submission_file"
MOST_PARTS = 102  # the submission, what Collect sends with it in one request, and the word that more follows
LONGEST_NAME = 255
IN_MEMORY = 4 * 1024 * 1024  # bytes of all parts that are not files: more than a submission may have
AT_ONCE = 64 * 1024  # bytes of files that are in memory before they are written


@dataclass(frozen=True)
class Limits:
    """How large a request and one file in it may be."""

    request: int
    file: int


@dataclass(frozen=True)
class Envelope:
    """The submission as it was sent, and the files that came with it under the names the submission gives them."""

    submission: bytes = field(repr=False)
    files: Sequence[Enclosure]  # one name may come twice, with other content


@asynccontextmanager
async def open_envelope(request: Request, limits: Limits, files: FileFolder) -> AsyncIterator[Envelope]:
    """The parts of a request; where it is refused, nothing of it stays.

    Raises TooLarge, NotMultipart, NoSubmission, BadAttachmentName, CompressedRequest, DiskFull.
    """
    reading = _Reading(limits, files)
    try:
        await _read(request, reading)
        yield _envelope(reading)
    except (Stopped, Unavailable, asyncio.CancelledError):
        raise  # it may be on the disk all the same; if not, the files are put apart at the next start
    except BaseException as error:
        if reading.stored:
            await asyncio.to_thread(files.remove, [one.file.name for one in reading.stored])
        if isinstance(error, OSError) and (failure := failure_of(error)) is not None:
            raise failure from None
        raise
    finally:
        reading.discard()


async def _read(request: Request, reading: "_Reading") -> None:
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise CompressedRequest()
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 0 < len(boundary) <= 200:
        raise NotMultipart()
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > reading.limits.request:
        raise TooLarge(limit=reading.limits.request)
    try:
        parser = MultipartParser(boundary, reading.callbacks())
        async for chunk in request.stream():
            reading.count(chunk)
            parser.write(chunk)
            if reading.weight >= AT_ONCE:
                await asyncio.to_thread(reading.write)
        parser.finalize()
    except (FormParserError, UnicodeDecodeError, ClientDisconnect):
        raise NotMultipart() from None  # or the network of a tablet, which will send again; nobody hears this answer
    if not reading.finished:
        raise NotMultipart()
    if reading.due:
        await asyncio.to_thread(reading.write)


def _envelope(reading: "_Reading") -> Envelope:
    submissions = [part for part in reading.parts if part.name == SUBMISSION_PART]
    if len(submissions) != 1:
        raise NoSubmission(part=SUBMISSION_PART, n=len(submissions))
    return Envelope(bytes(submissions[0].content), tuple(reading.stored))


@dataclass(eq=False)
class _Part:
    name: str = ""
    has_file_name: bool = False
    content: bytearray = field(default_factory=bytearray)
    size: int = 0
    ended: bool = False
    arriving: ArrivingFile | None = None

    @property
    def is_file(self) -> bool:
        return self.has_file_name and self.name != SUBMISSION_PART


class _Reading:
    """Collects the parts as the parser meets them; what belongs to files is written down in between."""

    def __init__(self, limits: Limits, files: FileFolder) -> None:
        self.limits = limits
        self.parts: list[_Part] = []
        self.stored: list[Enclosure] = []
        self.due: list[_Part] = []  # files of which something is to be written
        self.weight = 0
        self.finished = False
        self._files = files
        self._received = 0
        self._in_memory = 0
        self._header = bytearray()
        self._value = bytearray()

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def count(self, chunk: bytes) -> None:
        """Raises TooLarge."""
        self._received += len(chunk)
        if self._received > self.limits.request:
            raise TooLarge(limit=self.limits.request)

    def write(self) -> None:
        """Write down what came of files. Raises OSError."""
        due, self.due, self.weight = self.due, [], 0
        for part in due:
            if part.arriving is None:
                part.arriving = self._files.arriving()
            part.arriving.add(bytes(part.content))
            part.content.clear()
            if part.ended:
                self.stored.append(Enclosure(part.name, part.arriving.end()))
                part.arriving = None

    def discard(self) -> None:
        """Leave nothing of files that did not come whole."""
        for part in self.parts:
            if part.arriving is not None:
                part.arriving.discard()

    def _begin(self) -> None:
        if len(self.parts) >= MOST_PARTS:
            raise NotMultipart()
        self.parts.append(_Part())

    def _header_end(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self._value))
            self.parts[-1].name = options.get(b"name", b"").decode()
            self.parts[-1].has_file_name = b"filename" in options
        self._header.clear()
        self._value.clear()

    def _headers_finished(self) -> None:
        if self.parts[-1].is_file:
            require_name(self.parts[-1].name, len(self.parts))
            self.due.append(self.parts[-1])

    def _data(self, data: bytes, start: int, end: int) -> None:
        part = self.parts[-1]
        part.content += data[start:end]
        part.size += end - start
        if part.is_file:
            self.weight += end - start
            if part.size > self.limits.file:
                raise TooLarge(limit=self.limits.file)
            if not self.due or self.due[-1] is not part:
                self.due.append(part)
        else:
            self._in_memory += end - start
            if self._in_memory > IN_MEMORY and self._in_memory > (limit := _largest(part)):
                raise TooLarge(limit=limit)

    def _part_end(self) -> None:
        part = self.parts[-1]
        part.ended = True
        if part.is_file and (not self.due or self.due[-1] is not part):
            self.due.append(part)

    def _end(self) -> None:
        self.finished = True


def _largest(part: _Part) -> int:
    """How much of this part may be in memory: a box holds the files of its interview too."""
    sealed = part.name == SUBMISSION_PART and is_sealed_interview(part.content)
    return LARGEST_BOX if sealed else IN_MEMORY


def require_name(name: str, position: int) -> None:
    """Raises BadAttachmentName where no form could have given a file this name."""
    plain = 0 < len(name) <= LONGEST_NAME and name.isprintable() and not set(name) & set('/\\:"<>|')
    if not plain or name.startswith("."):
        raise BadAttachmentName(position=position)  # the name itself may be somebody's
