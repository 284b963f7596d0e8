"""Where an expression is evaluated: one repeat instance or the whole record, its answers, the interview around it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from questionnaires.expressions.problems import BudgetSpent
from questionnaires.expressions.values import Value

STEPS = 250_000  # a quarter of a second; a whole individual interview costs about 500
LONGEST_TEXT = 200_000


class Table:
    """A secondary instance: the rows of a choice list or lookup file, found by equality through an index."""

    def __init__(self, rows: tuple[Mapping[str, str], ...], absent: bool = False) -> None:
        self.rows = rows
        self.absent = absent  # its file was not at hand: nothing can be concluded from it
        self._indexes: dict[str, dict[str, list[Mapping[str, str]]]] = {}

    def where(self, column: str, value: str) -> list[Mapping[str, str]]:
        """The rows whose column is that text; a row without the column counts as empty."""
        if column not in self._indexes:
            index: dict[str, list[Mapping[str, str]]] = {}
            for row in self.rows:
                index.setdefault(row.get(column, ""), []).append(row)
            self._indexes[column] = index
        return self._indexes[column].get(value, [])


@dataclass(slots=True)
class Interview:
    """What surrounds the answers: the interview's own clock, language and dice, and the steps it may still cost."""

    now: datetime
    zone: tzinfo
    language: str
    random: Callable[[], float]
    steps: int = STEPS
    place: int = 0  # of the candidate a predicate is looking at, for position()

    def spend(self, steps: int) -> None:
        """Count work done. Raises BudgetSpent once an interview has cost more than it may."""
        self.steps -= steps
        if self.steps < 0:
            raise BudgetSpent


class Scope:
    """The answers of one repeat instance, or of the record outside all repeats, by the slot of each question."""

    __slots__ = ("interview", "parent", "position", "raw", "relevant", "repeats", "seen", "written")

    def __init__(self, interview: Interview, size: int, repeats: int, parent: "Scope | None", position: int) -> None:
        self.interview = interview
        self.parent = parent
        self.position = position  # 1-based among its siblings
        self.raw: list[Value] = [""] * size  # typed answers whether asked or not
        self.seen: list[Value] = [""] * size  # what expressions see: empty where the question is not asked
        self.relevant: list[bool] = [True] * size
        self.written: list[str | None] = [None] * size  # as it stood in the record; None when it was not there
        self.repeats: list[list[Scope]] = [[] for _ in range(repeats)]

    def above(self, levels: int) -> "Scope":
        """The scope so many repeats further out."""
        scope: Any = self  # parent is there by construction: levels were counted when the expression was compiled
        for _ in range(levels):
            scope = scope.parent
        found: Scope = scope
        return found

    def trail(self) -> Iterator[int]:
        """Positions of the enclosing repeat instances, outermost first."""
        if self.parent is not None:
            yield from self.parent.trail()
            yield self.position
