"""Opening the envelope of a submission: a multipart body, bounded, held in memory and never in a temporary file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from survey_api.collection.errors import BadAttachmentName, CompressedRequest, NoSubmission, NotMultipart, TooLarge

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

SUBMISSION_PART = "xml_submission_file"
MOST_PARTS = 101  # the submission and what Collect sends with it in one request
LONGEST_NAME = 255


@dataclass(frozen=True)
class Envelope:
    """The submission as it was sent, and the files that came with it under the names the submission gives them."""

    submission: bytes
    files: Sequence[tuple[str, bytes]]  # one name may come twice, with other content


@dataclass
class _Part:
    name: str = ""
    is_file: bool = False
    content: bytearray = field(default_factory=bytearray)


async def open_envelope(request: Request, largest: int) -> Envelope:
    """The parts of a request. Raises TooLarge, NotMultipart, NoSubmission, BadAttachmentName, CompressedRequest."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise CompressedRequest()
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 0 < len(boundary) <= 200:
        raise NotMultipart()
    parts = _parts(await _body(request, largest), boundary)
    submissions = [part for part in parts if part.name == SUBMISSION_PART]
    if len(submissions) != 1:
        raise NoSubmission(part=SUBMISSION_PART, n=len(submissions))
    files = [part for part in parts if part.is_file and part.name != SUBMISSION_PART]
    for part in files:
        _require_name(part.name)
    return Envelope(bytes(submissions[0].content), [(part.name, bytes(part.content)) for part in files])


async def _body(request: Request, largest: int) -> bytes:
    body = bytearray()
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > largest:
        raise TooLarge(limit=largest)
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > largest:
                raise TooLarge(limit=largest)
    except ClientDisconnect:  # the network of a tablet, which will send again; nobody hears this answer
        raise NotMultipart() from None
    return bytes(body)


def _parts(body: bytes, boundary: bytes) -> list[_Part]:
    reading = _Reading()
    try:
        parser = MultipartParser(boundary, reading.callbacks())
        parser.write(body)
        parser.finalize()
    except (FormParserError, UnicodeDecodeError):
        raise NotMultipart() from None
    if not reading.finished:
        raise NotMultipart()
    return reading.parts


class _Reading:
    """Collects the parts as the parser meets them."""

    def __init__(self) -> None:
        self.parts: list[_Part] = []
        self.finished = False
        self._header = bytearray()
        self._value = bytearray()

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header_end,
            "on_part_data": lambda data, start, end: self.parts[-1].content.extend(data[start:end]),
            "on_end": self._end,
        }

    def _begin(self) -> None:
        if len(self.parts) >= MOST_PARTS:
            raise NotMultipart()
        self.parts.append(_Part())

    def _header_end(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self._value))
            self.parts[-1].name = options.get(b"name", b"").decode()
            self.parts[-1].is_file = b"filename" in options
        self._header.clear()
        self._value.clear()

    def _end(self) -> None:
        self.finished = True


def _require_name(name: str) -> None:
    plain = 0 < len(name) <= LONGEST_NAME and name.isprintable() and not set(name) & set('/\\:"<>|')
    if not plain or name.startswith("."):
        raise BadAttachmentName(name=name[:80])
