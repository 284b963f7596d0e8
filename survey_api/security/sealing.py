"""Sealing what identifies somebody to the survey's custodian: the service can seal and cannot open.

libsodium sealed boxes (X25519, XSalsa20-Poly1305). The format is versioned; inside stand the place that the text was
sealed for, so that no sealed text can pass for another's, and the text, padded so that its length says little.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass

from nacl.bindings import crypto_box_SEALBYTES, sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from questionnaires.problems import ProblemError
from questionnaires.sealed import PREFIX

BUCKET = 256  # bytes: what is sealed is padded to a multiple of this
NAME_LENGTH = 16  # of a key, in hexadecimal digits


class NotOpened(ProblemError):
    """A sealed text was not sealed to this key, is not one, or was changed since."""

    code = "custody.not_opened"


@dataclass(frozen=True)
class Place:
    """What a text was sealed for: one answer of one record, or with an empty path the record as a whole."""

    form_id: str
    instance_id: str
    path: str


def is_public_key(public: bytes) -> bool:
    """Whether something can be sealed to these bytes."""
    return len(public) == PublicKey.SIZE and any(public)


def place_of_file(name: str) -> Place:
    """The key of a file is sealed for the file, whichever records speak of it."""
    return Place("", "", f"file {name}")


def key_name(public: bytes) -> str:
    """How a key is called: the beginning of its digest."""
    return hashlib.sha256(b"amem custodian " + public).hexdigest()[:NAME_LENGTH]


def seal(public: bytes, place: Place, text: bytes) -> str:
    """The text, for the holder of the private key alone."""
    inside = json.dumps([place.form_id, place.instance_id, place.path]).encode() + b"\n" + text
    box = SealedBox(PublicKey(public)).encrypt(sodium_pad(inside, BUCKET))
    return f"{PREFIX}{key_name(public)}:{base64.b64encode(box).decode()}"


def sealed_to(sealed: str) -> str:
    """The name of the key that opens a sealed text; empty where it is none."""
    name, separator, box = sealed.removeprefix(PREFIX).partition(":")
    is_one = sealed.startswith(PREFIX) and separator and len(name) == NAME_LENGTH and box
    return name if is_one else ""


def is_box(text: str) -> bool:
    """Whether a text has the form of a sealed one; only who holds the key can say more."""
    try:
        box = base64.b64decode(text.rpartition(":")[2], validate=True)
    except binascii.Error:
        return False
    return bool(sealed_to(text)) and len(box) > crypto_box_SEALBYTES and (len(box) - crypto_box_SEALBYTES) % BUCKET == 0


def open_sealed(private: bytes, place: Place, sealed: str) -> bytes:
    """The text that was sealed for a place. Raises NotOpened."""
    key = PrivateKey(private)
    if sealed_to(sealed) != key_name(bytes(key.public_key)):
        raise _not_opened(place)
    try:
        box = base64.b64decode(sealed.rpartition(":")[2], validate=True)
        head, _, text = sodium_unpad(SealedBox(key).decrypt(box), BUCKET).partition(b"\n")
        if json.loads(head) != [place.form_id, place.instance_id, place.path]:
            raise _not_opened(place)
    except (binascii.Error, CryptoError, ValueError, TypeError):
        raise _not_opened(place) from None
    return text


def _not_opened(place: Place) -> NotOpened:
    return NotOpened(form=place.form_id, instance=place.instance_id, path=place.path or "-")
