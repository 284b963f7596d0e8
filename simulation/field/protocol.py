"""How the field works in any country: listing, slots of visits, habits of interviewers (``protocol.toml``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

MORNING, AFTERNOON, EVENING, WEEKEND = range(4)
SLOTS = ("morning", "afternoon", "evening", "weekend")

Hours = tuple[tuple[float, float], ...]  # first and last hour of each slot


@dataclass(frozen=True)
class ListingRules:
    """What the lister meets and gets wrong; see the file for each value."""

    not_a_dwelling: float
    vacant: float
    seasonal: float
    omission: float
    duplicate: float
    not_found: float
    further_persons: float
    days: int
    block: int
    reserve_released: bool
    subsampled: Mapping[str, float]


@dataclass(frozen=True)
class VisitRules:
    """What a visit can lead to, and when the next one follows; see the file for each value."""

    most: int
    waves: int
    closing_days: int
    days_to_begin: int
    longest_wait: int
    rest_after_refusal: int
    least_spread: int
    appointments_at_listing: float
    appointment_kept: float
    known_hour: float
    moved: float
    unable: float
    no_access: float
    break_off: float
    partial_at_refusal: float
    partial_minutes: float
    break_off_minutes: float
    partial_until: tuple[str, ...]
    break_off_until: tuple[str, ...]
    minutes: float
    minutes_spread: float
    interviewer_pace: float
    replaced_from: float
    replaced_to: float


@dataclass(frozen=True)
class Reasons:
    """Shares of the reasons of a refusal."""

    no_time: float
    authorities: float
    employer: float
    no_interest: float
    household: float


@dataclass(frozen=True)
class Ramadan:
    """Hours of the slots, and the share of visits of each slot that is made in the morning instead."""

    hours: Hours
    moved_to_morning: tuple[float, ...]


@dataclass(frozen=True)
class HardDays:
    """Days of the field, counted from 0, on which few visits are made: a strike, a heat wave."""

    first: int
    last: int
    productivity: float


@dataclass(frozen=True)
class Habit:
    """When an interviewer visits, how often, and how readily an appointment is made instead of an interview."""

    of_sixty: int
    first: tuple[float, ...]
    first_to_case: tuple[float, ...]
    later: tuple[float, ...]
    most: int
    appointments: float


@dataclass(frozen=True)
class FieldProtocol:
    """All rules of the field."""

    listing: ListingRules
    visits: VisitRules
    hours: Hours
    ramadan: Ramadan
    hard_days: tuple[HardDays, ...]
    reasons: Mapping[str, Reasons]
    """By group of origin; ``others`` for those not named."""
    habits: tuple[Habit, ...]


@cache
def field_protocol() -> FieldProtocol:
    """The protocol that ships with the toolkit."""
    content = tomllib.loads(files("simulation.field").joinpath("protocol.toml").read_text(encoding="utf-8"))
    moved = content["ramadan"]["moved_to_morning"]
    return FieldProtocol(
        listing=ListingRules(**content["listing"]),
        visits=VisitRules(**{name: _frozen(value) for name, value in content["visits"].items()}),
        hours=_hours(content["hours"]),
        ramadan=Ramadan(_hours(content["ramadan"]), tuple(moved.get(slot, 0.0) for slot in SLOTS)),
        hard_days=tuple(HardDays(**days) for days in content["hard_days"]),
        reasons={origin: Reasons(**shares) for origin, shares in content["reasons"].items()},
        habits=tuple(_habit(values) for values in content["habits"].values()),
    )


def _frozen(value: Any) -> Any:  # a value of the file, lists made tuples
    return tuple(value) if isinstance(value, list) else value


def _hours(content: Mapping[str, Any]) -> Hours:
    return tuple((content[slot][0], content[slot][1]) for slot in SLOTS)


def _habit(values: Mapping[str, Any]) -> Habit:
    return Habit(**{key: _frozen(value) for key, value in values.items()})
