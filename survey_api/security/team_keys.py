"""The keys that a team has on paper: how they are written, and how a wrong one is told from the right one."""

import hashlib

CHECK_LENGTH = 16  # hexadecimal digits
GROUP = 4


def check_of(hint_key: bytes) -> str:
    """What the service keeps of a hint key; the key has 256 random bits, so nobody finds it from this."""
    return hashlib.sha256(b"amem hint key " + hint_key).hexdigest()[:CHECK_LENGTH]


def grouped(digits: str) -> str:
    """Digits as they are read aloud, four by four."""
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))
