"""The chain of the log: each event's digest covers the one before it, so nothing can be changed, left out or moved."""

import hashlib
import json
from datetime import UTC, datetime

START = hashlib.sha256(b"amem audit").hexdigest()  # what the first event follows


def link(previous: str, number: int, at: datetime, actor: str, action: str, what: str, details: str) -> str:
    """The digest of an event that follows another."""
    told = [previous, number, at.astimezone(UTC).isoformat(timespec="microseconds"), actor, action, what, details]
    return hashlib.sha256(json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def head_message(number: int, digest: str) -> bytes:
    """What is signed: how many events there are, and the digest of the last."""
    return f"amem audit {number} {digest}".encode()
