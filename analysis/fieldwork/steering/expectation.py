"""What could be expected by each day: how many of the drawn persons are interviewed once they are so many days old.

A case is as old as the time since the first visit to its dwelling. How many are interviewed by an age is read from all
cases, with those too young to tell left out from there on (Kaplan and Meier). A team is expected to reach with its
cases what the survey reaches with cases of the same ages; it is a band, not a quota. Cases nobody visited yet are
expected nothing of until somebody does.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from analysis.fieldwork.outcomes import OutcomeClass
from analysis.fieldwork.units import Fieldwork
from analysis.fieldwork.visits import Visits, day_of

HORIZON = 14  # days told ahead
_Z = 1.959963984540054
_INTERVIEWED = (OutcomeClass.COMPLETE, OutcomeClass.PARTIAL)


@dataclass(frozen=True)
class Aged:
    """A drawn person: since when somebody goes there, when the interview was, and where the case belongs."""

    case_id: str
    since: date | None
    held: date | None
    levels: Mapping[str, str]


@dataclass(frozen=True)
class Expected:
    """Interviews by the end of a day: those expected with a band of chance, those made (None: still to come)."""

    day: date
    low: float
    expected: float
    high: float
    done: int | None


@dataclass(frozen=True)
class Expectation:
    """The band of some cases, what they may come to in the end, and when nothing more is to be expected."""

    target: float
    days: tuple[Expected, ...]
    end: date | None


def aged(found: Fieldwork, visits: Visits, units: Mapping[str, str], zone: str) -> tuple[Aged, ...]:
    """The drawn persons of a fieldwork that are not found to be outside the survey; ``units`` names their dwellings."""
    told = []
    for row in found.rows:
        if row.row_id not in units or row.outcome is OutcomeClass.NOT_ELIGIBLE:
            continue
        made = (*visits.of_unit.get(units[row.row_id], ()), *visits.of_case.get(row.row_id, ()))
        since = min((day_of(visit.at, zone) for visit in made), default=None)
        held = row.day if row.outcome in _INTERVIEWED else None
        told.append(Aged(row.row_id, since if since is not None else held, held, row.levels))
    return tuple(told)


def reached(cases: Sequence[Aged], as_of: date) -> tuple[float, ...]:
    """The share interviewed by each age in days, from 0 on."""
    ages = [(_age(case, as_of), case.held is not None) for case in cases if case.since is not None]
    left, shares = 1.0, []
    for age in range(max((age for age, _ in ages), default=-1) + 1):
        at_risk = sum(one >= age for one, _ in ages)
        left *= 1 - sum(one == age and held for one, held in ages) / at_risk if at_risk else 1
        shares.append(1 - left)
    return tuple(shares)


def expectation(cases: Sequence[Aged], shares: Sequence[float], as_of: date) -> Expectation:
    """The band of some cases, given what all reach by age, from the first visit to a fortnight ahead."""
    final = shares[-1] if shares else 0.0
    since = sorted(case.since for case in cases if case.since is not None)
    days = []
    if since:
        last = as_of + timedelta(days=HORIZON)
        days = [_on(since[0] + timedelta(days=at), cases, shares, as_of) for at in range((last - since[0]).days + 1)]
    target = final * len(cases)
    begun = final * len(since)
    end = next((one.day for one in days if one.day >= as_of and one.expected >= 0.995 * begun), None)
    return Expectation(target, tuple(days), end if len(since) == len(cases) else None)


def _on(day: date, cases: Sequence[Aged], shares: Sequence[float], as_of: date) -> Expected:
    chances = [
        shares[min((day - case.since).days, len(shares) - 1)] for case in cases if case.since and case.since <= day
    ]
    middle, half = sum(chances), _Z * math.sqrt(sum(chance * (1 - chance) for chance in chances))
    done = sum(case.held is not None and case.held <= day for case in cases) if day <= as_of else None
    return Expected(day, max(middle - half, 0.0), middle, min(middle + half, float(len(cases))), done)


def _age(case: Aged, as_of: date) -> int:
    """Its age at the interview, or now."""
    return max(((case.held or as_of) - (case.since or as_of)).days, 0)
