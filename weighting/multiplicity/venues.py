"""Time-location sampling: the chance to be met adds up over all venues that a person attends."""

from collections.abc import Sequence

import numpy as np

from questionnaires.problems import Problem
from weighting.factors import FloatArray
from weighting.problems import UnusableRows


def expected_meetings(ids: Sequence[str], attended: FloatArray, rate: FloatArray) -> FloatArray:
    """How often each person (n,) was expected to be taken; the design weight of a taking is its inverse.

    ``attended`` (n, venues) counts the open periods that the person attended over the time of the field; ``rate``
    (venues,) is the probability that one period of the venue was drawn times the share of arrivals taken in it:
    p_place x p_session x taken / counted. Karon and Wejnert (2012), Journal of Urban Health 89, 565-586.
    Raises UnusableRows naming persons who attended nowhere: somebody was met where they say they never are.
    """
    found = np.asarray(attended, float) @ np.asarray(rate, float)
    wrong = np.flatnonzero(~(found > 0) | (np.asarray(attended) < 0).any(axis=1))
    if wrong.size:
        named = (ids[row] for row in wrong[:20].tolist())
        raise UnusableRows(Problem("multiplicity.attended_nowhere", {"person": person}) for person in named)
    return np.asarray(found)
