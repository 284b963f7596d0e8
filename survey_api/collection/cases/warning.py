"""Telling a tablet that it went where nobody was to go: at once, and only where a refusal makes it possible at all."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from questionnaires.facts import RecordFacts, RecordKind
from questionnaires.fieldwork import ContactForm, FieldForms, IndividualForm
from questionnaires.precedence import REFUSALS
from survey_api.collection.cases.decided import KIND, Action
from survey_api.collection.cases.history import Closure, Made, history, is_late
from survey_api.collection.cases.reading import made_of, measure_of, standing_of
from survey_api.collection.errors import NoSuchCase
from survey_api.store import decisions, facts


class Refusals:
    """The cases and units where a refusal is known: nearly all that is sent is about others, and costs no look."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = set(known)

    @classmethod
    def read(cls, connection: Connection) -> "Refusals":
        """What the store knows."""
        decided = decisions.of_kind(connection, KIND).items()
        told = (name.partition(":")[2] for name, made in decided if any(one.action == Action.REFUSED for one in made))
        return cls([*facts.subjects(connection, sorted(REFUSALS)), *told])

    def learn(self, found: RecordFacts) -> None:
        """What one more record says."""
        if found.closes or found.outcome in REFUSALS:
            self.add(found.case_id or found.unit_id)

    def add(self, subject: str | None) -> None:
        """A refusal at this case or unit."""
        if subject is not None:
            self._known.add(subject)

    def __contains__(self, subject: str | None) -> bool:
        return subject in self._known


def made_after_closure(
    connection: Connection,
    forms: FieldForms,
    form_id: str,
    answers: Mapping[str, str],
    unit_id: str | None,
    case_id: str | None,
    now: datetime,
) -> bool:
    """Whether a record, by its own clock, was made where nobody was to go back."""
    made = _made(forms, form_id, answers)
    closure = _closure(connection, forms, unit_id, case_id, now) if made is not None else None
    return made is not None and closure is not None and is_late(made, closure, forms.rules)


def _closure(
    connection: Connection, forms: FieldForms, unit_id: str | None, case_id: str | None, now: datetime
) -> Closure | None:
    if case_id is not None:
        try:
            return standing_of(connection, case_id, forms, now).closure
        except NoSuchCase:
            return None
    found = (one for one in facts.of_units(connection, [unit_id or ""]) if one.facts.case_id is None)
    measure = measure_of(forms)
    return history(map(made_of, found), measure.rules, measure.rule, measure.zone).closure


def _made(forms: FieldForms, form_id: str, answers: Mapping[str, str]) -> Made | None:
    """What the record says of itself, as it came: its check may not be done."""
    match forms.part_of(form_id):
        case ContactForm() as part:
            kind, clock = RecordKind.VISIT, part.columns["visited_at"]
        case IndividualForm() as part:
            kind, clock = RecordKind.INTERVIEW, part.columns["started_at"]
        case _:
            return None
    at = _moment(answers.get(clock, ""))
    about = RecordFacts(kind, interviewer_id=answers.get(part.columns["interviewer_id"]), at=at)
    return Made("", about) if at is not None else None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
