"""What a tablet says the time is when it speaks to the service; nothing is decided by it."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from fastapi import Request

HEADER = "x-amem-clock"  # a browser may not set Date


def tablets_clock(request: Request) -> datetime | None:
    """The tablet's clock, from our own header or from OpenRosa's Date; None where neither says a moment."""
    said = _iso(request.headers.get(HEADER, "")) or _dated(request.headers.get("date", ""))
    return said if said is None or said.tzinfo is not None else said.replace(tzinfo=UTC)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _dated(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
