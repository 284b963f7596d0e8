"""Balance between respondents and sample without any model: how far their means lie apart (Särndal and Lundquist).

The formulas are taken from the literature at second hand, and agree with R on the case in the tests.
"""

import math
from dataclasses import dataclass

import numpy as np

from analysis.fieldwork.representativity.observed import Observed
from analysis.fieldwork.representativity.propensities import dummies, independent


@dataclass(frozen=True)
class Balance:
    """The imbalance, and the two indicators made of it: one where respondents look like the sample."""

    imbalance: float
    bi1: float
    bi2: float


def balance(found: Observed) -> Balance | None:
    """The balance of a response; None where everybody or nobody responded, or where all units are of one category."""
    rate, several = found.rate, any(len(variable.levels) > 1 for variable in found.variables)
    if found.responded.all() or not found.responded.any() or not several:
        return None
    design = dummies(np.column_stack([variable.codes for variable in found.variables]), found.variables)
    design = design[:, independent(design)]
    share = found.weights / found.population
    moments = (design * share[:, None]).T @ design
    responding = np.average(design[found.responded], axis=0, weights=found.weights[found.responded])
    apart = responding - share @ design
    imbalance = max(rate**2 * float(apart @ np.linalg.solve(moments, apart)), 0.0)
    return Balance(imbalance, 1 - math.sqrt(min(imbalance / (rate * (1 - rate)), 1.0)), 1 - 2 * math.sqrt(imbalance))
