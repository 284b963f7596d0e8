"""Tokens of devices and sessions: 256 random bits, of which only a digest is kept."""

import hashlib
import hmac
import secrets

_NO_TOKEN = hashlib.sha256(b"no such device").hexdigest()


def new_token() -> str:
    """A token nobody can guess, shown once."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token. The token has 256 random bits, so a plain digest cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def matches(token: str, kept: str | None) -> bool:
    """Whether a token is the one kept, in the same time whether it is, is not, or none is kept."""
    return hmac.compare_digest(digest(token), kept or _NO_TOKEN) and kept is not None
