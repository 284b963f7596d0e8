"""The factors of a sample as rows of the weighting contracts, and back: one writer and one reader a kind."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp

from questionnaires.problems import Problem
from weighting.calibration_factor import CalibrationFactor
from weighting.distances import BUILT_IN, Bounds, Distance, Linear, Negative
from weighting.factors import ConstantFactor, Factor, FloatArray, RedistributionFactor, ReplicateFactor
from weighting.patterns import Patterns
from weighting.problems import UnusableRecipe
from weighting.propensity import propensity_tables
from weighting.propensity.propensity_factor import PropensityFactor
from weighting.recipe import described
from weighting.sample import WeightedSample
from weighting.trimming.trimming_factor import TrimmingFactor

LEAVES, SCALE = "leaves", "scale"  # what the table of patterns holds beside the auxiliaries
Row = dict[str, Any]  # a cell of a table may hold any of the contract's types
_LIMIT, _RATIO = "limit", "ratio"  # of a stratum that was trimmed


def rows(sample: WeightedSample) -> Iterator[Row]:
    """The chain of each unit: one row a factor, its cell, role, measure and value."""
    for position, (factor, before) in enumerate(zip(sample.factors, sample.history[:-1], strict=True), start=1):
        roles, measures = _roles(factor, sample.n)
        for row_id, cell, role, measure, value in zip(
            sample.ids, factor.cells, roles, measures, factor.of(before).tolist(), strict=True
        ):
            yield {
                "row_id": row_id,
                "position": position,
                "step": factor.step,
                "cell": cell,
                "role": role,
                "measure": measure,
                "factor": value,
            }


def _roles(factor: Factor, n: int) -> tuple[Sequence[str | None], Sequence[float | None]]:
    if isinstance(factor, PropensityFactor):
        return [role.value for role in factor.roles], [None] * n
    if not isinstance(factor, RedistributionFactor):
        return [None] * n, [None] * n
    return [role.value for role in factor.roles], factor.measure.tolist()


def heads(sample: WeightedSample) -> list[Row]:
    """What the tables do not hold of each factor: its kind and the functions it uses."""
    found = []
    for factor in sample.factors:
        head: Row = {"kind": type(factor).__name__, "step": factor.step}
        if isinstance(factor, CalibrationFactor):
            if type(factor.distance).__name__ not in BUILT_IN:
                raise UnusableRecipe([Problem("weighting.distance_unknown", {"distance": factor.distance.name})])
            head |= {
                "distance": described(factor.distance),
                "g_bounds": described(factor.g_bounds),
                "weight_bounds": described(factor.weight_bounds),
                "columns": [list(column) for column in factor.columns],
            }
            if factor.ridge.any():
                head["ridge"] = factor.ridge.tolist()
            if factor.errors is not None:
                head["errors"] = factor.errors.tolist()
        elif isinstance(factor, RedistributionFactor):
            head["outside_label"] = factor.outside_label
        elif isinstance(factor, PropensityFactor):
            head |= propensity_tables.head(factor)
        found.append(head)
    return found


def parameters(sample: WeightedSample) -> Iterator[Row]:
    """The parameters of each step in the full sample (replicate 0) and in each replicate that it carried out."""
    for position, factor in enumerate(sample.factors, start=1):
        if isinstance(factor, RedistributionFactor):
            names, full, replicated = factor.labels, factor.values, factor.replicate_values
        elif isinstance(factor, PropensityFactor):
            names, full, replicated = propensity_tables.named(factor)
        elif isinstance(factor, TrimmingFactor):
            names = tuple(f"{kind}: {label}" for kind in (_LIMIT, _RATIO) for label in factor.labels)
            full = np.concatenate([factor.limits, factor.ratios])
            replicated = np.concatenate([factor.replicate_limits, factor.replicate_ratios])
        elif isinstance(factor, CalibrationFactor):
            names = tuple(map(_column_name, factor.columns))
            full, replicated = factor.parameters, factor.replicate_parameters
        else:
            continue
        everything = np.concatenate([full[:, None], replicated], axis=1)
        for replicate in np.flatnonzero(np.isfinite(everything).all(axis=0)).tolist():
            for name, value in zip(names, everything[:, replicate].tolist(), strict=True):
                yield {"position": position, "replicate": replicate, "name": name, "value": value}


def patterns(sample: WeightedSample) -> Iterator[Row]:
    """The auxiliaries of each calibration pattern, zeros left out; ``scale`` where it is not one."""
    for position, factor in enumerate(sample.factors, start=1):
        if isinstance(factor, CalibrationFactor):
            names = [_column_name(column) for column in factor.columns]
            matrix = factor.x.sparse
            for pattern, (label, scale, leaves) in enumerate(
                zip(factor.labels, factor.scale.tolist(), factor.leaving.tolist(), strict=True)
            ):
                here = {"position": position, "pattern": pattern, "cell": label}
                yield here | {"column": LEAVES, "value": float(leaves)}
                if scale != 1:
                    yield here | {"column": SCALE, "value": scale}
                filled = slice(matrix.indptr[pattern], matrix.indptr[pattern + 1])
                for j, value in zip(matrix.indices[filled].tolist(), matrix.data[filled].tolist(), strict=True):
                    yield here | {"column": names[j], "value": value}
        elif isinstance(factor, PropensityFactor):
            yield from ({"position": position} | row for row in propensity_tables.patterns(factor))


def read(
    heads: Sequence[Row],
    chain: pa.Table,
    parameter_rows: pa.Table,
    pattern_rows: pa.Table,
    replicate_factor: ReplicateFactor | None,
) -> tuple[Factor, ...]:
    """The factors that ``rows``, ``heads``, ``parameters`` and ``patterns`` wrote. ``chain`` is sorted by its key."""
    count = replicate_factor.multipliers.shape[1] if replicate_factor else 0
    factors: list[Factor] = []
    for position, head in enumerate(heads, start=1):
        links = chain.filter(pc.equal(chain.column("position"), position))
        match head["kind"]:
            case "ConstantFactor":
                factors.append(_constant(head, links))
            case "ReplicateFactor" if replicate_factor:
                factors.append(
                    ReplicateFactor(
                        head["step"], replicate_factor.codes, replicate_factor.labels, replicate_factor.multipliers
                    )
                )
            case "RedistributionFactor":
                factors.append(_redistribution(head, links, _parameters(parameter_rows, position, count)))
            case "PropensityFactor":
                found = _parameters(parameter_rows, position, count)
                mine = pattern_rows.filter(pc.equal(pattern_rows.column("position"), position))
                factors.append(propensity_tables.read(head, links, found, mine))
            case "TrimmingFactor":
                found = _parameters(parameter_rows, position, count)
                factors.append(_trimming(head, links, found, _design(factors, links.num_rows), replicate_factor))
            case "CalibrationFactor":
                found = pattern_rows.filter(pc.equal(pattern_rows.column("position"), position))
                factors.append(_calibration(head, links, _parameters(parameter_rows, position, count), found))
    return tuple(factors)


def _constant(head: Row, links: pa.Table) -> ConstantFactor:
    labels, first, codes = np.unique(np.array(links.column("cell").to_pylist()), return_index=True, return_inverse=True)
    values = links.column("factor").to_numpy()[first]
    return ConstantFactor(head["step"], codes.astype(np.int64), tuple(labels.tolist()), values)


def _parameters(found: pa.Table, position: int, count: int) -> Mapping[str, FloatArray]:
    """Of each name, the value in the full sample and in the replicates (nan where one failed)."""
    here = found.filter(pc.equal(found.column("position"), position))
    values: dict[str, FloatArray] = defaultdict(lambda: np.full(count + 1, np.nan))
    for row in here.to_pylist():
        values[row["name"]][row["replicate"]] = row["value"]
    return values


def _redistribution(head: Row, links: pa.Table, values: Mapping[str, FloatArray]) -> RedistributionFactor:
    labels = tuple(values)
    code = {label: position for position, label in enumerate(labels)}
    roles = np.array(links.column("role").to_pylist())
    inside = np.isin(roles, ["gives", "receives"])
    cells = links.column("cell").to_pylist()
    codes = np.array([code[cell] if within else -1 for cell, within in zip(cells, inside, strict=True)], np.int64)
    everything = np.stack([values[label] for label in labels])
    return RedistributionFactor(
        head["step"],
        codes,
        labels,
        roles == "receives",
        links.column("measure").to_numpy(),
        np.where(roles == "leaves", 0.0, 1.0),
        head["outside_label"],
        everything[:, 0],
        everything[:, 1:],
    )


def _design(factors: Sequence[Factor], n: int) -> FloatArray:
    """The design weights: the product of the leading constant factors."""
    weights = np.ones(n)
    for factor in takewhile(lambda one: isinstance(one, ConstantFactor), factors):
        weights = weights * factor.of(weights)
    return weights


def _trimming(
    head: Row,
    links: pa.Table,
    values: Mapping[str, FloatArray],
    design: FloatArray,
    replicate_factor: ReplicateFactor | None,
) -> TrimmingFactor:
    labels = tuple(name.removeprefix(f"{_LIMIT}: ") for name in values if name.startswith(f"{_LIMIT}: "))
    code = {label: position for position, label in enumerate(labels)} | {"": -1}
    limits, ratios = (np.stack([values[f"{kind}: {label}"] for label in labels]) for kind in (_LIMIT, _RATIO))
    psu = replicate_factor.codes if replicate_factor else np.zeros(design.size, np.int64)
    multipliers = replicate_factor.multipliers if replicate_factor else np.ones((1, 0))
    return TrimmingFactor(
        head["step"],
        np.array([code[cell] for cell in links.column("cell").to_pylist()], np.int64),
        labels,
        design,
        psu,
        multipliers,
        limits[:, 0],
        ratios[:, 0],
        limits[:, 1:],
        ratios[:, 1:],
    )


def _calibration(
    head: Row, links: pa.Table, values: Mapping[str, FloatArray], pattern_rows: pa.Table
) -> CalibrationFactor:
    columns = tuple((margin, level) for margin, level in head["columns"])
    place = {_column_name(column): position for position, column in enumerate(columns)}
    n_patterns = max(pattern_rows.column("pattern").to_pylist()) + 1
    x = sp.lil_array((n_patterns, len(columns)))
    scale, leaving, labels = np.ones(n_patterns), np.zeros(n_patterns, bool), [""] * n_patterns
    for row in pattern_rows.to_pylist():
        labels[row["pattern"]] = row["cell"]
        if row["column"] == LEAVES:
            leaving[row["pattern"]] = row["value"] > 0
        elif row["column"] == SCALE:
            scale[row["pattern"]] = row["value"]
        else:
            x[row["pattern"], place[row["column"]]] = row["value"]
    code = {label: position for position, label in enumerate(labels)} | {"": -1}
    everything = np.stack([values[name] for name in place])
    return CalibrationFactor(
        head["step"],
        np.array([code[cell] for cell in links.column("cell").to_pylist()], np.int64),
        tuple(labels),
        Patterns.of_sparse(sp.csr_array(x)),
        scale,
        columns,
        leaving,
        _distance(head["distance"]),
        _bounds(head["g_bounds"]),
        _bounds(head["weight_bounds"]),
        everything[:, 0],
        everything[:, 1:],
        np.array(head.get("ridge", [0.0] * len(columns))),
        np.array(head["errors"]) if "errors" in head else None,
    )


def _column_name(column: tuple[str, str]) -> str:
    return " = ".join(column)


def _distance(head: Row) -> Distance:
    values = {name: value for name, value in head.items() if name != "kind"}
    if head["kind"] == "Linear":
        return Linear(Negative(values["negative"]))
    made: Distance = BUILT_IN[head["kind"]](**values)
    return made


def _bounds(head: Row) -> Bounds:
    return Bounds(float(head["lower"]), float(head["upper"]))
