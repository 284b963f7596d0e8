"""The full road: the rows of a draw as the values that forms are filled from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from questionnaires.codes import Eligibility
from questionnaires.identifiers import case_id
from simulation.field.doors import doors
from simulation.field.draw import Draw
from simulation.field.listing import SCREENED, Door, ListedUnit, Member
from simulation.field.naming import unit_ids
from simulation.field.persons import Case, Visit
from simulation.field.results import Reason, Result
from simulation.field.schedule import DAY, as_datetime
from simulation.field.visiting import Attempts
from simulation.population.arrays import Numbers
from simulation.population.world import MIN_AGE


@dataclass(frozen=True)
class FullRoad:
    """What happened in a draw, one value a unit and a visit."""

    units: tuple[ListedUnit, ...]
    visits: tuple[Visit, ...]


def full_road(draw: Draw) -> FullRoad:
    """All listed units, and all visits to the cases in the order of cases and visits."""
    units = listed_units(draw, np.arange(len(draw.listed)))
    return FullRoad(units, visits(draw, dict(enumerate(units))))


def listed_units(draw: Draw, rows: Numbers) -> tuple[ListedUnit, ...]:
    """The listed units of these rows."""
    listed, screening, psus = draw.listed, draw.screening, draw.psus
    names = unit_ids(draw).to_pylist()
    members, visited = _members(draw, names), _doors(draw)
    psu = psus.row[listed.place]
    psu_ids = draw.world.frame.psu_id
    interviewers, tablets = draw.teams.names, draw.teams.tablets
    found = []
    for row in rows.tolist():
        status = str(screening.status[row])
        own = tuple(members.get(row, ()))
        found.append(
            ListedUnit(
                unit_id=names[row],
                psu_id=str(psu_ids[psu[row]]),
                psu=int(psu[row]),
                serial=int(listed.serial[row]),
                status=status,
                start=float(listed.start[row]),
                n_persons=int(listed.n_persons[row]) if status == SCREENED else 0,
                n_foreign=len(own),
                members=own,
                doors=tuple(visited.get(row, ())),
                interviewer=interviewers[screening.interviewer[row]],
                device=tablets[screening.interviewer[row]],
                at=as_datetime(screening.at[row]),
            )
        )
    return tuple(found)


def _doors(draw: Draw) -> Mapping[int, Sequence[Door]]:
    """The visits to each listed unit, by row, in their order."""
    made = doors(draw)
    found: dict[int, list[Door]] = {}
    for row, unit in enumerate(made.unit.tolist()):
        found.setdefault(unit, []).append(
            Door(
                visit_no=int(made.visit_no[row]),
                at=as_datetime(made.at[row]),
                result=Result(str(made.result[row])),
                reason=Reason(str(made.reason[row])) if made.reason[row] else None,
            )
        )
    return found


def visits(draw: Draw, units: Mapping[int, ListedUnit]) -> tuple[Visit, ...]:
    """All visits to the cases; ``units`` by row holds at least those with a case."""
    of = cases(draw, units)
    made, interviewers, tablets = draw.attempts, draw.teams.names, draw.teams.tablets
    until = _until_the_next(made)
    return tuple(
        Visit(
            case=of[made.case[row]],
            visit_no=int(made.visit_no[row]),
            at=as_datetime(made.at[row]),
            interviewer=interviewers[made.interviewer[row]],
            device=tablets[made.interviewer[row]],
            result=Result(str(made.result[row])),
            who=str(made.who[row]) if made.who[row] else "",
            reason=Reason(str(made.reason[row])) if made.reason[row] else None,
            appointment_in=timedelta(seconds=int(until[row])),
            minutes=float(made.minutes[row]),
            until=str(made.until[row]),
        )
        for row in range(len(made))
    )


def _until_the_next(made: Attempts) -> Numbers:
    """Seconds to the next visit to the case, which is made when it was agreed; where none follows, days as foreseen."""
    follows = made.case[1:] == made.case[:-1]
    until = made.wait * DAY
    until[:-1] = np.where(follows, made.at[1:] - made.at[:-1], until[:-1])
    return np.asarray(until)


def cases(draw: Draw, units: Mapping[int, ListedUnit]) -> Sequence[Case]:
    """The drawn persons, in the order of the draw's cases."""
    world, place = draw.world, draw.listed.place
    return [
        Case(
            unit=units[unit],
            member=next(member for member in units[unit].members if member.person == person),
            origin=str(world.people.origin[person]),
            urban=bool(world.frame.urban[units[unit].psu]),
            team=int(draw.teams.team[place[unit]]),
        )
        for unit, person in zip(draw.cases.unit.tolist(), draw.cases.person.tolist(), strict=True)
    ]


def _members(draw: Draw, names: Sequence[str]) -> Mapping[int, Sequence[Member]]:
    people, found = draw.world.people, draw.roster
    works = draw.world.works
    members: dict[int, list[Member]] = {}
    for row, (unit, person) in enumerate(zip(found.unit.tolist(), found.person.tolist(), strict=True)):
        known = Eligibility.UNKNOWN if found.unclear[row] else Eligibility.INELIGIBLE
        eligible, selected = bool(found.eligible[row]), bool(found.selected[row])
        line, age = int(people.line_no[person]), int(people.age[person])
        members.setdefault(unit, []).append(
            Member(
                person=person,
                line_no=line,
                sex=str(people.sex[person]),
                age=age,
                relation=str(people.relation[person]),
                citizenship=str(people.citizenship[person]),
                months=int(people.months[person]),
                intends=str(people.intends[person]),
                works=("1" if works[person] else "0") if age >= MIN_AGE else "",
                eligibility=Eligibility.ELIGIBLE if eligible else known,
                selected=selected,
                p=float(found.p[row]) if eligible else None,
                case_id=case_id(names[unit], line) if selected else "",
            )
        )
    return members
