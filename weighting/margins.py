"""Margins: known totals that weights must meet, with where they come from."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from questionnaires.problems import Problem
from weighting.problems import UnusableMargins

AGREEMENT = 1e-6  # grand totals that differ by less are rounded, not contradictory
EXACT = math.inf  # the cost of a margin that must be met

Level = str | int | float | bool | tuple[str | int | float | bool, ...]


@dataclass(frozen=True)
class Papers:
    """What a margin is about and where it comes from."""

    universe: str = ""
    source: str = ""
    date: str = ""
    grade: str = ""


@dataclass(frozen=True)
class Domain:
    """The units of one level of a variable: a margin may be about them alone."""

    variable: str
    level: str | int | float | bool


@dataclass(frozen=True)
class Margin:
    """Totals of the levels of one variable, or of the crossing of several (a tuple of variables, tuples as levels).

    ``cost`` is finite where the margin need not be met exactly (see ``Calibrate``), ``errors`` are the standard
    errors of totals that were estimated themselves, ``missing`` is the level of units without a value.
    """

    variable: str | tuple[str, ...]
    totals: Mapping[Level, float]
    papers: Papers = field(default_factory=Papers)
    within: Domain | None = None
    cost: float = EXACT
    errors: Mapping[Level, float] = field(default_factory=dict)
    missing: Level | None = None

    @property
    def name(self) -> str:
        """How the margin is called in files: variables joined by `` x ``."""
        return named(self.variable if isinstance(self.variable, str) else " x ".join(self.variable), self.within)

    @property
    def grand_total(self) -> float:
        """The sum over levels."""
        return float(sum(self.totals.values()))


@dataclass(frozen=True)
class MarginTotal:
    """The known total of a continuous variable; ``error`` is its standard error where it was estimated itself."""

    variable: str
    total: float
    papers: Papers = field(default_factory=Papers)
    within: Domain | None = None
    cost: float = EXACT
    error: float = 0.0

    @property
    def name(self) -> str:
        """The variable."""
        return named(self.variable, self.within)


AnyMargin = Margin | MarginTotal


def named(variables: str, within: Domain | None) -> str:
    """The name of a margin, and of the domain that it is about."""
    return variables if within is None else f"{variables} | {within.variable}: {within.level}"


def level_label(level: Level) -> str:
    """A level as files write it: parts of a crossing joined by `` x ``."""
    return " x ".join(map(str, level)) if isinstance(level, tuple) else str(level)


def in_each(variable: str, margins: Mapping[str | int | float | bool, Sequence[AnyMargin]]) -> tuple[AnyMargin, ...]:
    """Calibration by partition: the margins of each domain, a level of ``variable``, are about its units alone."""
    return tuple(
        replace(margin, within=Domain(variable, level)) for level, known in margins.items() for margin in known
    )


def scaled_to(name: str, margins: Sequence[AnyMargin]) -> tuple[AnyMargin, ...]:
    """The margins brought to the grand total of the one called ``name``; their papers say by how much.

    Raises UnusableMargins where no margin of levels has that name.
    """
    wanted = next((m.grand_total for m in margins if isinstance(m, Margin) and m.name == name), None)
    if not wanted:
        known = ", ".join(margin.name for margin in margins if isinstance(margin, Margin))
        raise UnusableMargins([Problem("calibrating.margin_not_given", {"margin": name, "known": known})])
    return tuple(_scaled(m, wanted, name) if isinstance(m, Margin) else m for m in margins)


def _scaled(margin: Margin, wanted: float, name: str) -> Margin:
    by = wanted / margin.grand_total if margin.grand_total else 1.0
    if by == 1.0:
        return margin
    papers = replace(margin.papers, source=f"{margin.papers.source} [x {by:.6g}: {name}]".strip())
    totals = {level: total * by for level, total in margin.totals.items()}
    errors = {level: error * by for level, error in margin.errors.items()}
    return replace(margin, totals=totals, errors=errors, papers=papers)
