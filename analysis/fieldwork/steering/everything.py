"""Everything a supervisor steers by: what the checks found of an export, and all the rest beside it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.fieldwork.checks.handed_over import handed_over
from analysis.fieldwork.checks.material import Material
from analysis.fieldwork.checks.reading import Told
from analysis.fieldwork.checks.running import Run
from analysis.fieldwork.representativity.units import Classes
from analysis.fieldwork.steering.reading import read_steered
from analysis.fieldwork.steering.steer import flagged, steering


def everything(
    run: Run, material: Material, told: Told, folder: Path, classes: Classes, seed: int
) -> Mapping[str, Any]:
    """Flags, representativity, scorecards, back-checks and bands; cases with flags are back-checked more often.

    Raises NoSuchFolder, NoSuchTable, ContractBroken, UnusableTables, UnknownOutcome.
    """
    line, context = handed_over(run, material, told), material.context
    known = read_steered(
        folder,
        material.forms,
        classes,
        context.as_of,
        seed,
        team_of=context.team_of,
        psu_team=context.psu_team,
        risk=flagged(line["flags"]),
    )
    more = steering(known)
    return {**line, **more, "failed": [*line["failed"], *more["failed"]]}
