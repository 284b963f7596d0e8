"""How a response rate grew: after each attempt, and day by day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from analysis.fieldwork.counts import total
from analysis.fieldwork.groups import Group
from analysis.fieldwork.rates import FORMULAS, Rate
from analysis.fieldwork.units import Row


@dataclass(frozen=True)
class Reached:
    """The rate reached by a step: after so many attempts, or by the end of a day."""

    step: str
    rate: Rate


def by_attempt(group: Group, final: Rate) -> tuple[Reached, ...]:
    """The rate had nobody been visited more than once, twice, and so on.

    The denominator is the final one: a rate that only ever grows, and ends at the final rate.
    """
    most = max((row.attempts for row in group.rows), default=0)
    return _reached(group, final, ((str(number), _within(number)) for number in range(1, most + 1)))


def by_day(group: Group, final: Rate) -> tuple[Reached, ...]:
    """The rate reached by the end of each day, from the first one that saw a visit to the last."""
    days = [row.day for row in group.rows if row.day is not None]
    if not days:
        return ()
    span = [min(days) + timedelta(n) for n in range((max(days) - min(days)).days + 1)]
    return _reached(group, final, ((day.isoformat(), _by_the_end_of(day)) for day in span))


def _by_the_end_of(day: date) -> Callable[[Row], bool]:
    return lambda row: row.day is not None and row.day <= day


def _within(number: int) -> Callable[[Row], bool]:
    return lambda row: row.attempts <= number


def _reached(group: Group, final: Rate, steps: Iterable[tuple[str, Callable[[Row], bool]]]) -> tuple[Reached, ...]:
    above = FORMULAS[final.name].above
    counted = [row for row in group.rows if row.outcome in above]

    def at(holds: Callable[[Row], bool]) -> Rate:
        return replace(final, numerator=total(row.weight if final.weighted else 1 for row in counted if holds(row)))

    return tuple(Reached(step, at(holds)) for step, holds in steps)
