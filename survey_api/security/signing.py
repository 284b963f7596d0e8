"""Signing the end of the log (Ed25519): who changes the database without the key cannot sign what they left."""

import os
from collections.abc import Callable
from pathlib import Path

from nacl.encoding import HexEncoder
from nacl.signing import SigningKey

from questionnaires.signatures import is_signed

__all__ = ["is_signed", "public_key", "signer"]


def signer(path: Path) -> Callable[[bytes], bytes]:
    """Signs with the key in a file of the home, made the first time."""
    key = _key(path)
    return lambda message: key.sign(message).signature


def public_key(path: Path) -> str:
    """What others verify with, in hexadecimal."""
    return _key(path).verify_key.encode(HexEncoder).decode()


def _key(path: Path) -> SigningKey:
    if not path.exists():
        _make(path)
    return SigningKey(path.read_bytes().strip(), HexEncoder)


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(SigningKey.generate().encode(HexEncoder).decode())
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
