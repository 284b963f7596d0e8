"""Locking content with the key of its case (XChaCha20-Poly1305): without the key nothing can be read or changed."""

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt as _decrypt,
)
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_encrypt as _encrypt,
)
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES as NONCE,
)
from nacl.exceptions import CryptoError
from nacl.utils import random

from questionnaires.problems import ProblemError

KEY = 32  # bytes


class ContentDamaged(ProblemError):
    """What is stored is not what was written: it was changed, or belongs to another place."""

    code = "service.content_damaged"


def new_key() -> bytes:
    """A key that nobody can guess."""
    return random(KEY)


def lock(key: bytes, place: str, content: bytes) -> bytes:
    """The content, readable with this key at this place alone."""
    nonce = random(NONCE)
    return nonce + _encrypt(content, place.encode(), nonce, key)


def unlock(key: bytes, place: str, locked: bytes) -> bytes:
    """The content. Raises ContentDamaged."""
    try:
        return _decrypt(locked[NONCE:], place.encode(), locked[:NONCE], key)
    except (CryptoError, ValueError, TypeError):
        raise ContentDamaged(place=place) from None
