"""Interviews and weights in, protected estimates out: the files of the analysis."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.asked import asked_only
from analysis.coded import with_codes
from analysis.content import AnalysisContent
from analysis.disclosure import ProtectedEstimates
from analysis.editing import described, edited
from analysis.indicator import Indicator
from analysis.parameters import Parameter
from analysis.problems import NotProtected, OtherSample
from analysis.table import from_table, to_table
from questionnaires import files
from questionnaires.contracts import CODINGS, EDITS, ESTIMATES, INTERVIEWS, PSUS
from questionnaires.files import Manifest
from questionnaires.frozen import FACT, Seal, seal_of, without_frozen
from questionnaires.problems import Problem
from weighting.files import read_weights
from weighting.sample import WeightedSample

MADE_BY = "amem tabulate"
DICTIONARY = "dictionary.csv"  # of the answers, beside the exported tables
_OF_THE_PSU = ("stratum", "governorate", "region", "milieu")


@dataclass(frozen=True, eq=False)
class Collected:
    """The weighted sample with the answers of its interviews, and what it was made from."""

    sample: WeightedSample
    facts: Mapping[str, Any]
    inputs: Mapping[str, str]
    seal: Seal | None = None  # of the frozen version that all of it comes from


def read_collected(exports: Path, weights: Path) -> Collected:
    """The weights of a folder joined with the interviews of another; rows without interview have no answers.

    Raises NoSuchTable, ContractBroken, OtherSample, WrongEdits, FrozenBroken.
    """
    exported, weighted = files.read_manifest(exports), files.read_manifest(weights)
    seal = seal_of(exports)
    _refuse_other_inputs(exported, weighted)
    sample = read_weights(weights)
    psus = files.read(exports, PSUS)
    interviews, told = read_interviews(exports)
    return Collected(
        replace(sample, data=joined(sample, interviews, psus)),
        {**without_frozen(exported.facts), **without_frozen(weighted.facts), **told},
        {**_digests("exports", exported), **_digests("weights", weighted)},
        seal if seal is not None and weighted.facts.get(FACT) == seal.fact else None,
    )


def read_interviews(exports: Path) -> tuple[pa.Table, Mapping[str, Any]]:
    """The interviews as they are analysed: edits applied, codes joined; and how many of each, as facts.

    The files keep the answers as collected. Raises NoSuchTable, ContractBroken, TableAltered, WrongEdits.
    """
    manifest = files.read_manifest(exports)
    interviews = files.read(exports, INTERVIEWS)
    told: dict[str, Any] = {}
    if manifest.rows.get(EDITS.name):
        edits = files.read(exports, EDITS)
        interviews = edited(interviews, edits, described(files.read_beside(exports, DICTIONARY)))
        told["edits_applied"] = edits.num_rows
    if coded := manifest.facts.get("coded"):
        codings = files.read(exports, CODINGS)
        interviews = with_codes(interviews, codings, coded)
        told["codes_joined"] = codings.num_rows
    return interviews, told


def joined(sample: WeightedSample, interviews: pa.Table, psus: pa.Table) -> pa.Table:
    """The answers, and what is known of the PSU, for each row of the sample in its order. Raises OtherSample.

    A question that the version of a record did not ask has no answer there.
    """
    _refuse_two_interviews(interviews)
    cases = sample.column("case_id")
    place = pc.index_in(cases, value_set=interviews.column("case_id").combine_chunks())
    _refuse_without_interview(sample, place)
    answers = asked_only(interviews.drop_columns(["case_id"])).take(place)
    psu = psus.select(_OF_THE_PSU).take(
        pc.index_in(sample.column("psu_id"), value_set=psus.column("psu_id").combine_chunks())
    )
    columns = {"row_id": pa.array(sample.ids), "case_id": cases, "psu_id": sample.column("psu_id")}
    columns |= {name: psu.column(name) for name in psu.column_names}
    return pa.table({**{name: answers.column(name) for name in answers.column_names}, **columns})


def write_estimates(
    folder: Path,
    estimates: ProtectedEstimates,
    collected: Collected,
    content: AnalysisContent,
) -> Manifest:
    """Write protected estimates with what a reader needs beside them: indicators, parameters, policy."""
    facts = {
        **collected.facts,
        **standing_of(collected, content),
        "protected": estimates.policy,
        "indicators": {indicator.name: _described(indicator) for indicator in content.indicators},
        "partitions": {
            partition.name: {"levels": list(partition.levels), "notes": list(partition.notes)}
            for partition in content.partitions
        },
        "parameters": _in_force(content.parameters, _days(collected.sample)),
    }
    table = to_table(estimates.figures, collected.inputs)
    return files.write(folder, {ESTIMATES: table}, made_by=MADE_BY, facts=facts, inputs=collected.inputs)


def standing_of(collected: Collected, content: AnalysisContent) -> Mapping[str, Any]:
    """What results say of themselves: the frozen version that all of it was made from, or that they are provisional."""
    file = content.parameters_file
    if collected.seal is None or (file is not None and not collected.seal.holds(file.read_bytes())):
        return {"provisional": True}
    return {FACT: collected.seal.fact}


def read_estimates(folder: Path) -> ProtectedEstimates:
    """The estimates of a folder. Raises NoSuchTable, ContractBroken, NotProtected."""
    policy = files.read_manifest(folder).facts.get("protected")
    if not policy:
        raise NotProtected(folder=str(folder))
    return ProtectedEstimates(from_table(files.read(folder, ESTIMATES)), str(policy))


def _refuse_other_inputs(exported: Manifest, weighted: Manifest) -> None:
    """The weights must have been made from the same tables as those that are read now."""
    other = [
        Problem("analysis.other_inputs", {"table": table})
        for table, digest in exported.tables.items()
        if weighted.inputs.get(table, digest) != digest
    ]
    if other:
        raise OtherSample(other)


def _refuse_two_interviews(interviews: pa.Table) -> None:
    counts = interviews.group_by("case_id").aggregate([("case_id", "count")])
    twice = counts.filter(pc.greater(counts.column("case_id_count"), 1)).column("case_id").to_pylist()
    if twice:
        raise OtherSample([Problem("analysis.case_twice", {"n": len(twice), "case": min(twice)})])


def _refuse_without_interview(sample: WeightedSample, place: pa.ChunkedArray) -> None:
    lost = np.flatnonzero((sample.weights > 0) & pc.is_null(place).to_numpy())
    if lost.size:
        raise OtherSample(
            [Problem("analysis.respondents_without_interview", {"n": int(lost.size), "case": sample.ids[lost[0]]})]
        )


def _digests(folder: str, manifest: Manifest) -> dict[str, str]:
    return {f"{folder}/{table}": digest for table, digest in manifest.tables.items()}


def _described(indicator: Indicator) -> dict[str, Any]:
    return {
        "code": indicator.code,
        "unit": indicator.unit.value,
        "reference": indicator.reference,
        "notes": list(indicator.notes),
        "parameters": list(indicator.parameters),
        "sensitive": indicator.sensitive,
        "variables": list(indicator.reads),
    }


def _days(sample: WeightedSample) -> tuple[date, date] | None:
    span = pc.min_max(sample.column("interview_date")).as_py()
    return None if span["min"] is None else (span["min"], span["max"])


def _in_force(parameters: Iterable[Parameter], days: tuple[date, date] | None) -> dict[str, Any]:
    """The values in force on the first and on the last interview day, as every report prints them."""
    return {
        parameter.name: {
            "unit": parameter.unit,
            "source": parameter.source,
            "values": [] if days is None else list(dict.fromkeys(parameter.on(day) for day in days)),
        }
        for parameter in parameters
    }
