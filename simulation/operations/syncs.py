"""Synchronisations: the moments at which a tablet reaches the service."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np

from simulation.field.calendar import TUNIS
from simulation.population.scenario import Networks

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
    longest = timedelta(days=networks.uncovered_days[1])
    wishes: dict[str, list[_Wish]] = defaultdict(list)
    without: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for place, one in enumerate(days):
        midnight = datetime(one.day.year, one.day.month, one.day.day, tzinfo=TUNIS)
        ended = max(midnight + timedelta(hours=float(evening[place])), one.last + ON_THE_ROAD)
        if not one.covered:
            wishes[one.tablet].append(_Wish(ended + timedelta(days=float(away[place])), ended + longest))
            without[one.tablet].append((one.first - ON_THE_ROAD, ended + WITHOUT_NETWORK))
        else:
            at = ended if in_time[place] else ended + timedelta(hours=float(lag[place]))
            wishes[one.tablet].append(_Wish(at, at + longest))
    return Syncs({tablet: _moments(own, without[tablet]) for tablet, own in sorted(wishes.items())})


class _Wish(NamedTuple):
    """When a tablet would synchronise, and when at the latest, wherever it is then."""

    at: datetime
    latest: datetime


def _moments(wishes: Iterable[_Wish], without: list[tuple[datetime, datetime]]) -> tuple[datetime, ...]:
    """The moments in order; those that fall where no network reaches are put off until the tablet is back."""
    done = set()
    for wish in wishes:
        later = wish.at
        for begins, ends in without:  # in the order of the days
            if begins <= later < ends:
                later = ends
        done.add(min(later, wish.latest).replace(microsecond=0))
    return tuple(sorted(done))
