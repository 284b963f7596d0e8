"""Codes that a tablet is registered with, once: twelve characters that are read aloud and typed without a mistake.

Crockford's alphabet (no I, L, O, U), 60 random bits. Only a digest with a secret of the home is kept, so that nobody
can find a code from a copy of the database.
"""

import secrets
from datetime import timedelta

from survey_api.security.digests import keyed_digest

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
GROUP = 4
VALID = timedelta(hours=72)
LINK = "/tablet/#enrol="  # what stands after the # is never sent to a server, nor written into its log
_PURPOSE = b"amem enrolment"
_READ_AS = str.maketrans("OIL", "011", " -\u2010\u2011\u2013")


def new_code() -> str:
    """A code that nobody can guess, in groups of four."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(drawn[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def plain(typed: str) -> str | None:
    """What was typed, without spaces and strokes, letters that look like digits read as digits; None for no code."""
    code = typed.upper().translate(_READ_AS)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def digest_of(key: bytes, code: str) -> str:
    """What is kept of a plain code."""
    return keyed_digest(key, _PURPOSE, code.encode())


def link(address: str, code: str) -> str:
    """What the QR code of a device says: the tablet's application, told the code."""
    return f"{address.rstrip('/')}{LINK}{code}"
