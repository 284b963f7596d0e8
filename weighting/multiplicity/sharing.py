"""Generalised weight share: people reached through sampled units that they are linked to.

Lavallée (2007), Indirect Sampling: unbiased when every person has a link and the number of links in the whole
population, sampled or not, is known for each person who was reached.
"""

from collections.abc import Sequence

import numpy as np

from questionnaires.problems import Problem
from weighting.factors import FloatArray, IntArray
from weighting.problems import UnusableRows


def shared_weights(
    persons: Sequence[str], design_weight: FloatArray, unit: IntArray, person: IntArray, links: FloatArray
) -> FloatArray:
    """The weight of each person (n,): the design weights of the sampled units that lead to it over all its links.

    ``unit`` and ``person`` (links found,) name the ends of each link between a sampled unit and a person (rows);
    ``links`` (n,) counts the links of the person in the whole population.
    Raises UnusableRows naming persons with fewer links in the population than were found.
    """
    n = len(persons)
    found = np.bincount(person, minlength=n)
    wrong = np.flatnonzero(~(np.asarray(links) >= np.maximum(found, 1)))
    if wrong.size:
        raise UnusableRows(
            Problem("multiplicity.links", {"person": persons[row], "found": int(found[row]), "told": float(links[row])})
            for row in wrong[:20].tolist()
        )
    return np.asarray(np.bincount(person, np.asarray(design_weight, float)[unit], n) / links)
