"""How long a survey keeps what it was told: numbers of its own, in one file of its content."""

import calendar
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from questionnaires.problems import ProblemError

FILE = "retention.toml"
LONGEST = 600  # months


class RetentionUnreadable(ProblemError):
    """The file with the numbers of retention is absent, or does not say what it must."""

    code = "retention.policy_unreadable"


@dataclass(frozen=True)
class RetentionPolicy:
    """What is removed how many months after the data were locked. Hints go when their PSU closes, whatever the month.

    ``answers`` names questions by form. ``confirmed``: counsel has agreed; until then the numbers are assumed.
    ``digest`` is of the file.
    """

    confirmed: bool
    answers: Mapping[str, tuple[str, ...]]
    answers_months: int
    identifiers_months: int
    digest: str = field(default="", compare=False)


def read_policy(path: Path) -> RetentionPolicy:
    """Raises RetentionUnreadable."""
    try:
        content = path.read_bytes()
        told = tomllib.loads(content.decode("utf-8"))
        return RetentionPolicy(
            confirmed=told["confirmed"] is True,
            answers={form: _names(names) for form, names in told["answers"]["questions"].items()},
            answers_months=_months(told["answers"]["months"]),
            identifiers_months=_months(told["identifiers"]["months"]),
            digest=hashlib.sha256(content).hexdigest(),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise RetentionUnreadable(path=str(path)) from None


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _months(number: Any) -> int:  # whatever the file says
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= LONGEST:
        raise ValueError
    return number


def _names(names: Any) -> tuple[str, ...]:  # whatever the file says
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise ValueError
    return tuple(names)
