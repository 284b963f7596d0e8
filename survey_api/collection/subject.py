"""What a record is about, read at the door: the listed unit, the case, the language the interview was held in."""

from collections.abc import Mapping
from dataclasses import dataclass

from presentation.text import LANGUAGES, Language
from questionnaires.fieldwork import FieldForms
from questionnaires.records import LONGEST_ID, Record


@dataclass(frozen=True, slots=True)
class Subject:
    """Identifiers that a sample could have, and a language of ours; None where the record says none."""

    unit_id: str | None
    case_id: str | None
    language: Language | None


def subject_of(record: Record, forms: FieldForms) -> Subject:
    """What one record is about."""
    answers = answers_by_name(record)
    held_in = forms.language_of(record.form_id, answers)
    return Subject(
        unit_id=_known_by(forms.unit_of(record.form_id, answers)),
        case_id=_known_by(forms.case_of(record.form_id, answers)),
        language=next((language for language in LANGUAGES if language == held_in), None),
    )


def answers_by_name(record: Record) -> Mapping[str, str]:
    """The raw answers by question; of a question that repeats, the last."""
    return {node.tag: text for node in record.root.iter() if node.text and (text := node.text.strip())}


def _known_by(identifier: str | None) -> str | None:
    """An identifier that a sample could have; a longer one names nothing, and no index of a database holds it."""
    return identifier if identifier is None or len(identifier) <= LONGEST_ID else None
