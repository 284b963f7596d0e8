"""Back-checks as rows of their table: who asked again where, without the answers, which the export adds."""

from collections.abc import Iterable

from questionnaires.fieldwork import BackCheckForm, FieldForms, text
from survey_api.held import Held, Loaded, Row, moment


def back_checks(records: Iterable[Held], units: Loaded, cases: Loaded, forms: FieldForms) -> list[Row | None]:
    """One row a record; None for one that belongs to no unit of the sample, or does not tell who checked and when."""
    form = forms.back_check
    if form is None:
        return []
    return [_row(record, form, units, cases, forms.mode) for record in records if record.form_id == form.form_id]


def _row(record: Held, form: BackCheckForm, units: Loaded, cases: Loaded, mode: str) -> Row | None:
    unit = units.get(text(record.answers, form.unit) or "")
    case = text(record.answers, form.case)
    if unit is None or (case is not None and cases.get(case, {}).get("unit_id") != unit["unit_id"]):
        return None
    row: Row = {
        "back_check_id": record.instance_id,
        "unit_id": unit["unit_id"],
        "interviewer_id": text(record.answers, form.interviewer),
        "started_at": moment(record.answers.get(form.started)),
        "questionnaire_version": record.version,
        "frame": unit["frame"],
        "mode": mode,
        "review_state": record.review_state.value,
    }
    return None if None in row.values() else {**row, "case_id": case}
