"""What a lost device never delivered: interviews that its own visits report and that are not here."""

from dataclasses import dataclass

from sqlalchemy import Connection

from questionnaires.fieldwork import FieldForms
from questionnaires.records import read_record
from survey_api.collection.subject import answers_by_name
from survey_api.store import accepted
from survey_api.store.vault import Vault


@dataclass(frozen=True)
class Missing:
    """An interview that a visit reports and nobody received; its case is to be visited again."""

    case_id: str
    visited_at: str  # by the device's clock
    interviewer_id: str


def reported_and_missing(
    connection: Connection, vault: Vault, forms: FieldForms, device_id: str
) -> tuple[Missing, ...]:
    """By case. What the device did not report either is known to nobody: its cases without any visit."""
    contact, reported = forms.contact, {}
    for content in accepted.contents_from(connection, vault, contact.form_id, device_id):
        answers = answers_by_name(read_record(content))
        if answers.get(contact.result) in contact.held and (case_id := answers.get(contact.case)):
            visit = (answers.get(contact.columns[name], "") for name in ("visited_at", "interviewer_id"))
            reported[case_id] = Missing(case_id, *visit)
    arrived = accepted.cases_with(connection, forms.individual.form_id, list(reported))
    return tuple(reported[case_id] for case_id in sorted(reported.keys() - arrived))
