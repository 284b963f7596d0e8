"""What is unresolved, and what would change the rate most: cases of unknown eligibility by place and disposition."""

from dataclasses import dataclass

from analysis.fieldwork.counts import Number, total
from analysis.fieldwork.eligibility import ratio
from analysis.fieldwork.groups import ALL, Group
from analysis.fieldwork.outcomes import UNKNOWN, OutcomeClass
from analysis.fieldwork.rates import Rate
from analysis.fieldwork.units import Row


@dataclass(frozen=True)
class Unresolved:
    """The cases with one disposition in one place, and the rate if none or all of them turned out eligible.

    The others keep the eligible share under which the rate was computed. The rate falls from ``none`` to ``every``.
    """

    level: str
    code: str
    outcome: OutcomeClass
    cases: int
    weight: Number
    none: Number | None
    every: Number | None

    @property
    def swing(self) -> Number:
        """By how much the rate depends on them."""
        return 0 if self.none is None or self.every is None else self.none - self.every


def unresolved(group: Group, rate: Rate, by: str = ALL) -> tuple[Unresolved, ...]:
    """What is not resolved, what weighs most first; ``rate`` is one that estimates eligibility (RR3, RR4)."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in group.rows:
        if row.outcome in UNKNOWN:
            found.setdefault((ALL if by == ALL else row.levels[by], row.code), []).append(row)
    told = [_told(level, code, rows, rate) for (level, code), rows in sorted(found.items())]
    return tuple(sorted(told, key=lambda one: (-one.swing, -one.weight)))


def _told(level: str, code: str, rows: list[Row], rate: Rate) -> Unresolved:
    outcome = rows[0].outcome
    weight = total(row.weight if rate.weighted else 1 for row in rows)
    share = None if rate.eligible is None else rate.eligible.of(outcome)
    none = every = None
    if rate.denominator is not None and share is not None:
        without = rate.denominator - share * weight
        none, every = ratio(rate.numerator, without), ratio(rate.numerator, without + weight)
    return Unresolved(level, code, outcome, len(rows), weight, none, every)
