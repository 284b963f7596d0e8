"""Room on the disk: the service stops taking before there is none, so that what must be written still can be."""

import os
import time
from pathlib import Path

from survey_api.store.failures import DiskFull

FLOOR = 500 * 1024 * 1024  # bytes, or
SHARE = 0.05  # of the disk, whichever is smaller
LEAST = 1024 * 1024  # bytes, whatever floor was asked for: with less nothing can be written
LOOKED_AT_EVERY = 0.25  # seconds


class Room:
    """The free space where one home lies. ``floor``: bytes below which nothing more is taken."""

    def __init__(self, folder: Path, floor: int | None = None) -> None:
        self._folder = folder
        self._floor = floor
        self._looked_at = float("-inf")
        self._enough = True

    @property
    def enough(self) -> bool:
        """Whether what comes may be taken."""
        now = time.monotonic()
        if now - self._looked_at > LOOKED_AT_EVERY:
            self._enough = self._look()
            self._looked_at = now
        return self._enough

    def require(self) -> None:
        """Raises DiskFull."""
        if not self.enough:
            raise DiskFull()

    def _look(self) -> bool:
        found = os.statvfs(self._folder)
        floor = min(FLOOR, int(found.f_blocks * found.f_frsize * SHARE)) if self._floor is None else self._floor
        return found.f_bavail * found.f_frsize >= max(floor, LEAST)
