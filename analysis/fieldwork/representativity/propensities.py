"""The response propensity of each unit: a logistic regression on the main effects of all variables.

Fitted with weights of mean one to the maximum of the likelihood. Where every unit of a pattern responds, or none, the
coefficient has no finite value while the propensities have their limit, one or nought; those units get it, the others
are fitted without them, and nothing of the limit is uncertain in the model's own terms. ``settled`` counts them.
"""

from dataclasses import dataclass

import numpy as np

from analysis.columns import Codes, Numbers
from analysis.fieldwork.problems import UnusableObserved
from analysis.fieldwork.representativity.observed import Observed, Variable
from questionnaires.problems import Problem

MOST_STEPS = 60
_SETTLED = 1e-11  # a propensity this close to nought or one goes on to it: with each step by a factor e


@dataclass(frozen=True, eq=False)
class Propensities:
    """What the model says, unit by unit.

    ``slopes`` (n, p) are the derivatives of the propensities by the coefficients, ``covariance`` (p, p) is that of the
    coefficients (columns that others tell already are left out).
    """

    rho: Numbers
    slopes: Numbers
    covariance: Numbers
    settled: int


def propensities(found: Observed) -> Propensities:
    """Fit the model. Raises UnusableObserved where everybody or nobody responded: there is nothing to explain."""
    if found.responded.all() or not found.responded.any():
        code = "everybody_responded" if found.responded.all() else "nobody_responded"
        raise UnusableObserved([Problem(f"representativity.{code}", {"n": found.n})])
    weights = found.weights / found.weights.mean()
    patterns, pattern = _patterns(found.variables)
    number: Numbers = np.bincount(pattern, weights).astype(float)
    share: Numbers = np.bincount(pattern, weights * found.responded) / number
    design = dummies(patterns, found.variables)
    rho = _limits(design, share, number)
    inside = (rho > 0) & (rho < 1)
    told = independent(design[inside]) if inside.any() else np.zeros(0, np.int64)
    reduced = np.where(inside[:, None], design[:, told], 0.0)
    if inside.any():
        rho[inside] = _fitted(reduced[inside], share[inside], number[inside])
    spread = rho * (1 - rho)
    information = (reduced * (number * spread)[:, None]).T @ reduced
    slopes = spread[:, None] * reduced
    covariance: Numbers = np.asarray(np.linalg.inv(information), float)
    return Propensities(rho[pattern], slopes[pattern], covariance, int((~inside)[pattern].sum()))


def cells(variables: tuple[Variable, ...], n: int) -> Codes:
    """The cell of each unit in the cross of the variables; one cell for all where there are none."""
    return _patterns(variables)[1] if variables else np.zeros(n, np.int64)


def dummies(patterns: Codes, variables: tuple[Variable, ...]) -> Numbers:
    """A constant, and one column for each category but the first of each variable."""
    columns = [np.ones(len(patterns))]
    for place, variable in enumerate(variables):
        columns += [(patterns[:, place] == code).astype(float) for code in range(1, len(variable.levels))]
    return np.column_stack(columns)


def independent(design: Numbers) -> Codes:
    """The columns that the columns before them do not tell already, in their order."""
    kept: list[int] = []
    basis = np.zeros((len(design), 0))
    for place in range(design.shape[1]):
        column = design[:, place]
        rest = column - basis @ (basis.T @ column)
        rest -= basis @ (basis.T @ rest)
        length = float(np.linalg.norm(rest))
        if length > 1e-9 * max(float(np.linalg.norm(column)), 1e-300):
            kept.append(place)
            basis = np.column_stack([basis, rest / length])
    return np.array(kept, np.int64)


def _patterns(variables: tuple[Variable, ...]) -> tuple[Codes, Codes]:
    codes = np.column_stack([variable.codes for variable in variables])
    patterns, pattern = np.unique(codes, axis=0, return_inverse=True)
    return patterns, pattern.reshape(-1)


def _limits(design: Numbers, share: Numbers, number: Numbers) -> Numbers:
    """The propensity of each pattern, exactly nought or one where the likelihood rises all the way to it."""
    kept = independent(design)
    rho = _fitted(design[:, kept], share, number)
    return np.where(rho < _SETTLED, 0.0, np.where(rho > 1 - _SETTLED, 1.0, rho))


def _fitted(design: Numbers, share: Numbers, number: Numbers) -> Numbers:
    """Newton's method with halved steps where the likelihood would fall."""
    beta = np.zeros(design.shape[1])
    best = _likelihood(design @ beta, share, number)
    for _ in range(MOST_STEPS):
        rho = _logistic(design @ beta)
        spread = np.maximum(rho * (1 - rho), 1e-15)
        score = design.T @ (number * (share - rho))
        information = (design * (number * spread)[:, None]).T @ design
        step = np.linalg.lstsq(information, score, rcond=None)[0]
        for _half in range(30):
            likelihood = _likelihood(design @ (beta + step), share, number)
            if likelihood >= best - 1e-12 * abs(best):
                break
            step = step / 2
        beta, best = beta + step, likelihood
        if np.abs(design @ step).max() < 1e-12:
            break
    return _logistic(design @ beta)


def _logistic(eta: Numbers) -> Numbers:
    """One over one plus the exponential, without overflow."""
    small = np.exp(-np.abs(eta))
    found: Numbers = np.where(eta >= 0, 1 / (1 + small), small / (1 + small))
    return found


def _likelihood(eta: Numbers, share: Numbers, number: Numbers) -> float:
    softplus = np.maximum(eta, 0) + np.log1p(np.exp(-np.abs(eta)))
    return float((number * (share * eta - softplus)).sum())
