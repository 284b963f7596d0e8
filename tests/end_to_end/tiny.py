"""A country of sixty PSUs, a sample of six of them that nobody has listed yet, and its whole fieldwork."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from questionnaires.contracts import PSU_DRAW, PSU_RELEASES, SAMPLE, Contract
from questionnaires.files import table, write
from simulation.field.tables import AREA_FRAME
from simulation.fieldwork import Fieldwork, work_sample
from simulation.population.country import country
from simulation.population.scenario import Scenario, scenario
from simulation.population.world import World, create
from simulation.streams import Streams
from tests.simulation.builders import code_lists, forms

SEED = 7
STRATA = ("high-GT", "medium-CE", "low-SE")
IN_EACH = 2  # PSUs


@cache
def tiny_world() -> World:
    """Foreigners live close together, so that few dwellings give interviews of every kind."""
    return create(Streams(SEED), replace(country("small"), households=2_400, migrants=1_000), code_lists())


def circumstances() -> Scenario:
    """Response depends on the listing; languages are missing often, and nobody is replaced."""
    usual = scenario("mar")
    return replace(
        usual,
        networks=replace(usual.networks, replaced=0, reassigned=0),
        response=replace(usual.response, barrier=0.15),
    )


def tiny_fieldwork(sample: Path) -> Fieldwork:
    """Everything that happens in this sample."""
    return work_sample(tiny_world(), circumstances(), SEED, forms(), sample)


def sample_to_list(folder: Path, strata: Sequence[str] = STRATA) -> Path:
    """What ``amem sample draw`` writes: PSUs with their seeds, one of each stratum more in reserve, nothing listed."""
    frame = tiny_world().frame
    rows: dict[str, list[dict[str, Any]]] = {contract.name: [] for contract in (*SAMPLE, PSU_DRAW, PSU_RELEASES)}
    for stratum in strata:
        of_stratum = np.flatnonzero(frame.stratum == stratum)
        drawn = of_stratum[: IN_EACH + 1]
        for place, row in enumerate(drawn.tolist()):
            name, replicate = str(frame.psu_id[row]), int(place == IN_EACH)
            rows["psus"].append(_place(row) | {"p_psu": IN_EACH / len(of_stratum), "certainty": False})
            seed = hashlib.sha256(name.encode()).hexdigest()[:32]
            rows["psu_draw"].append({"psu_id": name, "replicate": replicate, "selection_seed": seed})
            for released in range(replicate, 2):
                p = (IN_EACH + released) / len(of_stratum)
                rows["psu_releases"].append({"psu_id": name, "released": released, "p_psu": p})
    found: Mapping[Contract, Any] = {
        contract: table(contract, rows[contract.name]) for contract in (*SAMPLE, PSU_DRAW, PSU_RELEASES)
    }
    facts = {"survey": "tunisia", "simulated": True, "design": "tiny", "seed": SEED, "replicates": 1, "listed": False}
    write(folder, found, made_by="tests", facts=facts, inputs={})
    return folder


def _place(row: int) -> dict[str, Any]:
    frame = tiny_world().frame
    return {
        "psu_id": str(frame.psu_id[row]),
        "stratum": str(frame.stratum[row]),
        "governorate": str(frame.governorate[row]),
        "region": str(frame.region[row]),
        "milieu": "1" if frame.urban[row] else "2",
        "frame": AREA_FRAME,
        "frame_dwellings": int(frame.frame_dwellings[row]),
    }


DESIGN = f"""
name = "tiny"
survey = "tunisia"
simulated = true
[strata]
by = ["region"]
[allocation]
rule = "equal"
psus = {IN_EACH * len(STRATA)}
[draw]
method = "systematic"
order = ["governorate"]
[reserve]
replicates = 1
share = 0.5
"""


def frame_and_design(folder: Path) -> tuple[Path, Path]:
    """The files that ``amem sample draw`` reads: the PSUs of three regions, one class of density in each."""
    frame = tiny_world().frame
    rows = [_place(row) for row in np.flatnonzero(np.isin(frame.stratum, STRATA)).tolist()]
    columns = [name for name in rows[0] if name != "stratum"]
    lines = [",".join(columns), *(",".join(str(row[name]) for name in columns) for row in rows)]
    (folder / "frame.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "design.toml").write_text(DESIGN, encoding="utf-8")
    return folder / "frame.csv", folder / "design.toml"
