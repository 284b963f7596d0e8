"""Whether the thread that writes still does: it is asked to, and must answer soon."""

import threading
import time
from concurrent.futures import Future

from sqlalchemy import Connection

from survey_api.store.events import touch_head
from survey_api.store.failures import Unavailable
from survey_api.store.writer import Writer

PATIENCE = 2.0  # seconds in which it must have come round
FRESH = 0.2  # seconds that an answer is believed


class Pulse:
    """Asks one question at a time, however many want to know."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._lock = threading.Lock()
        self._felt_at = float("-inf")

    def require(self) -> None:
        """Raises DiskFull, Unavailable, Stopped, Busy."""
        with self._lock:
            if self._writer.running and time.monotonic() - self._felt_at < FRESH:
                return
            try:
                self._asked().result(PATIENCE)
            except TimeoutError:
                raise Unavailable() from None
            self._felt_at = time.monotonic()

    def _asked(self) -> "Future[None]":
        """An empty change; where the last attempt to write failed, one that reaches the disk."""
        return self._writer.change(_nothing if self._writer.short_of is None else touch_head)


def _nothing(_: Connection) -> None:
    """Change nothing."""
