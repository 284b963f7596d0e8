"""When the field works: its days, Ramadan, strikes, and the slot and minute of each visit."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from simulation.field.calendar import TUNIS
from simulation.field.protocol import MORNING, WEEKEND, FieldProtocol, Hours
from simulation.population.arrays import Amounts, Numbers, Truths
from simulation.population.country import Field

DAY = 86_400  # seconds
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Days of a part of the field, counted from 0. Moments are seconds since the epoch."""

    first_day: date
    days: int
    ramadan: Truths  # by day
    productivity: Amounts  # by day: the share of visits planned that are made
    hours: Hours
    ramadan_hours: Hours
    moved_to_morning: tuple[float, ...]  # share of the visits of each slot, in Ramadan

    def weekday(self, day: Numbers) -> Numbers:
        """0 is Monday."""
        return (day + self.first_day.weekday()) % 7

    def moment(self, day: Numbers, hour: Amounts) -> Numbers:
        """Seconds since the epoch of an hour of the day."""
        return self.midnight + day * DAY + (hour * 3600).astype(np.int64)

    @property
    def midnight(self) -> int:
        """The beginning of the first day."""
        return int(datetime(self.first_day.year, self.first_day.month, self.first_day.day, tzinfo=TUNIS).timestamp())

    def day_of(self, at: Numbers) -> Numbers:
        """The day of a moment."""
        return (at - self.midnight) // DAY


def field_calendar(field: Field, protocol: FieldProtocol, days: int | None = None) -> Calendar:
    """The days of the visits; fewer or more than the country's, where they are given."""
    return _calendar(field.first_day, field.days if days is None else days, field, protocol, protocol_days=True)


def listing_calendar(field: Field, protocol: FieldProtocol) -> Calendar:
    """The days of the listing, which end where the visits begin."""
    days = protocol.listing.days
    return _calendar(field.first_day - timedelta(days=days), days, field, protocol, protocol_days=False)


def _calendar(first: date, days: int, field: Field, protocol: FieldProtocol, *, protocol_days: bool) -> Calendar:
    dates = [first + timedelta(days=day) for day in range(days)]
    productivity = np.ones(days)
    for hard in protocol.hard_days if protocol_days else ():
        productivity[hard.first : hard.last + 1] = hard.productivity
    return Calendar(
        first_day=first,
        days=days,
        ramadan=np.array([any(begin <= day <= end for begin, end in field.ramadan) for day in dates], dtype=bool),
        productivity=productivity,
        hours=protocol.hours,
        ramadan_hours=protocol.ramadan.hours,
        moved_to_morning=protocol.ramadan.moved_to_morning,
    )


def plan(
    calendar: Calendar, day: Numbers, shares: Amounts, random: np.random.Generator
) -> tuple[Numbers, Numbers, Numbers]:
    """Day, slot and moment of visits that may be made from a day on; ``shares`` of the slots, a row a visit.

    The slot is chosen first: a visit of the weekend waits for it, others wait for Monday where the day is a Saturday
    or a Sunday. Days after the last of the calendar are given as they come: the caller drops these visits.
    """
    drawn, hour = random.random((2, len(day)))
    slot = (drawn[:, None] >= np.cumsum(shares, axis=1)[:, :-1]).sum(axis=1)
    day = _waited(calendar, day, slot)
    off = np.ones(len(day), dtype=bool)
    for _ in range(int((calendar.productivity < 1).sum())):  # put off from one hard day to the next, and again
        off &= random.random(len(day)) >= calendar.productivity[np.minimum(day, calendar.days - 1)]
        day = _waited(calendar, day + off, slot)
    fasting = calendar.ramadan[np.minimum(day, calendar.days - 1)]
    moved = fasting & (random.random(len(day)) < np.array(calendar.moved_to_morning)[slot])
    slot = np.where(moved, MORNING, slot)
    opens, closes = (
        np.where(fasting, np.array(calendar.ramadan_hours)[slot, end], np.array(calendar.hours)[slot, end])
        for end in (0, 1)
    )
    return day, slot, calendar.moment(day, opens + (closes - opens) * hour)


def _waited(calendar: Calendar, day: Numbers, slot: Numbers) -> Numbers:
    """The first day from this one on that has the slot."""
    weekday = calendar.weekday(day)
    to_weekend = np.where(weekday < SATURDAY, SATURDAY - weekday, 0)
    to_monday = np.where(weekday >= SATURDAY, 7 - weekday, 0)
    return day + np.where(slot == WEEKEND, to_weekend, to_monday)


def as_datetime(at: int) -> datetime:
    """A moment on the clocks of the field."""
    return datetime.fromtimestamp(int(at), UTC).astimezone(TUNIS)
