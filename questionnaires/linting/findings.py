"""What a rule finds: a code, where it is in the sheets, how grave it is, and the values its wording needs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from questionnaires.problems import Value

if TYPE_CHECKING:
    from questionnaires.linting.subject import Subject


class Severity(StrEnum):
    """An error spoils interviews; a warning may be meant, and is for the author to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Place:
    """A cell of the sheets: row 1 is the header; column and question are empty where none is meant."""

    sheet: str
    row: int
    column: str = ""
    question: str = ""


@dataclass(frozen=True)
class Finding:
    """One fault of a form."""

    code: str
    severity: Severity
    place: Place
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def told(self) -> Mapping[str, Value]:
        """All that a wording may name: the values, and where it is."""
        place = self.place
        return {
            "sheet": place.sheet,
            "row": place.row,
            "column": place.column,
            "question": place.question or "-",
            **self.values,
        }


@dataclass(frozen=True)
class Rule:
    """One thing that is looked for. ``codes`` are the findings it may give."""

    codes: tuple[str, ...]
    find: Callable[["Subject"], Iterable[Finding]]


def error(code: str, place: Place, /, **values: Value) -> Finding:
    """A finding that spoils interviews."""
    return Finding(code, Severity.ERROR, place, values)


def warning(code: str, place: Place, /, **values: Value) -> Finding:
    """A finding that may be meant."""
    return Finding(code, Severity.WARNING, place, values)
