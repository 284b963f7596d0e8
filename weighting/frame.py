"""The rows that are weighted: every drawn case, and every listed unit in which nobody was drawn."""

import pyarrow as pa

from questionnaires.codes import Eligibility, ResponseStatus
from questionnaires.problems import Problem
from weighting.design import Singleton
from weighting.problems import UnusableRows
from weighting.sample import WeightedSample
from weighting.screening import Screening, screening

_STATUS = {
    Eligibility.INELIGIBLE.value: ResponseStatus.INELIGIBLE.value,
    Eligibility.UNKNOWN.value: ResponseStatus.UNKNOWN_ELIGIBILITY.value,
}

_SCHEMA = pa.schema(
    [
        ("row_id", pa.string()),
        ("unit_id", pa.string()),
        ("case_id", pa.string()),
        ("psu_id", pa.string()),
        ("stratum", pa.string()),
        ("variance_stratum", pa.string()),
        ("variance_psu", pa.string()),
        ("response_status", pa.string()),
        ("screening", pa.string()),
        ("p_psu", pa.float64()),
        ("p_dwelling", pa.float64()),
        ("p_person", pa.float64()),
        ("governorate", pa.string()),
        ("region", pa.string()),
        ("milieu", pa.string()),
        ("sex", pa.string()),
        ("age", pa.int64()),
        ("citizenship", pa.string()),
    ]
)


def weighting_rows(psus: pa.Table, listing_units: pa.Table, cases: pa.Table) -> pa.Table:
    """One row a case and one a unit without a case, sorted by ``row_id``, with what the steps need.

    A PSU drawn with certainty is a stratum of its own and its units are the PSUs of the variance.
    Raises UnusableRows where a unit or a PSU is missing, where an eligible unit has no case, or where a PSU has no
    unit: left out, it would count in neither the total nor the variance.
    """
    places = {row["psu_id"]: row for row in psus.to_pylist()}
    units = {row["unit_id"]: row for row in listing_units.to_pylist()}
    with_case = set(cases.column("unit_id").to_pylist())
    _refuse_orphans(places, units, with_case)
    rows = [_case_row(case, units[case["unit_id"]], places) for case in cases.to_pylist()]
    rows += [_unit_row(unit, places) for unit_id, unit in units.items() if unit_id not in with_case]
    return pa.Table.from_pylist(rows, _SCHEMA).sort_by("row_id")


def as_sample(rows: pa.Table, singleton: Singleton) -> WeightedSample:
    """The rows under their design, not weighted yet."""
    return WeightedSample.from_frame(
        rows, strata="variance_stratum", psu="variance_psu", ids="row_id", singleton=singleton
    )


def _refuse_orphans(places: dict[str, dict[str, object]], units: dict[str, dict[str, object]], cased: set[str]) -> None:
    problems = [Problem("weighting.case_without_unit", {"unit": unit}) for unit in sorted(cased - set(units))]
    strangers = sorted({str(unit["psu_id"]) for unit in units.values()} - set(places))
    problems += [Problem("weighting.unit_without_psu", {"psu": psu}) for psu in strangers]
    empty = [name for name, unit in units.items() if unit["eligibility"] == Eligibility.ELIGIBLE and name not in cased]
    problems += [Problem("weighting.eligible_without_case", {"unit": unit}) for unit in sorted(empty)]
    bare = sorted(set(places) - {str(unit["psu_id"]) for unit in units.values()})
    problems += [Problem("weighting.psu_without_units", {"psu": name}) for name in bare]
    if problems:
        raise UnusableRows(problems[:20])


def _case_row(
    case: dict[str, object], unit: dict[str, object], places: dict[str, dict[str, object]]
) -> dict[str, object]:
    facts = {name: case[name] for name in ("case_id", "response_status", "p_person", "sex", "age", "citizenship")}
    return {"row_id": case["case_id"]} | _place(unit, places) | facts


def _unit_row(unit: dict[str, object], places: dict[str, dict[str, object]]) -> dict[str, object]:
    status = _STATUS[str(unit["eligibility"])]
    return {"row_id": unit["unit_id"]} | _place(unit, places) | {"response_status": status, "p_person": 1.0}


def _screening(unit: dict[str, object]) -> Screening:
    disposition = unit["disposition"]
    return screening(None if disposition is None else str(disposition), Eligibility(str(unit["eligibility"])))


def _place(unit: dict[str, object], places: dict[str, dict[str, object]]) -> dict[str, object]:
    psu = places[str(unit["psu_id"])]
    certain = bool(psu["certainty"])
    return {
        "unit_id": unit["unit_id"],
        "psu_id": unit["psu_id"],
        "stratum": psu["stratum"],
        "variance_stratum": psu["psu_id"] if certain else psu["stratum"],
        "variance_psu": unit["unit_id"] if certain else psu["psu_id"],
        "screening": _screening(unit).value,
        "p_psu": psu["p_psu"],
        "p_dwelling": unit["p_dwelling"],
        "governorate": psu["governorate"],
        "region": psu["region"],
        "milieu": psu["milieu"],
    }
