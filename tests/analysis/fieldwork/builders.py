"""Exported tables of a fieldwork: small ones written down by hand, and those of a simulated country."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from analysis.fieldwork.units import Fieldwork, fieldwork
from analysis.fieldwork.visits import refusals, visits
from questionnaires.codes import Disposition, Eligibility, ResponseStatus
from questionnaires.contracts import CASES, CONTACT_ATTEMPTS, LISTING_UNITS, PSUS, Contract
from questionnaires.files import table
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from simulation.field.draw import Draw
from simulation.field.naming import unit_ids
from simulation.field.tables import tables, with_doors
from simulation.fieldwork import provenance
from tests.simulation.builders import drawn, forms

PROVENANCE = {"questionnaire_version": "2026.1", "frame": "1", "mode": "capi"}
FIRST = datetime(2026, 10, 5, 9, tzinfo=UTC)
Tables = Mapping[str, pa.Table]
Row = dict[str, Any]


def psu(name: str = "P1", p: float = 0.1, **more: object) -> Row:
    place = {"stratum": "GT-1", "governorate": "TN-11", "region": "GT", "milieu": "1", "frame": "1"}
    return {"psu_id": name, **place, "frame_dwellings": 100, "p_psu": p, "certainty": False, **more}


def unit(name: str, disposition: str | None, psu_id: str = "P1", **more: object) -> Row:
    eligibility = Eligibility.ELIGIBLE if disposition is None else Eligibility.UNKNOWN
    if disposition is not None and disposition.startswith("4"):
        eligibility = Eligibility.INELIGIBLE
    found = {"unit_id": name, "psu_id": psu_id, "status": "1", "disposition": disposition}
    return {
        **found,
        "eligibility": eligibility.value,
        "p_dwelling": 1.0,
        **PROVENANCE,
        "review_state": "received",
        **more,
    }


def case(name: str, disposition: str, unit_id: str, psu_id: str = "P1", p: float = 1.0, **more: object) -> Row:
    known = disposition in {code.value for code in Disposition}
    status = Disposition(disposition).response_status if known else ResponseStatus.NONRESPONDENT
    person = {"line_no": 1, "sex": "1", "age": 30, "citizenship": "SN", "months_in_tunisia": 20, "p_person": p}
    place = {"case_id": name, "unit_id": unit_id, "psu_id": psu_id}
    outcome = {"n_attempts": 1, "disposition": disposition, "response_status": status.value}
    return {**place, **person, **outcome, "disposition_rule": "precedence-2", **PROVENANCE, **more}


def visit(
    name: str, unit_id: str, case_id: str | None = None, hours: float = 0, result: str = "1", by: str = "E01"
) -> Row:
    what = {"attempt_id": name, "unit_id": unit_id, "case_id": case_id, "visit_no": 1, "interviewer_id": by}
    when = {"visited_at": FIRST + timedelta(hours=hours), "visit_mode": "1", "result": result}
    return {**what, **when, **PROVENANCE, "review_state": "received"}


def tables_of(
    units: Sequence[Row], cases: Sequence[Row] = (), attempts: Sequence[Row] = (), psus: Sequence[Row] = ()
) -> Mapping[Contract, pa.Table]:
    rows = {PSUS: psus or [psu()], LISTING_UNITS: units, CASES: cases, CONTACT_ATTEMPTS: attempts}
    return {contract: table(_any_code(contract), found) for contract, found in rows.items()}


def _any_code(contract: Contract) -> Contract:
    from dataclasses import replace

    return replace(contract, columns=tuple(replace(one, codes=()) for one in contract.columns))


def found_in(told: Mapping[Contract, pa.Table]) -> Fieldwork:
    named = {contract.name: data for contract, data in told.items()}
    attempts = visits(named["contact_attempts"], refusals(FIELD_FORMS.contact))
    return fieldwork(named, attempts, FIELD_FORMS.zone, {"simulated": True})


@cache
def simulated(scenario: str = "default", number: int = 0) -> tuple[Mapping[Contract, pa.Table], Draw]:
    draw, how = drawn("small", scenario, number=number), provenance(forms())
    return with_doors(tables(draw, how), draw, how), draw


@cache
def simulated_fieldwork(scenario: str = "default", number: int = 0) -> Fieldwork:
    return found_in(simulated(scenario, number)[0])


def eligible_persons(draw: Draw) -> Mapping[str, int]:
    """How many eligible persons really live in each listed unit: what no listing knows."""
    world, household = draw.world, draw.listed.household
    living = np.bincount(world.people.household[world.eligible], minlength=len(world.households))
    number = np.where(household >= 0, living[np.maximum(household, 0)], 0)
    return dict(zip(unit_ids(draw).to_pylist(), number.tolist(), strict=True))
