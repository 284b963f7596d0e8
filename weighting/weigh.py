"""Weighing exported tables: from a folder of collected data to a folder of weights."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from questionnaires import files
from questionnaires.contracts import CASES, LISTING_UNITS, PSUS
from questionnaires.frozen import told_of, without_frozen
from questionnaires.problems import Problem
from weighting.content import WeightingContent
from weighting.files import write_weights
from weighting.frame import as_sample, weighting_rows
from weighting.margins import AnyMargin
from weighting.problems import UnusableMargins
from weighting.sample import WeightedSample
from weighting.trace import Trace

READ = (PSUS, LISTING_UNITS, CASES)


def weigh_files(
    exports: Path,
    out: Path,
    content: WeightingContent,
    margins: tuple[AnyMargin, ...] = (),
    margins_file: Path | None = None,
) -> tuple[WeightedSample, Trace]:
    """Run a survey's recipe over exported tables and write what came out; calibrated where margins are given.

    ``margins_file``: where they were read; weights of a frozen version are its own only if that file was frozen along.
    Nothing is written when a step refuses. Raises FrozenBroken, and what the steps and the files raise.
    """
    frozen = _frozen(exports, margins, margins_file)
    manifest = files.read_manifest(exports)
    _refuse_simulated(margins, manifest.simulated)
    recipe = content.calibrated(margins) if margins else content.recipe
    tables = {contract.name: files.read(exports, contract) for contract in READ}
    rows = content.classes(weighting_rows(**tables))
    sample, trace = recipe.run(as_sample(rows, content.singleton))
    inputs = {name: files.digest(table) for name, table in tables.items()}
    write_weights(out, sample, trace, recipe, {**without_frozen(manifest.facts), **frozen}, inputs)
    return sample, trace


def _frozen(exports: Path, margins: tuple[AnyMargin, ...], margins_file: Path | None) -> Mapping[str, Any]:
    """What the weights say of the frozen version that they come from; nothing where something else goes into them."""
    used = [margins_file.read_bytes()] if margins and margins_file else []
    told = told_of(exports, *used)
    return told if len(used) == bool(margins) else {}


def _refuse_simulated(margins: tuple[AnyMargin, ...], simulated: bool) -> None:
    invented = [margin.name for margin in margins if margin.papers.grade == "SIMULATED"]
    if invented and not simulated:
        raise UnusableMargins([Problem("weighting.margins_simulated", {"margin": invented[0]})])
