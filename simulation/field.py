"""The field: who visits whom, when, and with what result. Whether people answer depends on the listing alone."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np

from simulation.calendar import DAYS, EVENING, MORNING, WEEKEND, visit_on
from simulation.listing import ListedUnit, Member
from simulation.old_world import World
from simulation.streams import Streams

MOST_VISITS = 4
TEAMS = 8
INTERVIEWERS_IN_A_TEAM = 3


class Result(StrEnum):
    """Result of a visit, as the contact form codes it."""

    INTERVIEW = "1"
    APPOINTMENT = "2"
    REFUSAL = "3"
    BREAK_OFF = "4"
    NOBODY = "5"
    NO_ACCESS = "7"
    LANGUAGE = "8"
    MOVED = "9"
    UNABLE = "13"


class Reason(StrEnum):
    """Reason of a refusal, as the contact form codes it."""

    NO_TIME = "1"
    AUTHORITIES = "2"
    EMPLOYER = "3"
    NO_INTEREST = "4"
    HOUSEHold_ = "6"


HARD = frozenset({Reason.AUTHORITIES, Reason.EMPLOYER, Reason.HOUSEHold_})  # fear or opposition closes the case
DAYS_OF_FIRST_VISITS = 3  # in an area unit
AT_THE_DOOR = 2.0  # minutes
MEDIAN_MINUTES, SPREAD = 44.0, 0.24  # of an interview

CONVERSION = 0.35  # of soft refusals, by another interviewer


@dataclass(frozen=True)
class Case:
    """A drawn person and what the listing knows of them: all that the field reacts to."""

    unit: ListedUnit
    member: Member
    origin: str
    urban: bool
    team: int


@dataclass(frozen=True)
class Visit:
    """One attempt to reach a case."""

    case: Case
    visit_no: int
    at: datetime
    interviewer: str
    device: str
    result: Result
    who: str  # was met: 1 the person, 2 another member, "" nobody
    reason: Reason | None
    appointment_in_days: int
    minutes: float  # at the door and, where there is one, in the interview
    until: str = ""  # the last block of an interview that breaks off; "" goes to the end


def interviewer(team: int, place: int) -> str:
    """``E001`` and following."""
    return f"E{team * INTERVIEWERS_IN_A_TEAM + place + 1:03d}"


def device(team: int) -> str:
    """``T01`` and following: one tablet a team."""
    return f"T{team + 1:02d}"


def team_by_psu(units: Iterable[ListedUnit]) -> Mapping[int, int]:
    """Which team works each area unit: they go to the teams in turn."""
    return {psu: place % TEAMS for place, psu in enumerate(sorted({unit.psu for unit in units}))}


def cases(world: World, units: Iterable[ListedUnit]) -> tuple[Case, ...]:
    """The drawn persons."""
    units = tuple(units)
    team_of = team_by_psu(units)
    return tuple(
        Case(
            unit, member, str(world.people.origin[member.person]), bool(world.frame.urban[unit.psu]), team_of[unit.psu]
        )
        for unit in units
        for member in unit.members
        if member.selected
    )


def visit_all(cases: tuple[Case, ...], streams: Streams) -> tuple[Visit, ...]:
    """All visits to all cases, case by case."""
    random = streams.of("field")
    skill = random.normal(0, 0.3, TEAMS * INTERVIEWERS_IN_A_TEAM)
    first_day = {psu: int(random.integers(0, DAYS - 12)) for psu in sorted({case.unit.psu for case in cases})}
    return tuple(visit for case in cases for visit in _visits(case, first_day[case.unit.psu], skill, random))


@dataclass
class _State:
    """What the team remembers of a case between two visits."""

    place: int  # of the interviewer in the team
    refused: bool = False
    waited: bool = False  # an appointment was made
    translated: bool = False  # an interpreter or another interviewer comes along


def _visits(case: Case, day: int, skill: np.ndarray, random: np.random.Generator) -> list[Visit]:
    state = _State(place=int(random.integers(INTERVIEWERS_IN_A_TEAM)))
    day += int(random.integers(DAYS_OF_FIRST_VISITS))
    visits: list[Visit] = []
    for number in range(1, MOST_VISITS + 1):
        moment = visit_on(min(day, DAYS - 1), random)
        bold = float(skill[case.team * INTERVIEWERS_IN_A_TEAM + state.place])
        if random.random() < _chance_of_contact(case, moment.slot, number, state):
            result, who, reason = _met(case, state, bold, random)
        else:
            result, who, reason = (Result.NO_ACCESS if random.random() < 0.05 else Result.NOBODY), "", None
        wait = int(random.integers(1, 4))
        visits.append(
            Visit(
                case=case,
                visit_no=number,
                at=moment.at,
                interviewer=interviewer(case.team, state.place),
                device=device(case.team),
                result=result,
                who=who,
                reason=reason,
                appointment_in_days=wait,
                minutes=_minutes(result, random),
            )
        )
        if _closed(result, reason, state):
            break
        _remember(state, result, random)
        day += wait
    return visits


def _chance_of_contact(case: Case, slot: str, number: int, state: _State) -> float:
    if state.waited:
        return 0.88
    by_slot = {MORNING: -0.45, EVENING: 0.45, WEEKEND: 0.35}.get(slot, 0.0)
    alone = case.unit.n_persons == 1
    return _logistic(0.45 - 0.4 * alone - 0.15 * case.urban + by_slot - 0.1 * (number - 1))


def _chance_to_agree(case: Case, bold: float) -> float:
    origin = {"AFR": -0.35, "EUR": 0.35}.get(case.origin, 0.0)
    return _logistic(1.15 + origin - 0.2 * case.urban + 0.2 * (case.member.sex == "2") + bold)


def _met(case: Case, state: _State, bold: float, random: np.random.Generator) -> tuple[Result, str, Reason | None]:
    """What happens when somebody opens the door."""
    barrier = 0.05 if case.origin in ("AFR", "EUR") else 0.01
    if state.translated:
        barrier = 0.35
    if random.random() < 0.012:
        return Result.MOVED, "4", None
    if random.random() < 0.006:
        return Result.UNABLE, "2", None
    if random.random() < barrier:
        return Result.LANGUAGE, "1", None
    if not state.waited and not state.refused and random.random() < 0.16:
        return Result.APPOINTMENT, "2", None
    agrees = CONVERSION if state.refused else _chance_to_agree(case, bold)
    if random.random() >= agrees:
        reason = Reason(str(random.choice(list(Reason), p=_REASONS["AFR" if case.origin == "AFR" else ""])))
        return Result.REFUSAL, "2" if reason is Reason.HOUSEHold_ else "1", reason
    if random.random() < 0.015:
        return Result.BREAK_OFF, "1", Reason.NO_TIME
    return Result.INTERVIEW, "1", None


_REASONS = {  # in the order of Reason
    "AFR": (0.30, 0.24, 0.06, 0.32, 0.08),
    "": (0.40, 0.07, 0.03, 0.40, 0.10),
}


def _closed(result: Result, reason: Reason | None, state: _State) -> bool:
    """Whether the team does not come back."""
    match result:
        case Result.REFUSAL:
            return reason in HARD or state.refused
        case Result.LANGUAGE:
            return state.translated
        case Result.NOBODY | Result.NO_ACCESS | Result.APPOINTMENT:
            return False
        case _:
            return True


def _remember(state: _State, result: Result, random: np.random.Generator) -> None:
    state.waited = result is Result.APPOINTMENT
    if result is Result.REFUSAL or result is Result.LANGUAGE:
        state.refused |= result is Result.REFUSAL
        state.translated |= result is Result.LANGUAGE
        state.place = (state.place + 1 + int(random.integers(INTERVIEWERS_IN_A_TEAM - 1))) % INTERVIEWERS_IN_A_TEAM


def _minutes(result: Result, random: np.random.Generator) -> float:
    drawn = math.exp(SPREAD * random.standard_normal())
    held = {Result.INTERVIEW: MEDIAN_MINUTES, Result.BREAK_OFF: MEDIAN_MINUTES / 4}.get(result, 0.0)
    return round(AT_THE_DOOR + held * drawn, 1)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
