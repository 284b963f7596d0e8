"""What is steered by, out of a folder of exported tables and what the service knows beside them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.fieldwork.back_checks.choosing import Before, Part, What
from analysis.fieldwork.reading import read_fieldwork
from analysis.fieldwork.representativity.units import Classes
from analysis.fieldwork.scorecards.cards import Findings
from analysis.fieldwork.steering.asked_again import asked_again
from analysis.fieldwork.steering.steer import Steered
from analysis.fieldwork.visits import refusals, visits
from questionnaires import files
from questionnaires.contracts import BACK_CHECKS, CASES, CONTACT_ATTEMPTS, INTERVIEWS
from questionnaires.fieldwork import FieldForms


def read_steered(
    exports: Path,
    forms: FieldForms,
    classes: Classes,
    as_of: datetime,
    seed: int,
    *,
    team_of: Mapping[str, str] | None = None,
    psu_team: Mapping[str, str] | None = None,
    risk: Mapping[str, float] | None = None,
    findings: Findings | None = None,
    drawn: Iterable[Mapping[str, Any]] = (),
) -> Steered:
    """The export as it is steered by.

    Raises NoSuchFolder, NoSuchTable, ContractBroken, UnusableTables, UnknownOutcome.
    """
    there = files.read_manifest(exports).tables
    made, held = (files.read(exports, one) if one.name in there else None for one in (BACK_CHECKS, INTERVIEWS))
    return Steered(
        again=asked_again(made, held, forms.back_check),
        found=read_fieldwork(exports, forms),
        visits=visits(files.read(exports, CONTACT_ATTEMPTS), refusals(forms.contact)),
        cases=files.read(exports, CASES),
        classes=classes,
        zone=forms.zone,
        as_of=as_of,
        seed=seed,
        team_of=team_of or {},
        psu_team=psu_team or {},
        risk=risk or {},
        findings=findings or Findings(),
        before=dict(map(_before, drawn)),
    )


def _before(one: Mapping[str, Any]) -> tuple[tuple[str, What], Before]:
    """A back-check as the service wrote it down when it was drawn."""
    drawn = Before(Part(one["part"]), float(one["probability"]), datetime.fromisoformat(one["due_at"]))
    return (str(one["name"]), What(one["kind"])), drawn
