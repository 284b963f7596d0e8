"""Light draws as folders of contract tables: the sample, the visits, the outcomes; no form is filled."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from questionnaires.contracts import Contract
from questionnaires.files import Manifest, write
from simulation.designs.files import write_supplement
from simulation.designs.supplement import Reach
from simulation.field.draw import draw
from simulation.field.margins import as_csv, margins
from simulation.field.tables import Provenance, tables, with_doors
from simulation.known.light import Answers, light_tables
from simulation.misbehaviour.misreport import as_told
from simulation.population.scenario import scenario
from simulation.population.world import World
from simulation.roads.wishes import Wishes
from simulation.streams import Streams

MADE_BY = "simulation"


@dataclass(frozen=True)
class Drawing:
    """What the draws of one world need; it is what travels between processes."""

    world: World
    wishes: Wishes
    provenance: Provenance
    folder: Path
    facts: Mapping[str, Any]
    through: Reach | None = None  # in scenarios whose design also reaches people through networks and places
    answers: Answers | None = None  # of everybody, where the draws have interviews

    def __call__(self) -> "Drawing":
        """Itself, in the process where it is called."""
        return self


def write_draw(drawing: Drawing, number: int) -> Path:
    """One draw, in a folder of its own."""
    asked, world = drawing.wishes, drawing.world
    streams = Streams(asked.seed)
    drawn = draw(world, scenario(asked.scenario), streams, number, interviews=asked.interviews, days=asked.days)
    found = as_told(drawn, streams).draw
    totals = margins(world, found.respondents, asked.seed, world.country.field.first_day)
    folder = drawing.folder / f"{number:05d}"
    facts = {**drawing.facts, "draw": number}
    if drawing.answers is None:
        collected = tables(found, drawing.provenance)
    else:
        collected = light_tables(found, drawing.provenance, drawing.answers)
    if asked.listing:
        collected = with_doors(collected, found, drawing.provenance)
    write_tables(folder, collected, facts, {"margins.csv": as_csv(totals).encode()})
    if drawing.through is not None:
        write_supplement(folder, found, drawing.through, facts, truth=asked.truth)
    return folder


def write_tables(
    folder: Path,
    tables: Mapping[Contract, pa.Table],
    facts: Mapping[str, Any],
    beside: Mapping[str, bytes] | None = None,
) -> Manifest:
    """Contract tables with their manifest, marked simulated."""
    return write(folder, tables, made_by=MADE_BY, facts=facts, inputs={}, beside=beside)
