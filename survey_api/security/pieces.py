"""Locking what is too large for memory, piece by piece (XChaCha20-Poly1305 secret stream), with a key of its own."""

from collections.abc import Iterator
from typing import BinaryIO

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES as MORE,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_HEADERBYTES as HEAD,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_pull as _start_unlocking,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_push as _start_locking,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_pull as _unlock,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_push as _lock,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_state as _state,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_TAG_FINAL as LAST,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE as NOT_LAST,
)
from nacl.exceptions import CryptoError

from survey_api.security.locking import ContentDamaged, new_key

FORM = b"AMEM1"  # what a locked file begins with
PIECE = 64 * 1024  # bytes in clear of every piece but the last


class Locking:
    """Locks one stream of bytes as it comes."""

    def __init__(self) -> None:
        self.key = new_key()
        self._state = _state()
        self._head = FORM + _start_locking(self._state, self.key)
        self._waiting = bytearray()

    def add(self, content: bytes) -> bytes:
        """What can be written down after this much more has come."""
        self._waiting += content
        locked = bytearray(self._begun())
        while len(self._waiting) > PIECE:
            locked += _lock(self._state, bytes(self._waiting[:PIECE]), tag=NOT_LAST)
            del self._waiting[:PIECE]
        return bytes(locked)

    def end(self) -> bytes:
        """The last of it."""
        return self._begun() + _lock(self._state, bytes(self._waiting), tag=LAST)

    def _begun(self) -> bytes:
        head, self._head = self._head, b""
        return head


def unlocked(file: BinaryIO, key: bytes, place: str) -> Iterator[bytes]:
    """The pieces in clear; nothing that was changed, cut off or added to is given out. Raises ContentDamaged."""
    state = _state()
    try:
        if file.read(len(FORM)) != FORM:
            raise ContentDamaged(place=place)
        _start_unlocking(state, file.read(HEAD), key)
        tag = NOT_LAST
        while tag != LAST:
            piece, tag = _unlock(state, file.read(PIECE + MORE))
            if tag == LAST and file.read(1):
                raise ContentDamaged(place=place)
            yield piece
    except (CryptoError, ValueError, TypeError, RuntimeError):
        raise ContentDamaged(place=place) from None
