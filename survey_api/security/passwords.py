"""Passwords of staff: argon2id, and the same work for a login that does not exist."""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_HASHER = PasswordHasher()
_AT_ONCE = threading.Semaphore(2)  # one verification takes 64 MiB; those who guess wait their turn
_OF_DEMONSTRATIONS = "demo-"


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(password)


def password_matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one kept; takes as long when none is kept."""
    try:
        with _AT_ONCE:
            _HASHER.verify(kept or _of_nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return kept is not None


def known_to_everybody(password: str) -> bool:
    """Whether a password is of the kind that demonstrations print: it may open nothing else."""
    return password.startswith(_OF_DEMONSTRATIONS)


@cache
def _of_nobody() -> str:
    return _HASHER.hash("nobody has this password")
