"""Small invented samples for calibration: a few variables, a design, totals that some weights can meet."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from weighting import Calibrate, Margin, Recipe, WeightedSample
from weighting.factors import FloatArray
from weighting.margins import AnyMargin
from weighting.replicates import ReplicateMethod

LEVELS = {"sex": ("1", "2"), "region": ("N", "C", "S"), "age": ("15-24", "25-54", "55+")}


def people(seed: int = 1, n: int = 240, psus: int = 24) -> pa.Table:
    """Every level is there; PSUs lie in two strata; households of one to four persons lie in PSUs."""
    random = np.random.default_rng(seed)
    columns: dict[str, Any] = {
        name: [*levels, *random.choice(levels, n - len(levels))] for name, levels in LEVELS.items()
    }
    psu = np.arange(n) * psus // n
    household = np.cumsum(np.append(True, (random.random(n - 1) < 0.4) | (np.diff(psu) > 0)))
    columns |= {
        "w": np.exp(random.normal(3, 0.3, household.max() + 1))[household],
        "psu": [f"P{number:02d}" for number in psu],
        "stratum": ["a" if number < psus // 2 else "b" for number in psu],
        "household": [f"H{number:03d}" for number in household],
        "wage": random.uniform(300, 900, n).round(2),
        "y": random.normal(10, 3, n),
    }
    return pa.table(columns)


def sampled(data: pa.Table, replicates: ReplicateMethod | None = None) -> WeightedSample:
    return WeightedSample.from_frame(data, weight="w", strata="stratum", psu="psu", replicates=replicates)


def calibrated(sample: WeightedSample, step: Calibrate) -> WeightedSample:
    return Recipe("test", (step,)).run(sample)[0]


def numbers(sample: WeightedSample, name: str) -> FloatArray:
    return np.array(sample.column(name).to_pylist(), float)


def members(sample: WeightedSample, margin: AnyMargin) -> FloatArray:
    """The columns of a margin (levels, n), by a road of its own."""
    if not isinstance(margin, Margin):
        return numbers(sample, margin.variable)[None]
    names = (margin.variable,) if isinstance(margin.variable, str) else margin.variable
    values = list(zip(*(sample.column(name).to_pylist() for name in names), strict=True))
    wanted: Sequence[Any] = [level if isinstance(level, tuple) else (level,) for level in margin.totals]
    return np.array([[value == level for value in values] for level in wanted], float)


def margin_of(sample: WeightedSample, weights: FloatArray, *variables: str) -> Margin:
    """The margin that these weights meet."""
    values = list(zip(*(sample.column(name).to_pylist() for name in variables), strict=True))
    totals: dict[Any, float] = {}
    for value, weight in zip(values, weights.tolist(), strict=True):
        level = value if len(variables) > 1 else value[0]
        totals[level] = totals.get(level, 0.0) + weight
    return Margin(variables if len(variables) > 1 else variables[0], totals)
