"""The custodian's key pair as files: the private one locked with a passphrase and kept away from the service."""

import base64
import binascii
import json
import os
from dataclasses import dataclass
from pathlib import Path

from nacl import pwhash, secret
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.utils import random as random_bytes

from questionnaires.problems import ProblemError
from survey_api.security.sealing import key_name

SHORTEST_PASSPHRASE = 20  # characters: four words or more
_OPERATIONS, _MEMORY = pwhash.argon2id.OPSLIMIT_MODERATE, pwhash.argon2id.MEMLIMIT_MODERATE


class KeyFileUnreadable(ProblemError):
    """The file is not a key of the kind that is asked for."""

    code = "custody.key_file_unreadable"


class WrongPassphrase(ProblemError):
    """The private key does not open with this passphrase."""

    code = "custody.wrong_passphrase"


class PassphraseTooShort(ProblemError):
    """The passphrase is too short to protect the private key."""

    code = "custody.passphrase_too_short"


class KeyFileThere(ProblemError):
    """A file of this name exists: a key is never overwritten."""

    code = "custody.key_file_there"


@dataclass(frozen=True)
class KeyPair:
    """A new pair: the name that both halves carry."""

    name: str
    public: bytes


def make_pair(private_path: Path, public_path: Path, passphrase: str) -> KeyPair:
    """Draw a pair and write both files. Raises PassphraseTooShort, KeyFileThere."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise PassphraseTooShort(least=SHORTEST_PASSPHRASE)
    for path in (private_path, public_path):
        if path.exists():
            raise KeyFileThere(path=str(path))
    key = PrivateKey.generate()
    public = bytes(key.public_key)
    _write(private_path, {"kind": "private", "name": key_name(public), **_locked(bytes(key), passphrase)}, 0o600)
    _write(public_path, {"kind": "public", "name": key_name(public), "key": _text(public)}, 0o644)
    return KeyPair(key_name(public), public)


def read_public(path: Path) -> bytes:
    """The public half. Raises KeyFileUnreadable."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        public = base64.b64decode(content["key"], validate=True)
        if content["kind"] == "public" and len(public) == PrivateKey.SIZE and content["name"] == key_name(public):
            return public
    except (OSError, ValueError, KeyError, TypeError, binascii.Error):
        pass
    raise KeyFileUnreadable(path=str(path))


def read_private(path: Path, passphrase: str) -> bytes:
    """The private half. Raises KeyFileUnreadable, WrongPassphrase."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        salt, box = (base64.b64decode(content[name], validate=True) for name in ("salt", "box"))
        kind = content["kind"]
    except (OSError, ValueError, KeyError, TypeError, binascii.Error):
        raise KeyFileUnreadable(path=str(path)) from None
    if kind != "private" or len(salt) != pwhash.argon2id.SALTBYTES:
        raise KeyFileUnreadable(path=str(path))
    try:
        return secret.SecretBox(_stretched(passphrase, salt)).decrypt(box)
    except CryptoError:
        raise WrongPassphrase(path=str(path)) from None


def _locked(private: bytes, passphrase: str) -> dict[str, str]:
    salt = random_bytes(pwhash.argon2id.SALTBYTES)
    return {"salt": _text(salt), "box": _text(secret.SecretBox(_stretched(passphrase, salt)).encrypt(private))}


def _stretched(passphrase: str, salt: bytes) -> bytes:
    size = secret.SecretBox.KEY_SIZE
    return pwhash.argon2id.kdf(size, passphrase.encode(), salt, opslimit=_OPERATIONS, memlimit=_MEMORY)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _write(path: Path, content: dict[str, str], mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(content, indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
