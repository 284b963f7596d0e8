"""Counting tries to sign in: after ten wrong ones on an account, the next must wait."""

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

MOST = 10
WINDOW = timedelta(minutes=15)
REMEMBERED = 10_000  # accounts; names that nobody has are counted as well, the oldest are forgotten


class Attempts:
    """Tries by account within the last quarter of an hour, in memory."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, account: str, now: datetime) -> int:
        """Count a try before it is judged; the seconds to wait where there were too many, else 0."""
        with self._lock:
            tries = self._tries.setdefault(account, deque())
            self._tries.move_to_end(account)
            while tries and tries[0] <= now - WINDOW:
                tries.popleft()
            if len(tries) >= MOST:
                return max(1, int((tries[0] + WINDOW - now).total_seconds()))
            tries.append(now)
            while len(self._tries) > REMEMBERED:
                self._tries.popitem(last=False)
            return 0

    def forget(self, account: str) -> None:
        """After a right try."""
        with self._lock:
            self._tries.pop(account, None)
