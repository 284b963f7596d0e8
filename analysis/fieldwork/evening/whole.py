"""Checks, representativity and scorecards of one export as the one value that the service reads."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.fieldwork.checks.handed_over import handed_over
from analysis.fieldwork.checks.reading import Told, read_material
from analysis.fieldwork.checks.running import run
from analysis.fieldwork.evening.people import scorecards_told
from analysis.fieldwork.evening.representative import representativity_told
from analysis.fieldwork.representativity.units import Classes
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


def evening(asked: Asked) -> Line:
    """The whole value.

    Raises NoSuchFolder, NoSuchTable, ContractBroken, TableAltered where the folder is no export.
    """
    begun = time.monotonic()
    material = read_material(asked.exports, asked.watched, asked.forms, asked.told)
    found = handed_over(run(material, asked.told.records), material, asked.told)
    failed = list(found["failed"])
    parts = {
        "representativity": _part("representativity", lambda: representativity_told(asked), failed),
        "scorecards": _part("scorecards", lambda: scorecards_told(asked), failed),
    }
    return {
        "as_of": material.context.as_of.isoformat(),
        "version": asked.told.version,
        "seconds": round(time.monotonic() - begun, 2),
        "schema": SCHEMA,
        **found,
        **parts,
        "failed": failed,
    }


def _part(name: str, made: Callable[[], list[Line]], failed: list[Line]) -> list[Line]:
    try:
        return made()
    except ProblemError as error:
        failed.append({"part": name, "code": error.problems[0].code})
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:  # one part must not silence the others
        failed.append({"part": name, "code": type(error).__name__})
    return []
