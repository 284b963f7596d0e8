"""Rounds: an interviewer is in one place at a time, so a visit begins after the one before has ended."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from simulation.field import Visit

ON_THE_WAY = timedelta(minutes=4)


def in_turn(visits: Iterable[Visit]) -> tuple[Visit, ...]:
    """The same visits in the same order, some of them later on their day."""
    planned = list(visits)
    free_from: dict[str, datetime] = {}
    for place in sorted(range(len(planned)), key=lambda place: (planned[place].at, place)):
        visit = planned[place]
        at = max(visit.at, free_from.get(visit.interviewer, visit.at))
        planned[place] = replace(visit, at=at)
        free_from[visit.interviewer] = at + timedelta(minutes=visit.minutes) + ON_THE_WAY
    return tuple(planned)
