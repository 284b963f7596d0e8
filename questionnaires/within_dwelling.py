"""Which eligible members of a dwelling are selected: known once the dwelling has its start, whoever lists it.

Members are ordered by age, then sex, then line; along that order a systematic draw takes one of up to 5, 2 of 6 to
14, 3 of 15 or more, so that each has the same probability. Figure for figure what the listing form computes.
"""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass

FIGURES = 6  # decimals of a start, as the listing form takes it


@dataclass(frozen=True, slots=True)
class EligibleMember:
    """One eligible person of a dwelling; ``sex`` is its code."""

    line_no: int
    age: int
    sex: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The lines selected, in the order of the roster. Each of ``among`` persons had the same probability."""

    lines: tuple[int, ...]
    among: int

    @property
    def probability(self) -> float | None:
        """Of each eligible person; None where there is none."""
        return len(self.lines) / self.among if self.among else None


def number_to_select(n_eligible: int) -> int:
    """How many of the eligible members are selected."""
    return 3 if n_eligible > 14 else 2 if n_eligible > 5 else min(n_eligible, 1)


def select(members: Iterable[EligibleMember], start: float) -> Selection:
    """The members whose step holds one of the numbers start, start + 1, ...; start lies in [0, 1]."""
    ordered = sorted(members, key=lambda member: (member.age, member.sex, member.line_no))
    n = len(ordered)
    taken = number_to_select(n)
    lines = [
        member.line_no
        for rank, member in enumerate(ordered, start=1)
        if _passed(rank, taken, n, start) > _passed(rank - 1, taken, n, start)
    ]
    return Selection(tuple(sorted(lines)), n)


def _passed(rank: int, taken: int, n: int, start: float) -> int:
    """How many of the numbers lie below the end of a step, in the operations and the order of the listing form."""
    return math.trunc(rank * taken / n - start + 1)


def start_of(selection_seed: str, serial: int) -> float:
    """The start of the unit listed under a number: fixed by the seed of its PSU before anybody goes there."""
    drawn = hashlib.sha256(f"{selection_seed}:{serial}".encode()).hexdigest()[:12]
    return round(int(drawn, 16) / 16**12, FIGURES)
