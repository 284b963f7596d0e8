"""The units of which it is known whether they responded: their categories, base weights and place in the design."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.columns import Codes, Mask, Numbers
from analysis.fieldwork.problems import UnusableObserved
from questionnaires.problems import Problem

UNKNOWN = "–"  # a category of its own: what is not known is neither left out nor guessed
POOLED = "+"  # small categories of one variable together


@dataclass(frozen=True, eq=False)
class Variable:
    """One variable: the category of each unit as a place in ``levels``."""

    name: str
    levels: tuple[str, ...]
    codes: Codes


@dataclass(frozen=True, eq=False)
class Observed:
    """Units with their response, weights and variables.

    Strata and PSUs serve the sampling error; without them it is that of the weights (``sampling``). ``weighted`` says
    whether the weights mean anything: without, each unit stands for itself and is no sample of more.
    """

    responded: Mask
    weights: Numbers
    variables: tuple[Variable, ...]
    weighted: bool = False
    strata: Codes | None = None
    psus: Codes | None = None

    @property
    def n(self) -> int:
        """The number of units."""
        return len(self.responded)

    @property
    def population(self) -> float:
        """The sum of the weights."""
        return float(self.weights.sum())

    @property
    def rate(self) -> float:
        """The weighted share that responded."""
        return float(np.average(self.responded, weights=self.weights))

    def responding(self, responded: Mask) -> "Observed":
        """The same units with another response, as on an earlier day."""
        return Observed(responded, self.weights, self.variables, self.weighted, self.strata, self.psus)

    def variable(self, name: str) -> Variable:
        """One variable by name. Raises UnusableObserved."""
        for one in self.variables:
            if one.name == name:
                return one
        known = ", ".join(one.name for one in self.variables)
        raise UnusableObserved([Problem("representativity.no_variable", {"variable": name, "known": known})])


def observed(
    responded: Sequence[object],
    variables: Mapping[str, Sequence[object]],
    weights: Sequence[float] | None = None,
    *,
    strata: Sequence[object] | None = None,
    psus: Sequence[object] | None = None,
) -> Observed:
    """Units from columns of the same length; a response is a truth, or 1 and 0. None as a category is one of its own.

    Raises UnusableObserved: no units or variables, columns of different lengths, a response or weight that is none.
    """
    columns = {"weights": weights, "strata": strata, "psus": psus, **variables}
    n = len(responded)
    problems = [] if n else [Problem("representativity.no_units")]
    problems += [] if variables else [Problem("representativity.no_variables")]
    problems += [
        Problem("representativity.lengths", {"variable": name, "n": n, "found": len(column)})
        for name, column in columns.items()
        if column is not None and len(column) != n
    ]
    problems += _misfits(responded, "response", lambda value: value in (True, False))
    problems += _misfits(weights or (), "weight", lambda value: _positive(value))
    if problems:
        raise UnusableObserved(problems)
    given = np.ones(n) if weights is None else np.array(weights, float)
    if given.sum() <= 1 and n > 1:
        raise UnusableObserved([Problem("representativity.small_weights", {"sum": float(given.sum())})])
    return Observed(
        np.array([bool(one) for one in responded]),
        given,
        tuple(_variable(name, column) for name, column in variables.items()),
        weights is not None,
        None if strata is None else _variable("", strata).codes,
        None if psus is None else _variable("", psus).codes,
    )


def pooled(found: Observed, fewest: int) -> Observed:
    """The same with the categories of fewer than ``fewest`` units put together, variable by variable.

    A category of a handful of units has no response rate worth a figure, and would keep the indicator from being shown.
    """
    variables = tuple(_pooled(one, fewest) for one in found.variables)
    return Observed(found.responded, found.weights, variables, found.weighted, found.strata, found.psus)


def _pooled(variable: Variable, fewest: int) -> Variable:
    counts = np.bincount(variable.codes, minlength=len(variable.levels))
    rising = np.argsort(counts, kind="stable")
    before = np.concatenate([[0], np.cumsum(counts[rising])[:-1]])  # in the pool already
    taken = (counts[rising] < fewest) | ((before > 0) & (before < fewest))
    small = {variable.levels[code] for code in rising[taken].tolist()}
    if not (counts < fewest).any() or len(small) < 2:
        return variable
    levels = [variable.levels[code] for code in variable.codes.tolist()]
    return _variable(variable.name, [POOLED if level in small else level for level in levels])


def _variable(name: str, column: Sequence[object]) -> Variable:
    told = [UNKNOWN if value is None else str(value) for value in column]
    levels = tuple(sorted(set(told)))
    place = {level: at for at, level in enumerate(levels)}
    return Variable(name, levels, np.array([place[value] for value in told], np.int64))


def _misfits(values: Sequence[object], what: str, fits: Callable[[object], bool]) -> list[Problem]:
    wrong = [(row, value) for row, value in enumerate(values, 1) if not fits(value)]
    if not wrong:
        return []
    row, value = wrong[0]
    return [Problem(f"representativity.bad_{what}", {"row": row, "value": str(value), "n": len(wrong)})]


def _positive(value: object) -> bool:
    try:
        number = float(value)  # type: ignore[arg-type]  # whatever is no number is refused here
    except (TypeError, ValueError):
        return False
    return math.isfinite(number) and number > 0
