"""The factor of a propensity as rows of the weighting contracts, and back."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from weighting.factors import FloatArray
from weighting.propensity.propensity_factor import PropensityFactor

Row = dict[str, Any]  # a cell of a table may hold any of the contract's types
SCALE = "scale"


def head(factor: PropensityFactor) -> Row:
    """What the tables do not hold of it."""
    return {"columns": [list(column) for column in factor.columns], "least": factor.least}


def named(factor: PropensityFactor) -> tuple[tuple[str, ...], FloatArray, FloatArray]:
    """Names of the parameters, their values in the sample, and in the replicates."""
    full = np.append(factor.parameters, factor.scale)
    replicated = np.concatenate([factor.replicate_parameters, factor.replicate_scales[None, :]])
    return (*map(_name, factor.columns), SCALE), full, replicated


def patterns(factor: PropensityFactor) -> Iterator[Row]:
    """The covariates of each pattern; zeros are left out, the constant never is."""
    names = [_name(column) for column in factor.columns]
    for pattern, x in enumerate(factor.x.tolist()):
        for name, value in zip(names, x, strict=True):
            if value:
                yield {"pattern": pattern, "cell": str(pattern), "column": name, "value": value}


def read(told: Row, links: pa.Table, values: Mapping[str, FloatArray], pattern_rows: pa.Table) -> PropensityFactor:
    """The factor that ``head``, ``named`` and ``patterns`` wrote."""
    columns = tuple((name, level) for name, level in told["columns"])
    place = {_name(column): position for position, column in enumerate(columns)}
    found = pattern_rows.to_pylist()
    x = np.zeros((1 + max(row["pattern"] for row in found), len(columns)))
    for row in found:
        x[row["pattern"], place[row["column"]]] = row["value"]
    everything = np.stack([values[name] for name in place])
    roles = links.column("role").to_pylist()
    return PropensityFactor(
        told["step"],
        np.array([int(cell) if cell else -1 for cell in links.column("cell").to_pylist()], np.int64),
        x,
        columns,
        np.array([role == "receives" for role in roles]),
        told["least"],
        everything[:, 0],
        float(values[SCALE][0]),
        everything[:, 1:],
        values[SCALE][1:],
    )


def _name(column: tuple[str, str]) -> str:
    name, level = column
    return f"{name} = {level}" if level else name or "1"
