"""The hard-to-reach designs beside an area sample as files: their tables, and apart from them the truth."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from questionnaires.files import write
from simulation.designs.beside_area import listed_people
from simulation.designs.coverage import coverage
from simulation.designs.parameters import designs
from simulation.designs.supplement import WHO_IS_WHO, Reach, supplement, supplement_tables, who_is_who
from simulation.field.draw import Draw
from simulation.population.community import community
from simulation.streams import Streams

SUPPLEMENT, SUPPLEMENT_TRUTH = "supplement", "supplement_truth"
COVERAGE = "coverage.json"


def write_supplement(folder: Path, area: Draw, through: Reach, facts: Mapping[str, Any], *, truth: bool) -> None:
    """``supplement/`` with the tables of one sample of each design and, if asked for, ``supplement_truth/``: the person
    behind each number, labels of misconduct, and what each design covers."""
    streams = Streams(area.seed)
    listed = listed_people(area)
    found = supplement(area.world, through, area.scenario, streams, area.number, listed)
    tables = supplement_tables(area.world, through, found, streams)
    write(folder / SUPPLEMENT, tables, made_by="simulation", facts=facts, inputs={})
    if truth:
        people, sites = community(area.world), designs().sites
        covers = coverage(people, sites, through.network, through.venues, through.centres)
        text = json.dumps(covers, indent=1, sort_keys=True) + "\n"
        who = {WHO_IS_WHO: who_is_who(found)}
        write(
            folder / SUPPLEMENT_TRUTH,
            who,
            made_by="simulation",
            facts=facts,
            inputs={},
            beside={COVERAGE: text.encode()},
        )
