"""Logistic regression on counts by pattern: statsmodels for the sample itself, Newton's method for its replicates."""

import warnings
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from weighting.factors import FloatArray

MOST_STEPS = 50
PRECISION = 1e-10
NEVER = 1e-7  # a probability below which nobody of a pattern ever answers


@dataclass(frozen=True, eq=False)
class Counts:
    """Weighted units of each pattern (patterns,), and those of them that answered."""

    x: FloatArray  # (patterns, p)
    among: FloatArray
    answered: FloatArray


def fit(counts: Counts) -> FloatArray:
    """The coefficients (p,) that maximise the weighted likelihood, by statsmodels; nan where there are none."""
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    present = counts.among > 0
    share = counts.answered[present] / counts.among[present]
    weights = counts.among[present] / counts.among[present].mean()
    model = GLM(share, counts.x[present], family=Binomial(), var_weights=weights)
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        warnings.simplefilter("ignore", PerfectSeparationWarning)  # as many coefficients as patterns separate nothing
        found = model.fit(maxiter=MOST_STEPS, tol=PRECISION, tol_criterion="params")
    beta = np.asarray(found.params)
    return beta if found.converged and _is_finite(counts, beta) else np.full(beta.size, np.nan)


def _is_finite(counts: Counts, beta: FloatArray) -> bool:
    """Whether no probability runs to zero or one: there the coefficients have no end."""
    p = probabilities(counts.x[counts.among > 0], beta)
    return bool(p.min() > NEVER and p.max() < 1.0 - NEVER)


def refit(counts: Counts, start: FloatArray) -> FloatArray:
    """The same by Newton's method with step halving, from the coefficients of the sample; nan where it ends nowhere."""
    beta = start.copy()
    value = _likelihood(counts, beta)
    for _ in range(MOST_STEPS):
        p = probabilities(counts.x, beta)
        score = counts.x.T @ (counts.answered - counts.among * p)
        information = (counts.x * (counts.among * p * (1 - p))[:, None]).T @ counts.x
        try:
            step = np.linalg.solve(information, score)
        except np.linalg.LinAlgError:
            break
        for _halving in range(30):
            tried = _likelihood(counts, beta + step)
            if tried >= value - 1e-12 * abs(value):
                break
            step /= 2
        beta, value = beta + step, tried
        if np.abs(step).max() < PRECISION * (1.0 + np.abs(beta).max()):
            return beta if _is_finite(counts, beta) else np.full(beta.size, np.nan)
    return np.full(beta.size, np.nan)


def probabilities(x: FloatArray, beta: FloatArray) -> FloatArray:
    """1 / (1 + exp(-x beta)): (patterns,) or, for several columns of coefficients, (patterns, b)."""
    return np.asarray(expit(x @ beta))


def _likelihood(counts: Counts, beta: FloatArray) -> float:
    u = counts.x @ beta
    return float(counts.answered @ u - counts.among @ np.logaddexp(0.0, u))
