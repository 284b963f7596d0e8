"""Interviews that a tablet seals to the service when they are finished: nobody can open them there any more.

``amemsealed1:``, the name of the key (8 hexadecimal digits), ``:`` and a libsodium sealed box (X25519,
XSalsa20-Poly1305) of gzipped JSON ``{"xml", "files": [{"name", "type", "base64"}], "sealed_at"}``, with zeros behind it
up to a multiple of 256 bytes. Everything is bounded before it is unpacked.
"""

import base64
import binascii
import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from questionnaires.problems import ProblemError

PREFIX = b"amemsealed1:"
ID_LENGTH = 8  # hexadecimal digits
HEAD = len(PREFIX) + ID_LENGTH + 1
BUCKET = 256
MEGABYTE = 1024 * 1024
LARGEST_BOX = 16 * MEGABYTE
LARGEST_OPENED = 24 * MEGABYTE  # unpacked: pictures and sounds hardly shrink, an interview a hundredfold at most
MOST_FILES = 100
MOST_TEXTS, LARGEST_STRUCTURE = 1_000, 10_000  # texts in the JSON, and bytes of it outside texts
# What comes before a text, and the text; possessive, so that no input makes it go back.
_PART = re.compile(rb'([^"]*+)(?:"[^"\\]*+(?:\\.[^"\\]*+)*+")?', re.DOTALL)


class KeyUnknown(ProblemError):
    """The box is sealed to a key that this service does not have: another survey's, or one that was destroyed."""

    code = "tablet_service.key_unknown"


class BoxNotOpened(ProblemError):
    """The box was changed since it was sealed, or holds no interview."""

    code = "tablet_service.box_not_opened"


class BoxTooLarge(ProblemError):
    """The box holds more than an interview and its files may."""

    code = "tablet_service.box_too_large"


@dataclass(frozen=True)
class EnclosedFile:
    """A file that was sealed with an interview, under the name that the interview gives it."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class OpenedInterview:
    """What was in a box."""

    xml: bytes = field(repr=False)
    files: Sequence[EnclosedFile]
    sealed_at: str


def new_pair() -> tuple[bytes, bytes]:
    """A private and a public key."""
    private = PrivateKey.generate()
    return bytes(private), bytes(private.public_key)


def key_id_of(public: bytes) -> str:
    """How a receiving key is called: the beginning of its digest."""
    return hashlib.sha256(b"amem receiving " + public).hexdigest()[:ID_LENGTH]


def is_sealed_interview(content: bytes | bytearray) -> bool:
    """Whether a submission is a box, by how it begins."""
    return content.startswith(PREFIX)


def seal_interview(key_id: str, public: bytes, xml: str, files: Mapping[str, bytes], sealed_at: str) -> bytes:
    """A box as a tablet makes it."""
    enclosed = [
        {"name": name, "type": "application/octet-stream", "base64": base64.b64encode(content).decode()}
        for name, content in files.items()
    ]
    return seal_value(key_id, public, {"xml": xml, "files": enclosed, "sealed_at": sealed_at})


def seal_value(key_id: str, public: bytes, value: object) -> bytes:
    """A box of any JSON."""
    packed = gzip.compress(json.dumps(value, ensure_ascii=False).encode())
    padded = packed + bytes(-len(packed) % BUCKET)
    return PREFIX + key_id.encode() + b":" + SealedBox(PublicKey(public)).encrypt(padded)


def open_interview(keys: Mapping[str, bytes], content: bytes) -> OpenedInterview:
    """What a box holds, with the private keys by their names. Raises KeyUnknown, BoxNotOpened, BoxTooLarge."""
    value = open_value(keys, content)
    xml, files, sealed_at = value.get("xml"), value.get("files", []), value.get("sealed_at", "")
    if not isinstance(xml, str) or not isinstance(files, list) or not isinstance(sealed_at, str):
        raise BoxNotOpened()
    if len(files) > MOST_FILES:
        raise BoxTooLarge(limit=LARGEST_OPENED)
    try:
        return OpenedInterview(xml.encode(), tuple(_file(one) for one in files), sealed_at)
    except UnicodeEncodeError:  # half of a pair of surrogates, which no text has
        raise BoxNotOpened() from None


def open_value(keys: Mapping[str, bytes], content: bytes) -> dict[str, Any]:
    """The JSON object in a box. Raises KeyUnknown, BoxNotOpened, BoxTooLarge."""
    if len(content) > LARGEST_BOX:
        raise BoxTooLarge(limit=LARGEST_BOX)
    name = content[len(PREFIX) : HEAD - 1].decode("ascii", errors="replace")
    if not is_sealed_interview(content) or content[HEAD - 1 : HEAD] != b":":
        raise BoxNotOpened()
    private = keys.get(name)
    if private is None:
        raise KeyUnknown(key="".join(one for one in name if one.isalnum()))
    try:
        told = _unpacked(SealedBox(PrivateKey(private)).decrypt(content[HEAD:]))
        value = json.loads(told) if _is_plain(told) else None
    except (CryptoError, zlib.error, ValueError, TypeError, RecursionError):
        raise BoxNotOpened() from None
    if not isinstance(value, dict):
        raise BoxNotOpened()
    return value


def _unpacked(padded: bytes) -> bytes:
    """What was packed, never more than an interview may be; behind it nothing but zeros."""
    unpacking = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    found = unpacking.decompress(padded, LARGEST_OPENED + 1)
    if len(found) > LARGEST_OPENED:
        raise BoxTooLarge(limit=LARGEST_OPENED)
    behind = unpacking.unused_data
    if not unpacking.eof or len(behind) >= BUCKET or any(behind):
        raise BoxNotOpened()
    return found


def _is_plain(told: bytes) -> bool:
    """Whether it has no more parts than an interview with its files: read as JSON, many small ones need much memory."""
    at = outside = 0
    for _ in range(MOST_TEXTS):
        found = _PART.match(told, at)
        if found is None or found.end() == at:
            break
        outside += found.end(1) - at
        at = found.end()
    return at == len(told) and outside <= LARGEST_STRUCTURE


def _file(told: object) -> EnclosedFile:
    if not isinstance(told, dict) or not isinstance(told.get("name"), str) or not isinstance(told.get("base64"), str):
        raise BoxNotOpened()
    try:
        return EnclosedFile(told["name"], base64.b64decode(told["base64"], validate=True))
    except (binascii.Error, ValueError):
        raise BoxNotOpened() from None
