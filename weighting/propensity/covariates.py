"""The model matrix of a logistic model over distinct rows: levels of texts beside their first, numbers as they are."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from questionnaires.problems import Problem
from weighting.factors import FloatArray, IntArray, TruthArray
from weighting.framing import coded, numbers
from weighting.problems import UnusableClasses
from weighting.sample import WeightedSample

INTERCEPT = ("", "")


@dataclass(frozen=True, eq=False)
class Covariates:
    """Distinct rows of covariates (patterns, p), the pattern of each unit (-1 outside), and the name of each column."""

    codes: IntArray
    x: FloatArray
    columns: tuple[tuple[str, str], ...]  # variable and level; level empty for a number, both for the constant


def covariates(sample: WeightedSample, names: tuple[str, ...], among: TruthArray, answered: TruthArray) -> Covariates:
    """Lay the covariates of the units concerned over their distinct rows.

    Raises UnusableRows where a unit has no value, UnusableClasses naming levels in which nobody, or everybody,
    answered: no finite coefficient describes them.
    """
    rows = np.flatnonzero(among)
    part, ids = sample.data.take(rows), [sample.ids[row] for row in rows]
    columns, parts = [INTERCEPT], [np.ones(rows.size)]
    problems: list[Problem] = []
    for name in names:
        kind = part.column(name).type if name in part.column_names else pa.string()
        if pa.types.is_integer(kind) or pa.types.is_floating(kind):
            columns.append((name, ""))
            parts.append(numbers(part, name, ids))
            continue
        codes, labels = coded(part, name, ids)
        problems += _uniform(name, codes, labels, answered[rows])
        columns += [(name, label) for label in labels[1:]]
        parts += [(codes == code).astype(float) for code in range(1, len(labels))]
    if problems:
        raise UnusableClasses(problems)
    x, codes = np.unique(np.column_stack(parts), axis=0, return_inverse=True)
    pattern = np.full(sample.n, -1, np.int64)
    pattern[rows] = codes.reshape(-1)
    return Covariates(pattern, x, tuple(columns))


def _uniform(name: str, codes: IntArray, labels: tuple[str, ...], answered: TruthArray) -> list[Problem]:
    found = []
    for code, label in enumerate(labels):
        of_level = answered[codes == code]
        if not of_level.any() or of_level.all():
            about: dict[str, str | int | float] = {"variable": name, "level": label, "n": int(of_level.size)}
            found.append(Problem("propensity.nobody" if not of_level.any() else "propensity.everybody", about))
    return found
