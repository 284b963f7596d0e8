"""Checks and all else that a supervisor steers by, of one export, as the one value that the service reads."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.fieldwork.checks.handed_over import handed_over
from analysis.fieldwork.checks.reading import Told, read_material
from analysis.fieldwork.checks.running import run
from analysis.fieldwork.evening.people import confirmed
from analysis.fieldwork.representativity.units import Classes
from analysis.fieldwork.scorecards.cards import Findings
from analysis.fieldwork.steering.reading import read_steered
from analysis.fieldwork.steering.steer import flagged, steering
from analysis.watched import Watched
from questionnaires.fieldwork import FieldForms
from questionnaires.problems import ProblemError

SCHEMA = 1
Line = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What is to be looked at, with what the survey says of it."""

    exports: Path
    forms: FieldForms
    watched: Watched
    classes: Classes
    told: Told
    seed: int = 1  # of the draw of back-checks: the same all through the field


def evening(asked: Asked) -> Line:
    """The whole value.

    Raises NoSuchFolder, NoSuchTable, ContractBroken, TableAltered where the folder is no export.
    """
    begun = time.monotonic()
    told = asked.told
    material = read_material(asked.exports, asked.watched, asked.forms, told)
    found = handed_over(run(material, told.records), material, told)
    steered = _steered(asked, material.context.as_of, found)
    return {
        "as_of": material.context.as_of.isoformat(),
        "version": told.version,
        "seconds": round(time.monotonic() - begun, 2),
        "schema": SCHEMA,
        **found,
        **steered,
        "failed": [*found["failed"], *steered["failed"]],
    }


def _steered(asked: Asked, as_of: datetime, found: Line) -> Line:
    """The rest beside the flags; an export that tells nothing of it yet (no unit is listed) fails here alone."""
    told = asked.told
    try:
        known = read_steered(
            asked.exports,
            asked.forms,
            asked.classes,
            as_of,
            asked.seed,
            team_of=told.team_of,
            psu_team=told.psu_team,
            risk=flagged(found["flags"]),
            findings=Findings(confirmed=confirmed(asked.exports, told)),
            drawn=told.drawn,
        )
    except ProblemError as error:
        code = error.problems[0].code
        return {"failed": [{"part": part, "code": code} for part in ("representativity", "scorecards", "band")]}
    return steering(known)
