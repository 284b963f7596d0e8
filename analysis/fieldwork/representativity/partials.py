"""Partial indicators: how much of the unevenness of response one variable or category accounts for.

Unconditional: between the categories of a variable, as a stranger to the others sees it. Conditional: within the cells
of all other variables, what remains when those are held still. By category the unconditional one is signed: below
zero, the category is missing. RISQ takes the bias off the partials of variables, not of categories; so do we.
"""

import math
from dataclasses import dataclass

import numpy as np

from analysis.columns import Codes, Mask, Numbers
from analysis.fieldwork.representativity.indicator import indicator
from analysis.fieldwork.representativity.observed import Observed, Variable
from analysis.fieldwork.representativity.propensities import Propensities, cells, propensities
from analysis.fieldwork.representativity.sampling import variance_of_total


@dataclass(frozen=True)
class Category:
    """The partials of one category; divided by the mean propensity they are those of the coefficient of variation.

    The error of the unconditional one has the part of the model (delta method) and that of the sample; RISQ counts
    the second alone. None where it cannot be told.
    """

    level: str
    n: int
    nonrespondents: int
    share: float
    rate: float
    pu: float
    pu_se: float
    pc: float
    pc_se: float | None


@dataclass(frozen=True)
class Partial:
    """The partials of one variable, with the bias taken off and without, and those of its categories."""

    variable: str
    pu: float
    pu_unadjusted: float
    pu_se: float | None
    pc: float
    pc_unadjusted: float
    pc_se: float | None
    categories: tuple[Category, ...]


def partials(found: Observed, model: Propensities, factor: float) -> tuple[Partial, ...]:
    """The partials of every variable with several categories; ``factor`` is that of the bias adjustment of R."""
    return tuple(_partial(found, model, factor, one) for one in found.variables if len(one.levels) > 1)


def _partial(found: Observed, model: Propensities, factor: float, variable: Variable) -> Partial:
    others = tuple(one for one in found.variables if one is not variable)
    cell = cells(others, found.n)
    within = _Within(found, model, model.rho - _means(found, model.rho, cell), _centred(found, model.slopes, cell))
    categories = tuple(_category(found, model, within, variable, code) for code in range(len(variable.levels)))
    between = math.sqrt(sum(one.pu**2 for one in categories))
    inside = within.partial(np.ones(found.n, bool))
    left = math.sqrt(factor)
    return Partial(
        variable=variable.name,
        pu=between * left,
        pu_unadjusted=between,
        pu_se=_alone(found, variable),
        pc=inside * left,
        pc_unadjusted=inside,
        pc_se=within.error(np.ones(found.n, bool)),
        categories=categories,
    )


def _category(found: Observed, model: Propensities, within: "_Within", variable: Variable, code: int) -> Category:
    among: Mask = variable.codes == code
    size, share = float(found.weights[among].sum()), float(found.weights[among].sum()) / found.population
    rate, mean = (float(np.average(model.rho[mask], weights=found.weights[mask])) for mask in (among, among | True))
    pu = math.sqrt(share) * (rate - mean)
    slope = np.average(model.slopes[among], axis=0, weights=found.weights[among])
    slope = math.sqrt(share) * (slope - np.average(model.slopes, axis=0, weights=found.weights))
    apart = among * (model.rho - rate) / size - (model.rho - mean) / found.population
    linear = math.sqrt(share) * apart + pu / (2 * size) * (among - share)
    variance = float(slope @ model.covariance @ slope) + variance_of_total(found, linear)
    return Category(
        level=variable.levels[code],
        n=int(among.sum()),
        nonrespondents=int((among & ~found.responded).sum()),
        share=share,
        rate=rate,
        pu=pu,
        pu_se=math.sqrt(variance),
        pc=within.partial(among),
        pc_se=within.error(among),
    )


@dataclass(frozen=True, eq=False)
class _Within:
    """The propensities and their slopes about the mean of their cell of all other variables."""

    found: Observed
    model: Propensities
    apart: Numbers
    slopes: Numbers

    def partial(self, among: Mask) -> float:
        """The conditional partial of the units of one category."""
        return math.sqrt(float((self.found.weights * among * self.apart**2).sum()) / self.found.population)

    def error(self, among: Mask) -> float | None:
        """Its standard error; None where nothing varies within the cells."""
        weights, covariance = self.found.weights * among, self.model.covariance
        squares = float((weights * self.apart**2).sum())
        if squares < 1e-20 * self.found.population:
            return None
        together = (weights * self.apart) @ self.slopes
        spreads = (self.slopes * weights[:, None]).T @ self.slopes @ covariance
        variance = 4 * float(together @ covariance @ together) + 2 * float(np.trace(spreads @ spreads))
        variance += variance_of_total(self.found, self.apart**2 * among)
        return math.sqrt(0.25 * variance / (self.found.population * squares))


def _alone(found: Observed, variable: Variable) -> float | None:
    """Half the error of R in the model of this variable alone."""
    one = Observed(found.responded, found.weights, (variable,), found.weighted, found.strata, found.psus)
    error = indicator(one, propensities(one)).se
    return None if error is None else error / 2


def _means(found: Observed, values: Numbers, cell: Codes) -> Numbers:
    sums = np.bincount(cell, found.weights * values)
    means: Numbers = sums[cell] / np.bincount(cell, found.weights)[cell]
    return means


def _centred(found: Observed, slopes: Numbers, cell: Codes) -> Numbers:
    means = [_means(found, slopes[:, place], cell) for place in range(slopes.shape[1])]
    return slopes - np.column_stack(means) if means else slopes
