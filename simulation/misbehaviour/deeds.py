"""What was done: which interviews were not held as they should be, and which visits and dwellings were made up."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from simulation.arrays import Amounts, Numbers, Texts

DWELLING, HOME, CAFE = "dwelling", "home", "café"  # where the tablet was


@dataclass(frozen=True)
class Deeds:
    """Interviews touched by a kind of misbehaviour; arrays of one length, any order."""

    attempt: Numbers  # row of the visit that the interview belongs to
    kind: Texts
    source: Numbers  # row of the visit whose interview was copied, -1 where nothing was
    changed: Amounts  # share of the answers changed on purpose
    minutes: Amounts  # that filling in a copy takes; 0 where the interview takes its own time
    place: Texts  # where the tablet was

    def __len__(self) -> int:
        return len(self.attempt)

    def __add__(self, other: Self) -> "Deeds":
        return Deeds(
            **{
                column.name: np.append(getattr(self, column.name), getattr(other, column.name))
                for column in fields(self)
            }
        )


def held(attempt: Numbers, kind: str) -> Deeds:
    """Deeds in interviews that were held, at the dwelling, in their own time."""
    n = len(attempt)
    return Deeds(
        attempt=np.asarray(attempt, dtype=np.int64),
        kind=np.full(n, kind),
        source=np.full(n, -1),
        changed=np.zeros(n),
        minutes=np.zeros(n),
        place=np.full(n, DWELLING),
    )


@dataclass(frozen=True)
class MadeUp:
    """Visits and dwellings whose outcome is invented; the rows are those of the draw."""

    visits: Numbers
    visit_kinds: Texts
    units: Numbers
    unit_kinds: Texts
