"""Rounds: an interviewer is in one place at a time, so a visit begins after the one before has ended."""

import numpy as np

from simulation.population.arrays import Amounts, Numbers

ON_FOOT = 4 * 60  # seconds from one visit to the next
FAR_APART = 10**11  # seconds: no interviewer's visits reach those of the next


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
