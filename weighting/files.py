"""The weights as files: everything that a reader needs to have the same sample again, every replicate included."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from questionnaires import files
from questionnaires.contracts import CALIBRATION_PATTERNS, REPLICATES, STEP_PARAMETERS, TRACE, WEIGHT_FACTORS, WEIGHTS
from questionnaires.problems import Problem
from weighting import factor_tables, trace_table
from weighting.design import Design, Singleton, Stage
from weighting.factors import ReplicateFactor
from weighting.problems import UnusableRecipe
from weighting.recipe import Recipe
from weighting.replicates import FailedReplicate, Replicates
from weighting.sample import WeightedSample
from weighting.trace import Trace

RECIPE, FACTORS = "recipe.json", "factors.json"


def write_weights(
    folder: Path,
    sample: WeightedSample,
    trace: Trace,
    recipe: Recipe,
    facts: Mapping[str, Any],
    inputs: Mapping[str, str],
) -> files.Manifest:
    """Write a weighted sample whose rows follow the contract WEIGHTS, its trace and its recipe.

    Raises UnusableRecipe where a step uses a distance that files cannot name, or where the design has more than
    strata and PSUs.
    """
    _refuse_richer_design(sample.design)
    heads = factor_tables.heads(sample)
    tables = {
        WEIGHTS: _weights(sample),
        WEIGHT_FACTORS: files.table(WEIGHT_FACTORS, factor_tables.rows(sample)),
        STEP_PARAMETERS: files.table(STEP_PARAMETERS, factor_tables.parameters(sample)),
        CALIBRATION_PATTERNS: files.table(CALIBRATION_PATTERNS, factor_tables.patterns(sample)),
        REPLICATES: _replicates(sample),
        TRACE: trace_table.as_table(trace),
    }
    told = {"recipe": recipe.name, "recipe_digest": recipe.digest}
    beside = {RECIPE: recipe.to_json().encode(), FACTORS: _json(_head(sample, heads))}
    return files.write(folder, tables, made_by="weigh", facts={**facts, **told}, inputs=inputs, beside=beside)


def read_weights(folder: Path) -> WeightedSample:
    """The weighted sample of a folder: weights, replicates and linearised variance as when it was written.

    Raises NoSuchTable or ContractBroken where the folder holds something else.
    """
    data = files.read(folder, WEIGHTS)
    head = json.loads(files.read_beside(folder, FACTORS))
    ids = tuple(data.column("row_id").to_pylist())
    design = Design((_stage(data),), Singleton(head["singleton"]))
    replicates = _read_replicates(files.read(folder, REPLICATES), head["replicates"], design)
    factors = factor_tables.read(
        head["factors"],
        files.read(folder, WEIGHT_FACTORS),
        files.read(folder, STEP_PARAMETERS),
        files.read(folder, CALIBRATION_PATTERNS),
        ReplicateFactor("", design.psu, design.first.cluster_labels, replicates.multipliers) if replicates else None,
    )
    failed = tuple(FailedReplicate(**{**failure, "replicate": failure["replicate"] - 1}) for failure in head["failed"])
    return WeightedSample(ids, data, design, factors, replicates, failed)


def read_trace(folder: Path) -> Trace:
    """What each step did, as written beside the weights."""
    manifest = files.read_manifest(folder)
    return trace_table.from_table(
        files.read(folder, TRACE), str(manifest.facts["recipe"]), str(manifest.facts["recipe_digest"])
    )


def _refuse_richer_design(design: Design) -> None:
    if len(design.stages) > 1 or design.first.population is not None:
        raise UnusableRecipe([Problem("weighting.design_not_kept")])


def _weights(sample: WeightedSample) -> pa.Table:
    declared = {column.name for column in WEIGHTS.columns} - {"design_weight", "weight"}
    kept = [name for name in sample.data.column_names if name not in ("design_weight", "weight")]
    data = sample.data.select([*(name for name in kept if name in declared), *(n for n in kept if n not in declared)])
    data = data.append_column("design_weight", pa.array(sample.design_weights))
    return data.append_column("weight", pa.array(sample.weights))


def _stage(data: pa.Table) -> Stage:
    """First-stage strata and PSUs as codes in the order of their labels, as when they were framed."""
    strata, stratum = np.unique(np.array(data.column("variance_stratum").to_pylist()), return_inverse=True)
    psus, psu = np.unique(np.array(data.column("variance_psu").to_pylist()), return_inverse=True)
    return Stage(stratum.astype(np.int64), psu.astype(np.int64), tuple(strata.tolist()), tuple(psus.tolist()))


def _replicates(sample: WeightedSample) -> pa.Table:
    if sample.replicates is None:
        return files.table(REPLICATES, [])
    multipliers = sample.replicates.multipliers
    n_psus, count = multipliers.shape
    columns = {
        "replicate": np.repeat(np.arange(1, count + 1), n_psus),
        "variance_psu": pa.array(list(sample.design.first.cluster_labels) * count),
        "multiplier": multipliers.T.reshape(-1),
    }
    return pa.table(columns)


def _read_replicates(data: pa.Table, head: Mapping[str, Any] | None, design: Design) -> Replicates | None:
    if head is None:
        return None
    scale = np.array(head["scale"])
    psu = {label: code for code, label in enumerate(design.first.cluster_labels)}
    multipliers = np.ones((design.n_psus, scale.size))
    rows = np.array([psu[label] for label in data.column("variance_psu").to_pylist()])
    multipliers[rows, data.column("replicate").to_numpy() - 1] = data.column("multiplier").to_numpy()
    return Replicates(head["method"], multipliers, scale)


def _head(sample: WeightedSample, heads: list[dict[str, Any]]) -> dict[str, Any]:
    replicates = sample.replicates
    return {
        "singleton": sample.design.singleton.value,
        "factors": heads,
        "replicates": {"method": replicates.method, "scale": replicates.scale.tolist()} if replicates else None,
        "failed": [{**failure.__dict__, "replicate": failure.replicate + 1} for failure in sample.failed],
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
