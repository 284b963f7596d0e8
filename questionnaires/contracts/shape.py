"""What a contract is: columns with a type, the key of a row, and the columns every collected table carries."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from questionnaires.codes import ReviewState


class Kind(StrEnum):
    """The type of a column, named for the reader; Arrow types are chosen in ``questionnaires.files``."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    TRUTH = "true or false"
    DATE = "date"
    MOMENT = "moment with time zone (UTC)"


@dataclass(frozen=True)
class Column:
    """One column: its type, whether it may be empty, and its codes when the list is closed."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = True
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contract:
    """One table: its columns in order and the columns that name a row (unique, rows are sorted by them).

    ``open`` tables may carry more columns than declared (answers, classes); a closed table may not.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    open: bool = False

    def with_columns(self, columns: Iterable[Column]) -> "Contract":
        """The same contract with further declared columns, closed: nothing else may come."""
        return replace(self, columns=(*self.columns, *columns), open=False)


def codes_of(enumeration: type[StrEnum]) -> tuple[str, ...]:
    """The values of an enumeration, as a closed list of a column."""
    return tuple(member.value for member in enumeration)


PROVENANCE = (Column("questionnaire_version"), Column("frame"), Column("mode"))
REVIEW = Column("review_state", codes=codes_of(ReviewState))
