"""What the listing found: as loaded with the sample, or as the listing forms tell it where they were sent."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from questionnaires.codes import Eligibility
from questionnaires.fieldwork import Answers, FieldForms, text
from survey_api.held import Held, Loaded, Row, whole


def unit_row(loaded: Mapping[str, Any], record: Held | None, forms: FieldForms) -> Row:
    """The unit as loaded; where its listing form was sent, what was found comes from the form."""
    if record is None:
        return dict(loaded)
    listing = forms.listing
    status = text(record.answers, listing.columns["status"])
    if status is None or (status != listing.occupied and status not in listing.statuses):
        return dict(loaded)
    members = [listing.member_eligibility(member) for member in record.repeats.get(listing.roster, ())]
    disposition, eligibility = listing.outcome(status, text(record.answers, listing.consent), members)
    counts = {name: whole(record.answers.get(listing.columns[name])) for name in _COUNTS}
    return {
        **loaded,
        **(counts if listing.screened(status, record.answers) else dict.fromkeys(_COUNTS)),
        "status": status,
        "disposition": None if disposition is None else disposition.value,
        "eligibility": eligibility.value,
        "questionnaire_version": record.version,
        "review_state": record.review_state.value,
    }


_COUNTS = ("n_persons", "n_foreign", "n_eligible", "n_selected")


def roster_rows(
    loaded: Iterable[Mapping[str, Any]],
    listings: Mapping[str, Held],
    units: Loaded,
    forms: FieldForms,
) -> list[Row]:
    """The roster as loaded; where a listing form was sent, its members take the place of those loaded."""
    rows = [dict(row) for row in loaded if row["unit_id"] not in listings]
    for unit_id, record in listings.items():
        if unit_id in units:
            rows += member_rows(units[unit_id], record, forms)
    return rows


def member_rows(unit: Mapping[str, Any], record: Held, forms: FieldForms) -> list[Row]:
    """The rows of those who live in a listed unit, selected as its tablet selected them."""
    return [_member(unit, record, member, forms) for member in _members(record, forms)]


def _members(record: Held, forms: FieldForms) -> Sequence[Answers]:
    needed = ("line_no", "sex", "age", "citizenship", "months_in_tunisia")
    questions = [forms.listing.member_columns[column] for column in needed]
    members = record.repeats.get(forms.listing.roster, ())
    return [member for member in members if all(member.get(question) is not None for question in questions)]


def _member(unit: Mapping[str, Any], record: Held, member: Answers, forms: FieldForms) -> Row:
    listing = forms.listing
    row: Row = {column: text(member, question) for column, question in listing.member_columns.items()}
    eligible = listing.member_eligibility(member)
    selected = row["line_no"] in listing.selected_lines(record.repeats.get(listing.draw, ()))
    line_no = whole(row["line_no"])
    drawn, of = (whole(record.answers.get(listing.columns[name])) for name in ("n_selected", "n_eligible"))
    return row | {
        "unit_id": unit["unit_id"],
        "line_no": line_no,
        "age": whole(row["age"]),
        "months_in_tunisia": whole(row["months_in_tunisia"]),
        "eligibility": eligible.value,
        "selected": selected,
        "p_person": drawn / of if eligible is Eligibility.ELIGIBLE and drawn and of else None,
        "case_id": listing.case_id(unit["unit_id"], line_no) if selected and line_no else None,
        "questionnaire_version": record.version,
        "frame": unit["frame"],
        "mode": unit["mode"],
    }
