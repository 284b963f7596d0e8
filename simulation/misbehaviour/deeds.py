"""What was done: which interviews were not held as they should be, and which visits and dwellings were made up."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import TypeVar

import numpy as np

from simulation.population.arrays import Amounts, Numbers, Texts

DWELLING, HOME, CAFE = "dwelling", "home", "café"  # where the tablet was
NOBODY = -1

Rows = TypeVar("Rows", "Deeds", "MadeUp")


def _numbers() -> Numbers:
    return np.zeros(0, dtype=np.int64)


def _texts() -> Texts:
    return np.zeros(0, dtype="U8")


def _amounts() -> Amounts:
    return np.zeros(0)


@dataclass(frozen=True)
class Deeds:
    """Interviews that a kind of misbehaviour touched; arrays of one length, in any order."""

    attempt: Numbers = field(default_factory=_numbers)  # row of the visit that the interview belongs to
    kind: Texts = field(default_factory=_texts)
    source: Numbers = field(default_factory=_numbers)  # row of the visit whose interview was copied, or NOBODY
    changed: Amounts = field(default_factory=_amounts)  # share of the answers of a copy changed on purpose
    minutes: Amounts = field(default_factory=_amounts)  # that a copy takes; 0 where an interview takes its own time
    place: Texts = field(default_factory=_texts)  # where the tablet was

    def __len__(self) -> int:
        return len(self.attempt)


@dataclass(frozen=True)
class MadeUp:
    """Outcomes that nobody observed, of visits or of dwellings; arrays of one length."""

    row: Numbers = field(default_factory=_numbers)  # of the visits, or of the listed units
    kind: Texts = field(default_factory=_texts)

    def __len__(self) -> int:
        return len(self.row)


def touched(attempt: Numbers, kind: str) -> Deeds:
    """Deeds in interviews that were held at the dwelling and take their own time."""
    n = len(attempt)
    return Deeds(
        attempt=np.asarray(attempt, dtype=np.int64),
        kind=np.full(n, kind),
        source=np.full(n, NOBODY),
        changed=np.zeros(n),
        minutes=np.zeros(n),
        place=np.full(n, DWELLING),
    )


def made_up(row: Numbers, kind: str) -> MadeUp:
    """Made-up outcomes of one kind."""
    return MadeUp(np.asarray(row, dtype=np.int64), np.full(len(row), kind))


def joined(parts: Sequence[Rows]) -> Rows:
    """The rows of all parts, of which there is at least one."""
    names = [column.name for column in fields(parts[0])]
    return type(parts[0])(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})
