"""The rows of one listed unit: what was found there, who lives there, and whom the server selects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires.codes import Eligibility, ReviewState
from questionnaires.fieldwork import FieldForms, text
from questionnaires.identifiers import UnitName
from questionnaires.within_dwelling import EligibleMember, Selection, select, start_of
from survey_api.held import Held, Row
from survey_api.listed import member_rows, unit_row

HALF_A_FIGURE = 5e-7  # of a start with six decimals


@dataclass(frozen=True)
class Place:
    """What is known of a PSU before anybody lists it. ``p_dwelling`` is below 1 where only a segment is listed."""

    psu_id: str
    frame: str
    selection_seed: str
    p_dwelling: float = 1.0


@dataclass(frozen=True)
class DrawnUnit:
    """The rows of a unit, and where its record departs from them."""

    unit: Row
    roster: tuple[Row, ...]
    cases: tuple[Row, ...]
    selected_otherwise: bool  # the tablet selected other lines
    started_otherwise: bool  # it says another start than the one it was given
    incomplete: bool  # an eligible person cannot be selected: something that the sample needs was not asked

    @property
    def told(self) -> tuple[Mapping[str, Any], ...]:
        """What it says, whatever version of the form it was said with."""
        return tuple(_without_version(row) for row in (self.unit, *self.roster))


def draw(name: UnitName, record: Held, place: Place, forms: FieldForms) -> DrawnUnit | None:
    """The rows that a record makes; None where it does not say what stands there."""
    listing, unit_id = forms.listing, str(name)
    unit = unit_row(_blank(unit_id, record, place, forms), record, forms)
    if "status" not in unit:
        return None
    screened = listing.screened(unit["status"], record.answers)
    roster = member_rows(unit, record, forms) if screened else []
    start = start_of(place.selection_seed, name.serial)
    found = select(_eligible(roster), start)
    counts = {"n_eligible": found.among, "n_selected": len(found.lines)} if screened else {}
    told = listing.selected_lines(record.repeats.get(listing.draw, ())) if screened else frozenset()
    drawn = tuple(_selected(row, found, forms) for row in roster)
    return DrawnUnit(
        unit=unit | counts,
        roster=drawn,
        cases=tuple(_case(row, place) for row in drawn if row["selected"]),
        selected_otherwise=told != {str(line) for line in found.lines},
        started_otherwise=_started_otherwise(record, start, forms),
        incomplete=screened and found.among < _n_eligible(record, forms),
    )


def is_screened(unit: Mapping[str, Any], forms: FieldForms) -> bool:
    """Whether the row of a unit says who lives there."""
    return unit["status"] == forms.listing.occupied and unit["n_persons"] is not None


def _blank(unit_id: str, record: Held, place: Place, forms: FieldForms) -> Row:
    return {
        "unit_id": unit_id,
        "psu_id": place.psu_id,
        "p_dwelling": place.p_dwelling,
        "questionnaire_version": record.version,
        "frame": place.frame,
        "mode": forms.mode,
        "review_state": ReviewState.RECEIVED.value,
    }


def _eligible(roster: list[Row]) -> list[EligibleMember]:
    eligible = (row for row in roster if row["eligibility"] == Eligibility.ELIGIBLE)
    return [EligibleMember(row["line_no"], row["age"], int(row["sex"])) for row in eligible]


def _n_eligible(record: Held, forms: FieldForms) -> int:
    members = record.repeats.get(forms.listing.roster, ())
    return sum(forms.listing.member_eligibility(member) is Eligibility.ELIGIBLE for member in members)


def _selected(row: Row, found: Selection, forms: FieldForms) -> Row:
    selected = row["line_no"] in found.lines
    eligible = row["eligibility"] == Eligibility.ELIGIBLE
    return row | {
        "selected": selected,
        "p_person": found.probability if eligible else None,
        "case_id": forms.listing.case_id(row["unit_id"], row["line_no"]) if selected else None,
    }


_OF_A_CASE = ("case_id", "unit_id", "line_no", "sex", "age", "citizenship", "months_in_tunisia", "p_person")


def _case(row: Row, place: Place) -> Row:
    case = {name: row[name] for name in (*_OF_A_CASE, "questionnaire_version")}
    return case | {"psu_id": place.psu_id, "frame": place.frame}


def _started_otherwise(record: Held, start: float, forms: FieldForms) -> bool:
    said = text(record.answers, forms.listing.selection) if forms.listing.selection else None
    try:
        return said is not None and abs(float(said) - start) > HALF_A_FIGURE
    except ValueError:
        return True


def _without_version(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "questionnaire_version"}
