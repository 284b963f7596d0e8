"""A shelf for filled forms: their XML lies in one file on the disk, so that no road holds it all in memory."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from simulation.filling.submissions import Submission


@dataclass(frozen=True)
class OnShelf:
    """Where the XML of one record lies."""

    shelf: "Shelf" = field(repr=False, compare=False)
    at: int
    size: int

    def __bytes__(self) -> bytes:
        return self.shelf.read(self.at, self.size)


class Shelf:
    """A file that only grows; records are read back in any order, by several tasks at once."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.size = 0

    def put(self, submission: Submission) -> Submission:
        """The same submission, its XML laid away."""
        content = submission.xml
        at = self.size
        while content:
            written = os.pwrite(self._descriptor, content, self.size)
            self.size += written
            content = content[written:]
        return replace(submission, content=OnShelf(self, at, self.size - at))

    def read(self, at: int, size: int) -> bytes:
        """What was laid away there."""
        return os.pread(self._descriptor, size, at)


@contextmanager
def shelf(folder: Path | None = None) -> Iterator[Shelf]:
    """A shelf while the block runs, in the system's folder for passing files unless another is given."""
    with tempfile.TemporaryFile(dir=folder) as file:
        yield Shelf(file.fileno())
