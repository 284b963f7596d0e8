"""Passwords of staff: argon2id, and the same work for a login that does not exist."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(password)


def password_matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one kept; takes as long when none is kept."""
    try:
        _HASHER.verify(kept or _of_nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return kept is not None


@cache
def _of_nobody() -> str:
    return _HASHER.hash("nobody has this password")
