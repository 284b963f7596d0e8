"""Invented fieldwork, small enough to follow: areas, dwellings, drawn persons and what became of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from questionnaires import files
from questionnaires.contracts import CASES, LISTING_UNITS, PSUS

REGIONS = ("GT", "CE")
CITIZENSHIPS = ("CI", "DZ", "FR", "LY")
PROVENANCE = {"questionnaire_version": "2026.1", "frame": "area", "mode": "capi"}


def psu(psu_id: str, stratum: str = "S1", **facts: Any) -> dict[str, Any]:
    usual = {
        "governorate": "TN-11",
        "region": "GT",
        "milieu": "1",
        "frame": "area",
        "frame_dwellings": 100,
        "p_psu": 0.1,
        "certainty": False,
    }
    return {"psu_id": psu_id, "stratum": stratum} | usual | facts


def unit(unit_id: str, psu_id: str, eligibility: str = "eligible", **facts: Any) -> dict[str, Any]:
    usual = {"status": "1", "disposition": None, "p_dwelling": 0.5, "review_state": "received"}
    return {"unit_id": unit_id, "psu_id": psu_id, "eligibility": eligibility} | usual | PROVENANCE | facts


def case(unit_id: str, line_no: int, psu_id: str, status: str = "respondent", **facts: Any) -> dict[str, Any]:
    dispositions = {"respondent": "1.1", "nonrespondent": "2.11", "unknown_eligibility": "3.18", "ineligible": "4.10"}
    usual = {
        "case_id": f"{unit_id}-{line_no:02d}",
        "sex": "1",
        "age": 30,
        "citizenship": "CI",
        "months_in_tunisia": 24,
        "p_person": 1.0,
        "n_attempts": 1,
        "disposition": dispositions[status],
        "response_status": status,
        "disposition_rule": "2026.1",
    }
    return {"unit_id": unit_id, "line_no": line_no, "psu_id": psu_id} | usual | PROVENANCE | facts


def tables(
    psus: Sequence[dict[str, Any]], units: Sequence[dict[str, Any]], cases: Sequence[dict[str, Any]]
) -> dict[str, pa.Table]:
    return {
        "psus": files.table(PSUS, psus),
        "listing_units": files.table(LISTING_UNITS, units),
        "cases": files.table(CASES, cases),
    }


def fieldwork(seed: int = 1, n_psus: int = 24, dwellings: int = 14) -> dict[str, pa.Table]:
    """Several strata, all four response statuses, dwellings with two drawn persons, one certainty area."""
    random = np.random.default_rng(seed)
    psus, units, cases = [], [], []
    for number in range(n_psus):
        region = REGIONS[number % 2]
        certain = number == 0
        p_psu = 1.0 if certain else float(np.round(random.uniform(0.05, 0.3), 4))
        psus.append(psu(f"P{number:03d}", f"{region}-{number % 4 // 2}", region=region, p_psu=p_psu, certainty=certain))
        for serial in range(dwellings):
            name = f"P{number:03d}-{serial:03d}"
            eligibility = random.choice(["eligible", "ineligible", "unknown"], p=[0.75, 0.15, 0.1])
            unknown = random.choice(["3.18", "3.211", "3.212"])
            disposition = {"eligible": None, "ineligible": "4.70", "unknown": unknown}[eligibility]
            units.append(unit(name, f"P{number:03d}", eligibility, disposition=disposition))
            if eligibility == "eligible":
                cases += _drawn(name, f"P{number:03d}", random)
    return tables(psus, units, cases)


def _drawn(unit_id: str, psu_id: str, random: np.random.Generator) -> list[dict[str, Any]]:
    n_eligible = int(random.integers(1, 9))
    drawn = 1 if n_eligible <= 5 else 2
    statuses = random.choice(["respondent", "nonrespondent", "unknown_eligibility"], p=[0.78, 0.18, 0.04], size=drawn)
    return [
        case(
            unit_id,
            line,
            psu_id,
            str(status),
            sex=str(random.integers(1, 3)),
            age=int(random.integers(18, 70)),
            citizenship=str(random.choice(CITIZENSHIPS)),
            p_person=drawn / n_eligible,
        )
        for line, status in enumerate(statuses, start=1)
    ]


def exports(folder: Path, data: dict[str, pa.Table], simulated: bool = True) -> Path:
    files.write(
        folder,
        {PSUS: data["psus"], LISTING_UNITS: data["listing_units"], CASES: data["cases"]},
        made_by="test",
        facts={"survey": "tunisia", "simulated": simulated},
        inputs={},
    )
    return folder
