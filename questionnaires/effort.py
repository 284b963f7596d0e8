"""How much must be tried before a case may be given up, and what the field is bound to besides: numbers of a survey."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Any

from questionnaires.problems import ProblemError

SOURCED = ("value", "source")


class FieldRulesUnreadable(ProblemError):
    """The file with the rules of the field is absent, or does not say what it must."""

    code = "cases.rules_unreadable"


class Wanting(StrEnum):
    """What is still missing before a non-contact may be closed."""

    ATTEMPTS = "attempts"
    EVENING = "evening"
    WEEKEND = "weekend"
    SPREAD = "spread"


@dataclass(frozen=True)
class Lack:
    """One thing that is missing, and how much of it: visits, or days."""

    what: Wanting
    n: int


@dataclass(frozen=True)
class EffortRule:
    """The least that is tried at a case where nobody was reached.

    ``attempts`` are visits; so many of them begin in the ``evening`` (from ``evening_from`` on) and on the days of the
    ``weekend`` (Monday is 0); the first and the last are ``spread_days`` apart. All by the clock of the field.
    """

    name: str
    attempts: int
    evenings: int
    evening_from: time
    weekends: int
    weekend: frozenset[int]
    spread_days: int

    def lacks(self, visits: Iterable[datetime], zone: tzinfo) -> tuple[Lack, ...]:
        """What is missing still after visits begun at these moments; nothing where the rule is met."""
        local = [moment.astimezone(zone) for moment in visits]
        days = (max(local).date() - min(local).date()).days if local else 0
        short = {
            Wanting.ATTEMPTS: self.attempts - len(local),
            Wanting.EVENING: self.evenings - sum(moment.time() >= self.evening_from for moment in local),
            Wanting.WEEKEND: self.weekends - sum(moment.weekday() in self.weekend for moment in local),
            Wanting.SPREAD: self.spread_days - days,
        }
        return tuple(Lack(what, n) for what, n in short.items() if n > 0)


@dataclass(frozen=True)
class FieldRules:
    """What the field is bound to: effort, refusals, leases, and who sees to a case that needs somebody, how soon."""

    effort: EffortRule
    rest_after_refusal: int  # days before another interviewer comes
    soft_refusals: int  # after so many a case is closed
    same_visit: timedelta  # an interview begun so soon after a visit of the same interviewer belongs to it
    lease: timedelta
    due: Mapping[str, timedelta]  # by side state
    owners: Mapping[str, str]  # by side state: a role


def read_rules(path: Path) -> FieldRules:
    """The rules in a file of the survey's content. Raises FieldRulesUnreadable."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        effort, cases = _sourced(told["effort"]), _sourced(told["cases"])
        return FieldRules(
            effort=EffortRule(
                name=told["name"],
                attempts=int(effort["attempts"]),
                evenings=int(effort["evenings"]),
                evening_from=effort["evening_from"],
                weekends=int(effort["weekends"]),
                weekend=frozenset(effort["weekend"]),
                spread_days=int(effort["spread_days"]),
            ),
            rest_after_refusal=int(cases["rest_after_refusal_days"]),
            soft_refusals=int(cases["soft_refusals"]),
            same_visit=timedelta(hours=cases["same_visit_hours"]),
            lease=timedelta(hours=cases["lease_hours"]),
            due={name: timedelta(hours=side["due_hours"]) for name, side in told["side_states"].items()},
            owners={name: str(side["owner"]) for name, side in told["side_states"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise FieldRulesUnreadable(path=str(path)) from None


def _sourced(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Each number without its source, which must be there."""
    return {name: entry["value"] for name, entry in told.items() if all(entry[part] != "" for part in SOURCED)}
