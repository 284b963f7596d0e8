"""The drawn sample as contract tables: what is handed to the service before the visits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from questionnaires.codes import Eligibility, ReviewState
from questionnaires.contracts import DRAWN_CASES, LISTING_UNITS, PSUS, ROSTER, SAMPLE, Contract
from questionnaires.files import Manifest, table, write
from simulation.listing import ListedUnit, Member
from simulation.old_frame import Frame
from simulation.sample import DrawnPsus

AREA_FRAME = "1"  # code list ``frame`` of the listing form

Row = dict[str, Any]


@dataclass(frozen=True)
class Provenance:
    """How the listing was made: with which version of the form, by which mode."""

    version: str
    mode: str

    def row(self) -> Row:
        """The columns that every listed thing carries."""
        return {"questionnaire_version": self.version, "frame": AREA_FRAME, "mode": self.mode}


def sample_tables(
    frame: Frame, drawn: DrawnPsus, units: Iterable[ListedUnit], provenance: Provenance
) -> Mapping[Contract, pa.Table]:
    """psus, listing_units, roster and drawn_cases."""
    listed = tuple(units)
    members = [(unit, member) for unit in listed for member in unit.members]
    return {
        PSUS: table(PSUS, [_psu_row(frame, drawn, place) for place in range(len(drawn.row))]),
        LISTING_UNITS: table(LISTING_UNITS, [_unit_row(unit) | provenance.row() for unit in listed]),
        ROSTER: table(ROSTER, [_member_row(unit, member) | provenance.row() for unit, member in members]),
        DRAWN_CASES: table(
            DRAWN_CASES, [_case_row(unit, member, provenance) for unit, member in members if member.selected]
        ),
    }


def write_sample(
    folder: Path, tables: Mapping[Contract, pa.Table], margins_csv: str, facts: Mapping[str, Any]
) -> Manifest:
    """Write the four tables, their manifest and ``margins.csv`` into a folder."""
    found = {contract: tables[contract] for contract in SAMPLE}
    beside = {"margins.csv": margins_csv.encode()}
    return write(folder, found, made_by="simulation", facts=facts, inputs={}, beside=beside)


def _psu_row(frame: Frame, drawn: DrawnPsus, place: int) -> Row:
    row = drawn.row[place]
    return {
        "psu_id": str(frame.psu_id[row]),
        "stratum": str(frame.stratum[row]),
        "governorate": str(frame.governorate[row]),
        "region": str(frame.region[row]),
        "milieu": "1" if frame.urban[row] else "2",
        "frame": AREA_FRAME,
        "frame_dwellings": int(frame.frame_dwellings[row]),
        "p_psu": float(drawn.p[place]),
        "certainty": bool(drawn.certainty[place]),
    }


def _unit_row(unit: ListedUnit) -> Row:
    counts = {
        "n_persons": unit.n_persons,
        "n_foreign": unit.n_foreign,
        "n_eligible": unit.n_eligible,
        "n_selected": unit.n_selected,
    }
    return {
        "unit_id": unit.unit_id,
        "psu_id": unit.psu_id,
        "status": unit.status,
        "disposition": None if unit.disposition is None else unit.disposition.value,
        "eligibility": unit.eligibility.value,
        **{name: count if unit.screened else None for name, count in counts.items()},
        "p_dwelling": 1.0,  # every unit of a drawn area unit is listed
        "review_state": ReviewState.RECEIVED.value,
    }


def _member_row(unit: ListedUnit, member: Member) -> Row:
    return {
        "unit_id": unit.unit_id,
        "line_no": member.line_no,
        "sex": member.sex,
        "age": member.age,
        "citizenship": member.citizenship,
        "months_in_tunisia": member.months,
        "intends_six_months": member.intends or None,
        "works_or_seeks": member.works or None,
        "eligibility": member.eligibility.value,
        "selected": member.selected,
        "p_person": member.p if member.eligibility is Eligibility.ELIGIBLE else None,
        "case_id": member.case_id or None,
    }


def _case_row(unit: ListedUnit, member: Member, provenance: Provenance) -> Row:
    return {
        "case_id": member.case_id,
        "unit_id": unit.unit_id,
        "line_no": member.line_no,
        "psu_id": unit.psu_id,
        "sex": member.sex,
        "age": member.age,
        "citizenship": member.citizenship,
        "months_in_tunisia": member.months,
        "p_person": member.p,
        "questionnaire_version": provenance.version,
        "frame": AREA_FRAME,
    }
