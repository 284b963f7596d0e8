"""The folder of a draw: PSUs with their probabilities and their reserve, and empty tables that the field fills."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from questionnaires.contracts import (
    DRAWN_CASES,
    JOINT_PROBABILITIES,
    LISTING_UNITS,
    PSU_DRAW,
    PSU_RELEASES,
    PSU_SEGMENTS,
    PSUS,
    ROSTER,
    Contract,
)
from questionnaires.files import MANIFEST, table, write
from weighting.selection.design import SamplingDesign
from weighting.selection.drawing import Draw
from weighting.selection.frame import SamplingFrame
from weighting.selection.problems import AlreadyDrawn

MADE_BY = "sample draw"
DESIGN = "design.toml"


def refuse_drawn(folder: Path) -> None:
    """Raise AlreadyDrawn where the folder holds a drawn sample, or any other stage."""
    if (folder / MANIFEST).is_file():
        raise AlreadyDrawn(folder=str(folder))


def write_draw(folder: Path, draw: Draw, frame: SamplingFrame, design: SamplingDesign, source: bytes) -> None:
    """Write a draw beside its design file (``source``). Raises AlreadyDrawn where the folder holds one, FolderTaken."""
    refuse_drawn(folder)
    facts = {
        "survey": design.survey,
        "simulated": design.simulated,
        "design": draw.design,
        "seed": draw.seed,
        "frame_digest": draw.frame_digest,
        "draw_digest": draw.digest,
        "replicates": draw.replicates,
        "listed": False,
    }
    inputs = {"frame": draw.frame_digest}
    write(folder, draw_tables(draw, frame), made_by=MADE_BY, facts=facts, inputs=inputs, beside={DESIGN: source})


def draw_tables(draw: Draw, frame: SamplingFrame) -> Mapping[Contract, pa.Table]:
    """The tables of a draw. ``p_psu`` of the table psus is that of the main sample, for the reserve as well."""
    found = {
        PSUS: table(PSUS, _psus(draw, frame)),
        PSU_DRAW: table(
            PSU_DRAW,
            [
                {"psu_id": psu.psu_id, "replicate": psu.replicate, "selection_seed": psu.selection_seed}
                for psu in draw.psus
            ],
        ),
        PSU_RELEASES: table(
            PSU_RELEASES,
            [
                {"psu_id": psu.psu_id, "released": level, "p_psu": psu.p[level]}
                for psu in draw.psus
                for level in range(psu.replicate, draw.replicates + 1)
            ],
        ),
        **{contract: table(contract, []) for contract in (LISTING_UNITS, ROSTER, DRAWN_CASES)},
    }
    if segments := [
        {"psu_id": psu.psu_id, "segments": psu.segment.of, "segment": psu.segment.number, "p_segment": psu.segment.p}
        for psu in draw.psus
        if psu.segment
    ]:
        found[PSU_SEGMENTS] = table(PSU_SEGMENTS, segments)
    if draw.pairs:
        found[JOINT_PROBABILITIES] = table(
            JOINT_PROBABILITIES,
            [
                {
                    "stratum": pair.stratum,
                    "released": pair.released,
                    "psu_a": pair.first,
                    "psu_b": pair.second,
                    "p": pair.p,
                }
                for pair in draw.pairs
            ],
        )
    return found


def _psus(draw: Draw, frame: SamplingFrame) -> list[dict[str, Any]]:
    places = frame.table.select(["governorate", "region", "milieu", "frame", "frame_dwellings"])
    rows = places.take([psu.row for psu in draw.psus]).to_pylist()
    return [
        {**row, "psu_id": psu.psu_id, "stratum": psu.stratum, "p_psu": psu.p[0], "certainty": psu.p[0] >= 1}
        for psu, row in zip(draw.psus, rows, strict=True)
    ]
