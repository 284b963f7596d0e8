"""Rounds: an interviewer is in one place at a time, so a visit begins after the one before has ended."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from simulation.arrays import Amounts, Numbers
from simulation.field import Visit

ON_THE_WAY = timedelta(minutes=4)
ON_FOOT = 4 * 60  # seconds from one visit to the next
FAR_APART = 10**11  # seconds: no interviewer's visits reach those of the next


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


def in_one_place(interviewer: Numbers, at: Numbers, minutes: Amounts) -> Numbers:
    """When visits planned for these moments (seconds) begin, each after the one before of the same interviewer.

    Visits are made in the order planned, later ones where one before takes long.
    """
    order = np.lexsort((at, interviewer))
    who, planned = interviewer[order], at[order]
    busy = (minutes[order] * 60).astype(np.int64) + ON_FOOT
    before = np.cumsum(busy) - busy
    apart = who * FAR_APART
    free = np.maximum.accumulate(planned - before + apart)
    begins = np.empty_like(at)
    begins[order] = free + before - apart
    return begins
