"""Columns of a weighted sample as arrays: numbers with NaN for missing, codes with -1 for missing."""

from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analysis.derived import Variable, name_of
from analysis.problems import UnknownVariable, WrongColumn
from weighting.sample import WeightedSample

Numbers: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]


def numbers(sample: WeightedSample, variable: Variable) -> Numbers:
    """A number or a truth (1, 0) by unit, NaN where missing. Raises UnknownVariable, WrongColumn."""
    column = _column(sample, variable)
    if pa.types.is_null(column.type):
        return np.full(sample.n, np.nan)
    if not (pa.types.is_boolean(column.type) or pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
        raise WrongColumn(variable=name_of(variable), columns=f"{name_of(variable)} ({column.type})")
    values: Numbers = pc.fill_null(column.cast(pa.float64()), float("nan")).to_numpy()
    return values


def holds(sample: WeightedSample, variable: Variable | None) -> Mask:
    """Where a truth is known to hold; everywhere without a variable. Missing is outside."""
    if variable is None:
        return np.ones(sample.n, bool)
    column = _column(sample, variable)
    if not (pa.types.is_boolean(column.type) or pa.types.is_null(column.type)):
        raise WrongColumn(variable=name_of(variable), columns=f"{name_of(variable)} ({column.type})")
    true: Mask = numbers(sample, variable) == 1.0
    return true


def codes(sample: WeightedSample, variable: Variable) -> tuple[Codes, tuple[str, ...]]:
    """The code of each unit as a position in the list of codes found, -1 where missing."""
    column = _column(sample, variable)
    encoded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    positions: Codes = pc.fill_null(encoded.indices.cast(pa.int64()), -1).to_numpy(zero_copy_only=False)
    return positions, tuple(encoded.dictionary.to_pylist())


def _column(sample: WeightedSample, variable: Variable) -> pa.ChunkedArray:
    name = name_of(variable)
    if name not in sample.data.column_names:
        raise UnknownVariable(variable=name, reader="–", near=_near(name, sample.data.column_names))
    return sample.data.column(name)


def _near(name: str, known: list[str]) -> str:
    import difflib

    return ", ".join(difflib.get_close_matches(name, known, n=3)) or "–"
