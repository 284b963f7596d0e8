"""A weighted sample out of a data frame of any library: weights, strata and clusters become codes, order is kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from questionnaires.problems import Problem
from weighting.design import Design, Singleton, Stage
from weighting.factors import ConstantFactor, Factor, FloatArray, IntArray
from weighting.problems import UnusableDesign, UnusableRows, shown

Names = str | Sequence[str] | None


@dataclass(frozen=True, eq=False)
class Framed:
    """What a sample is made of: row ids, the data, the design, and the given weights as a first factor."""

    ids: tuple[str, ...]
    data: pa.Table
    design: Design
    factors: tuple[Factor, ...]


def framed(
    frame: Any,  # whatever narwhals reads: pandas, Polars, Arrow
    weight: str | None,
    strata: Names,
    psu: Names,
    fpc: Names,
    ids: str | None,
    singleton: Singleton | None,
) -> Framed:
    """The parts of ``WeightedSample.from_frame``. Raises UnusableRows naming the rows, UnusableDesign."""
    data = arrow(frame)
    if data.num_rows == 0:
        raise UnusableRows([Problem("weighting.no_rows")])
    row_ids = _ids(data, ids)
    design = design_of(data, _names(strata), _names(psu), _names(fpc), singleton or Singleton.REFUSE, row_ids)
    if weight is None:
        return Framed(row_ids, data, design, ())
    values = numbers(data, weight, row_ids)
    refuse_rows("weighting.weight_negative", weight, values < 0, row_ids)
    return Framed(row_ids, data, design, (ConstantFactor(weight, np.arange(len(row_ids)), row_ids, values),))


def arrow(frame: Any) -> pa.Table:
    """The frame as an Arrow table, its rows in their order."""
    native = nw.from_native(frame, pass_through=False)
    if isinstance(native, nw.LazyFrame):
        native = native.collect()
    return native.to_arrow()


def _names(names: Names) -> tuple[str, ...]:
    if names is None:
        return ()
    return (names,) if isinstance(names, str) else tuple(names)


def _ids(data: pa.Table, ids: str | None) -> tuple[str, ...]:
    if ids is None:
        return tuple(str(position) for position in range(1, data.num_rows + 1))
    values = tuple(str(value) for value in column(data, ids).to_pylist())
    if len(set(values)) < len(values):
        twice, _ = Counter(values).most_common(1)[0]
        raise UnusableRows([Problem("weighting.row_twice", {"column": ids, "row": twice})])
    return values


def column(data: pa.Table, name: str) -> pa.ChunkedArray:
    """One column. Raises UnusableRows naming the columns there are."""
    if name not in data.column_names:
        known = ", ".join(data.column_names)
        raise UnusableRows([Problem("weighting.no_column", {"column": name, "known": known})])
    return data.column(name)


def numbers(data: pa.Table, name: str, row_ids: Sequence[str]) -> FloatArray:
    """One column as numbers without holes. Raises UnusableRows naming the rows that have none."""
    found = column(data, name)
    if not (pa.types.is_integer(found.type) or pa.types.is_floating(found.type) or pa.types.is_decimal(found.type)):
        raise UnusableRows([Problem("weighting.not_a_number", {"column": name, "found": str(found.type)})])
    values = np.array(found.cast(pa.float64()).to_numpy(), float)
    refuse_rows("weighting.value_missing", name, ~np.isfinite(values), row_ids)
    return values


def refuse_rows(code: str, name: str, wrong: np.ndarray, row_ids: Sequence[str]) -> None:
    """Stop where a column is wrong for some rows, naming the first of them."""
    rows = np.flatnonzero(wrong)
    if rows.size:
        shown = ", ".join(row_ids[row] for row in rows[:10]) + (" …" if rows.size > 10 else "")
        raise UnusableRows([Problem(code, {"column": name, "n": int(rows.size), "rows": shown})])


def coded(data: pa.Table, name: str, row_ids: Sequence[str]) -> tuple[IntArray, tuple[str, ...]]:
    """One column as codes of its sorted distinct values, and their labels. Raises UnusableRows where one is missing."""
    found = column(data, name)
    if pa.types.is_dictionary(found.type):
        found = found.cast(found.type.value_type)
    missing = found.is_null(nan_is_null=True).to_numpy()
    refuse_rows("weighting.value_missing", name, missing, row_ids)
    values, codes = np.unique(np.array(found.to_pylist()), return_inverse=True)
    return codes.astype(np.int64), tuple(str(value) for value in values)


def crossed(parts: Sequence[tuple[IntArray, tuple[str, ...]]], n: int) -> tuple[IntArray, tuple[str, ...]]:
    """The cells of several codings together, those that occur, labelled ``a / b``."""
    if not parts:
        return np.zeros(n, np.int64), ("all",)
    rows = np.stack([codes for codes, _ in parts], axis=1)
    cells, codes = np.unique(rows, axis=0, return_inverse=True)
    labels = [" / ".join(part[1][code] for part, code in zip(parts, cell, strict=True)) for cell in cells]
    return codes.reshape(-1).astype(np.int64), tuple(labels)


def design_of(
    data: pa.Table,
    strata: Sequence[str],
    psu: Sequence[str],
    fpc: Sequence[str],
    singleton: Singleton,
    row_ids: Sequence[str],
) -> Design:
    """The stages of a design out of columns. Without PSUs each unit is one; clusters are nested in what is above."""
    n = data.num_rows
    n_stages = max(len(psu), 1)
    if len(strata) > n_stages or len(fpc) > n_stages:
        raise UnusableDesign([Problem("weighting.stages_differ", {"psu": len(psu), "n": max(len(strata), len(fpc))})])
    stages: list[Stage] = []
    for position in range(n_stages):
        above = [(stages[-1].cluster, stages[-1].cluster_labels)] if stages else []
        named = [coded(data, strata[position], row_ids)] if position < len(strata) else []
        stratum = crossed([*above, *named], n)
        units = coded(data, psu[position], row_ids) if psu else (np.arange(n), tuple(row_ids))
        cluster = units if _nested(units[0], stratum[0]) else crossed([stratum, units], n)
        population = _population(data, fpc[position], stratum, row_ids) if position < len(fpc) else None
        stages.append(Stage(stratum[0], cluster[0], stratum[1], cluster[1], population))
        _refuse_small(stages[-1])
    return Design(tuple(stages), singleton)


def _nested(cluster: IntArray, stratum: IntArray) -> bool:
    """Whether each cluster lies in one stratum, so that its own label names it."""
    return len(set(zip(cluster.tolist(), stratum.tolist(), strict=True))) == len(set(cluster.tolist()))


def _population(
    data: pa.Table, name: str, stratum: tuple[IntArray, tuple[str, ...]], row_ids: Sequence[str]
) -> FloatArray:
    values = numbers(data, name, row_ids)
    codes, labels = stratum
    population = np.zeros(len(labels))
    population[codes] = values
    refuse_rows("weighting.population_varies", name, values != population[codes], row_ids)
    return population


def _refuse_small(stage: Stage) -> None:
    if stage.population is None:
        return
    small = np.flatnonzero(stage.population < stage.sampled)
    if small.size:
        code = int(small[0])
        about: dict[str, str | int | float] = {
            "stratum": stage.stratum_labels[code],
            "population": shown(stage.population[code]),
            "n": int(stage.sampled[code]),
        }
        raise UnusableDesign([Problem("weighting.population_small", about)])
