"""Synchronisations: the moments at which a tablet reaches the service."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from simulation.calendar import TUNIS
from simulation.scenario import Networks

EVENING_HOUR = 20.0  # when the tablets of a day's work are put on the network, at the earliest (assumed)
EVENING_SPREAD = 1.5  # hours
WITHOUT_NETWORK = timedelta(hours=20)  # after a day where no network reaches, at least (assumed)
ON_THE_ROAD = timedelta(minutes=10)


@dataclass(frozen=True)
class Work:
    """A piece of work on a tablet: who ended what, when by a right clock, and whether a network reaches there."""

    tablet: str
    ended: datetime
    covered: bool


@dataclass(frozen=True)
class DayOfWork:
    """What matters of one tablet's day."""

    tablet: str
    day: date
    first: datetime
    last: datetime
    covered: bool


@dataclass(frozen=True)
class Syncs:
    """The moments at which each tablet reaches the service, in order."""

    moments: Mapping[str, tuple[datetime, ...]]

    def next(self, tablet: str, at: datetime) -> datetime | None:
        """The first one at or after a moment."""
        own = self.moments.get(tablet, ())
        place = bisect_left(own, at)
        return own[place] if place < len(own) else None

    def last(self, tablet: str, at: datetime) -> datetime | None:
        """The last one at or before a moment."""
        own = self.moments.get(tablet, ())
        place = bisect_right(own, at)
        return own[place - 1] if place else None


def days_of_work(work: Iterable[Work]) -> tuple[DayOfWork, ...]:
    """The days of each tablet, by tablet and day. A day is uncovered when any of its work was."""
    found: dict[tuple[str, date], list[Work]] = defaultdict(list)
    for one in work:
        found[one.tablet, one.ended.astimezone(TUNIS).date()].append(one)
    return tuple(
        DayOfWork(
            tablet, day, min(one.ended for one in own), max(one.ended for one in own), all(one.covered for one in own)
        )
        for (tablet, day), own in sorted(found.items())
    )


def plan_syncs(days: Iterable[DayOfWork], networks: Networks, random: np.random.Generator) -> Syncs:
    """One synchronisation for each day of work: in the evening, later, or once back where a network reaches."""
    days = tuple(days)
    evening = EVENING_HOUR + EVENING_SPREAD * random.random(len(days))
    in_time = random.random(len(days)) < networks.same_day
    lag = random.exponential(networks.lag_hours, len(days))
    away = random.uniform(*networks.uncovered_days, len(days))
    own: dict[str, list[datetime]] = defaultdict(list)
    blocked: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for place, one in enumerate(days):
        midnight = datetime(one.day.year, one.day.month, one.day.day, tzinfo=TUNIS)
        ended = max(midnight + timedelta(hours=float(evening[place])), one.last + ON_THE_ROAD)
        if not one.covered:
            own[one.tablet].append(ended + timedelta(days=float(away[place])))
            blocked[one.tablet].append((one.first - ON_THE_ROAD, ended + WITHOUT_NETWORK))
        elif in_time[place]:
            own[one.tablet].append(ended)
        else:
            own[one.tablet].append(ended + timedelta(hours=float(lag[place])))
    return Syncs({tablet: _without(blocked[tablet], moments) for tablet, moments in sorted(own.items())})


def _without(blocked: list[tuple[datetime, datetime]], moments: list[datetime]) -> tuple[datetime, ...]:
    """The moments, those that fall where no network reaches put off until the tablet is back."""
    done = set()
    for moment in sorted(moments):
        later = moment
        for begins, ends in sorted(blocked):
            if begins <= later < ends:
                later = ends
        done.add(later.replace(microsecond=0))
    return tuple(sorted(done))
