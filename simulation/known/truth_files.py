"""The truth as files: a table of every true value, and the same as JSON with what it holds for."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from questionnaires import files
from questionnaires.contracts import Column, Contract, Kind
from questionnaires.files import Manifest
from simulation.known.true_values import TrueValue
from simulation.known.truth import as_json
from simulation.population.scenario import Response

TRUTH = Contract(
    "truth",
    (
        Column("indicator"),
        Column("category", required=False),  # of a distribution
        Column("partition"),
        Column("level"),
        Column("value", Kind.NUMBER, required=False),
        Column("n", Kind.WHOLE),  # persons who count in the cell
        Column("from_traits", Kind.NUMBER, required=False),  # the same without any answer, where traits know it
        Column("bias", Kind.NUMBER, required=False),  # of respondents balanced by what the listing knows
    ),
    key=("indicator", "category", "partition", "level"),
)
UNIVERSE = "eligible persons"
UNBIASED = "Response depends on what the listing knows only: estimates weighted by it have no bias."
BIASED = (
    "Response depends on more than the listing knows. `bias` is what remains, on average over interviewers, in a value "
    "among respondents who are weighted by their group of origin and by whether they live in a town."
)
FROM_TRAITS = (
    "`value` is what the answers of everybody give: people round their ages, and some keep back their pay. "
    "`from_traits` is the same without an interview."
)


def table(values: Sequence[TrueValue]) -> pa.Table:
    """The true values as a table of the contract TRUTH."""
    return files.table(TRUTH, (asdict(value) for value in values))


def facts(*, seed: int, scenario: str, country: str, day: date) -> Mapping[str, Any]:
    """What the truth holds for; it says that it is simulated."""
    return {
        "simulated": True,
        "seed": seed,
        "scenario": scenario,
        "country": country,
        "universe": UNIVERSE,
        "reference_day": day.isoformat(),
    }


def note(response: Response) -> str:
    """What a scenario does to estimates from those who respond."""
    hidden = not response.on_listing and response.irregular != 0
    return BIASED if hidden or response.informal != 0 else UNBIASED


def document(values: Sequence[TrueValue], response: Response, told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Values by partition, level and indicator; distributions by category."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for value in values:
        cell = found.setdefault(value.partition, {}).setdefault(value.level, {})
        if value.category is None:
            cell[value.indicator] = value.value
        else:
            cell.setdefault(value.indicator, {})[value.category] = value.value
    persons = next((value.n for value in values if (value.indicator, value.level) == ("migrants", "all")), 0)
    return {**told, "persons": persons, "note": note(response), "reading": FROM_TRAITS, "indicators": found}


def write_truth(folder: Path, values: Sequence[TrueValue], response: Response, told: Mapping[str, Any]) -> Manifest:
    """Write ``truth.parquet`` and ``truth.json`` with their manifest."""
    beside = {"truth.json": as_json(document(values, response, told)).encode()}
    return files.write(folder, {TRUTH: table(values)}, made_by="simulation", facts=told, inputs={}, beside=beside)


def read_truth(folder: Path) -> pa.Table:
    """The table that was written. Raises NoSuchFolder, NoSuchTable, ContractBroken, TableAltered."""
    return files.read(folder, TRUTH)
