"""Representativity of one group of units: its figures, whether they may be shown, and how they stood day by day."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from analysis.fieldwork.problems import UnknownGrouping
from analysis.fieldwork.representativity.balance import Balance, balance
from analysis.fieldwork.representativity.indicator import Indicator, indicator
from analysis.fieldwork.representativity.missing import Missing, missing
from analysis.fieldwork.representativity.observed import Observed, pooled
from analysis.fieldwork.representativity.partials import Partial, partials
from analysis.fieldwork.representativity.propensities import propensities
from analysis.fieldwork.representativity.units import SAID, Units

ALL = "all"
FEWEST_UNITS = 300  # below, R says little whatever the correction
FEWEST_NONRESPONDENTS = 20  # in each category
FEWEST_POOLED = 30  # units, and so many that as many nonrespondents are expected: smaller categories go together
PRECISE_DAYS = 60  # days told one by one; a longer field is told for the last ones


@dataclass(frozen=True)
class OnADay:
    """What had been reached by the end of a day; R only where there was something to fit."""

    day: date
    responded: int
    rate: float
    indicator: Indicator | None
    balance: Balance | None


@dataclass(frozen=True)
class Withheld:
    """Why an indicator is not shown (``representativity.withheld_CODE``), with the value that was too small."""

    code: str
    values: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """Everything of one group. ``withheld`` empty: R may be shown, with its interval.

    Where everybody or nobody responded there is no indicator at all; who is missing is told all the same.
    """

    grouping: str
    level: str
    n: int
    responded: int
    rate: float
    indicator: Indicator | None
    partials: tuple[Partial, ...]
    balance: Balance | None
    missing: tuple[Missing, ...]
    withheld: tuple[Withheld, ...]
    settled: int = 0
    over_time: tuple[OnADay, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether R may be shown and compared."""
        return self.indicator is not None and not self.withheld


def told(units: Units, by: str = ALL, *, days: bool = False) -> Iterator[Told]:
    """The representativity of all units, then of each level of a grouping. Raises UnknownGrouping."""
    yield _told(units, ALL, ALL, days=days)
    if by == ALL:
        return
    known = sorted({name for levels in units.levels for name in levels})
    if by not in known:
        raise UnknownGrouping(grouping=by, known=", ".join(known))
    of = [levels[by] for levels in units.levels]
    for level in sorted(set(of)):
        yield _told(units.among(np.array([one == level for one in of])), by, level, days=days)


def _told(units: Units, grouping: str, level: str, *, days: bool) -> Told:
    found = pooled(units.observed, _fewest(units.observed))
    some = 0 < int(found.responded.sum()) < found.n
    model = propensities(found) if some else None
    one = None if model is None else indicator(found, model)
    parts = () if model is None or one is None else partials(found, model, one.factor)
    said = [name for name in SAID[units.stage] if name in {variable.name for variable in found.variables}]
    return Told(
        grouping=grouping,
        level=level,
        n=found.n,
        responded=int(found.responded.sum()),
        rate=found.rate,
        indicator=one,
        partials=parts,
        balance=balance(found),
        missing=missing(units.observed, said),
        withheld=tuple(_withheld(found, parts)),
        settled=0 if model is None else model.settled,
        over_time=tuple(_by_day(units, found)) if days else (),
    )


def _fewest(found: Observed) -> int:
    """By the overall rate alone: a category is not put away because of who responds in it."""
    silent = float(1 - found.responded.mean())
    return max(FEWEST_POOLED, math.ceil(FEWEST_NONRESPONDENTS / silent)) if silent else FEWEST_POOLED


def _withheld(found: Observed, parts: Sequence[Partial]) -> Iterator[Withheld]:
    if not found.responded.any():
        yield Withheld("nobody_responded")
    elif found.responded.all():
        yield Withheld("everybody_responded")
    if all(len(variable.levels) < 2 for variable in found.variables):
        yield Withheld("no_variables")
    if found.n < FEWEST_UNITS:
        yield Withheld("small", {"n": found.n, "fewest": FEWEST_UNITS})
    for part in parts:
        for one in part.categories:
            if one.nonrespondents < FEWEST_NONRESPONDENTS:
                values: dict[str, str | int] = {"variable": part.variable, "level": one.level}
                yield Withheld("few", {**values, "n": one.nonrespondents, "fewest": FEWEST_NONRESPONDENTS})


def _by_day(units: Units, found: Observed) -> Iterator[OnADay]:
    held = sorted({day for day in units.days if day is not None})
    for day in held[-PRECISE_DAYS:]:
        then = found.responding(np.array([one is not None and one <= day for one in units.days]))
        some = not then.responded.all()
        one = indicator(then, propensities(then)) if some else None
        yield OnADay(day, int(then.responded.sum()), then.rate, one, balance(then))
