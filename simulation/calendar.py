"""When the field works: days, waves of area units, and the hours of a visit."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

import numpy as np

TUNIS = timezone(timedelta(hours=1))  # no summer time since 2009

FIRST_DAY = date(2026, 10, 5)  # a Monday
DAYS = 28

MORNING, AFTERNOON, EVENING, WEEKEND = "morning", "afternoon", "evening", "weekend"

_HOURS = {MORNING: (9.0, 12.0), AFTERNOON: (13.0, 17.0), EVENING: (18.0, 20.0), WEEKEND: (10.0, 18.0)}
_WEEKDAY_SLOTS = ((MORNING, AFTERNOON, EVENING), (0.28, 0.34, 0.38))


@dataclass(frozen=True)
class Moment:
    """A visit's time on the tablet's clock, and the slot it falls into."""

    at: datetime
    slot: str


def visit_on(day: int, random: np.random.Generator) -> Moment:
    """A time on the n-th day of the field (0 is the first)."""
    on = FIRST_DAY + timedelta(days=day)
    slot = WEEKEND if on.weekday() >= 5 else str(random.choice(_WEEKDAY_SLOTS[0], p=_WEEKDAY_SLOTS[1]))
    opens, closes = _HOURS[slot]
    seconds = int(3600 * (opens + (closes - opens) * random.random()))
    return Moment(datetime(on.year, on.month, on.day, tzinfo=TUNIS) + timedelta(seconds=seconds), slot)
