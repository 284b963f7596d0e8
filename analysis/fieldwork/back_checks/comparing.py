"""The answers of a back-check beside those of the interview: what was compared, and what differs.

The meaning of the options is that of bcstats 1.3 (Innovations for Poverty Action): a value that the back-check does
not have, or that is excluded, is not compared; one that the interview does not have while the back-check does is.
"""

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from analysis.fieldwork.problems import UnusableBackChecks
from questionnaires.problems import Problem

Answer = str | float | int | None
Answers = Mapping[str, Answer]


class Kind(IntEnum):
    """What a difference means: somebody's doing, a question that is hard to ask, or an answer that moves."""

    FACT = 1
    HARD = 2
    UNSTEADY = 3


@dataclass(frozen=True)
class Within:
    """How far the back-check may lie from the interview: from ``below`` under it to ``above`` over it."""

    below: float
    above: float
    relative: bool = False  # as shares of the interview's value

    def holds(self, interview: float, back_check: float) -> bool:
        """Whether a back-checked number is near enough. Shares are of the absolute value, and zero allows only zero."""
        size = abs(interview) if self.relative else 1.0
        apart = back_check - interview
        noise = 1e-9 * max(1.0, abs(interview), abs(back_check))
        return -self.below * size - noise <= apart <= self.above * size + noise


@dataclass(frozen=True)
class Compared:
    """How one variable is compared. ``interview`` and ``back_check`` name it on either side, where they differ.

    ``excluded`` back-check values are not compared; ``same`` ones are no difference whatever the interview said.
    ``simplified`` texts are compared in lower case, without symbols and outer spaces.
    """

    variable: str
    kind: Kind
    within: Within | None = None
    excluded: frozenset[str] = frozenset()
    same: frozenset[str] = frozenset()
    simplified: bool = False
    interview: str = ""
    back_check: str = ""


@dataclass(frozen=True)
class Difference:
    """One variable of one unit, compared. Answers themselves stay out: this travels to supervisors."""

    unit: str
    variable: str
    kind: Kind
    differs: bool


@dataclass(frozen=True)
class Tally:
    """Compared and different, with the share; None where nothing was compared."""

    compared: int = 0
    different: int = 0

    @property
    def rate(self) -> float | None:
        """The error rate."""
        return self.different / self.compared if self.compared else None

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.compared + other.compared, self.different + other.different)


@dataclass(frozen=True)
class Beside:
    """Interviews and back-checks by unit, as compared."""

    differences: tuple[Difference, ...]
    unmatched: tuple[str, ...] = ()  # back-checked units without an interview

    def by_variable(self) -> Mapping[str, Tally]:
        """The tally of each variable, in the order compared."""
        return _tallies((one.variable, one.differs) for one in self.differences)

    def by_unit(self, kinds: Iterable[Kind] = Kind) -> Mapping[str, Tally]:
        """The tally of each unit over the variables of some kinds."""
        wanted = frozenset(kinds)
        return _tallies((one.unit, one.differs) for one in self.differences if one.kind in wanted)

    def by(self, group: Mapping[str, str], kinds: Iterable[Kind] = (Kind.FACT, Kind.HARD)) -> Mapping[str, Tally]:
        """The tally of each interviewer, back-checker or team; ``group`` names that of each unit."""
        wanted = frozenset(kinds)
        return _tallies((group[one.unit], one.differs) for one in self.differences if one.kind in wanted)

    def high(self, share: float = 0.30) -> tuple[str, ...]:
        """Units where at least this share of what was compared differs."""
        return tuple(unit for unit, told in self.by_unit().items() if (told.rate or 0) >= share)


def beside(interviews: Mapping[str, Answers], back_checks: Mapping[str, Answers], how: Sequence[Compared]) -> Beside:
    """Compare every variable of every unit that has both. Raises UnusableBackChecks where a variable is nowhere."""
    for one in how:
        missing = [
            name
            for name, rows in (
                (one.interview or one.variable, interviews),
                (one.back_check or one.variable, back_checks),
            )
            if rows and not any(name in row for row in rows.values())
        ]
        if missing:
            raise UnusableBackChecks([Problem("back_checks.no_variable", {"variable": missing[0]})])
    found = [
        Difference(unit, one.variable, one.kind, differs)
        for unit, told in back_checks.items()
        if unit in interviews
        for one in how
        if (differs := _differs(interviews[unit], told, one)) is not None
    ]
    return Beside(tuple(found), tuple(unit for unit in back_checks if unit not in interviews))


def _differs(interview: Answers, back_check: Answers, one: Compared) -> bool | None:
    """Whether a variable differs; None where it is not compared."""
    told = _plain(back_check.get(one.back_check or one.variable), one)
    if told is None or told in one.excluded:
        return None
    said = _plain(interview.get(one.interview or one.variable), one)
    if told in one.same or said == told:
        return False
    first, second = _number(said), _number(told)
    if first is None or second is None:
        return True
    return not one.within.holds(first, second) if one.within else first != second


def _plain(value: Answer, one: Compared) -> str | None:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    text = str(value).strip()
    if not text:
        return None
    if one.simplified:
        lowered = unicodedata.normalize("NFKC", text).casefold()
        text = "".join(sign for sign in lowered if sign.isalnum() or sign.isspace())
        text = " ".join(text.split())
    return text


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text is not None else None
    except ValueError:
        return None
    return number if number is not None and math.isfinite(number) else None


def _tallies(found: Iterable[tuple[str, bool]]) -> Mapping[str, Tally]:
    told: dict[str, Tally] = {}
    for name, differs in found:
        told[name] = told.get(name, Tally()) + Tally(1, int(differs))
    return told
