"""What one record says of the field, and nothing of what was answered about a person: no reasons, no answers."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from questionnaires.answers import answer
from questionnaires.expressions.scope import Scope
from questionnaires.fieldwork import Answers, ByContact, ContactForm, FieldParts, IndividualForm, ListingForm, text
from questionnaires.form import Form, Node
from questionnaires.records import LONGEST_ID

_YEARS = range(2000, 2200)  # a clock that says another year says nothing
Rows = Mapping[str, Sequence[Answers]]


class RecordKind(StrEnum):
    """The part that a record plays in the field."""

    LISTING = "listing"
    VISIT = "visit"
    INTERVIEW = "interview"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """Moments are of the tablet's clock. ``closes``: a refusal after which nobody goes back."""

    kind: RecordKind
    psu_id: str | None = None
    unit_id: str | None = None
    case_id: str | None = None
    interviewer_id: str | None = None
    at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""  # disposition; of a visit what it means for a drawn person, whatever it names
    result: str | None = None
    mode: str | None = None
    closes: bool = False
    language_needed: str | None = None
    appointment: datetime | None = None
    selection: float | None = None  # the number that the tablet started its selection with

    def to_json(self) -> str:
        """For another process."""
        return json.dumps([getattr(self, name) for name in self.__slots__], default=datetime.isoformat)

    @classmethod
    def from_json(cls, told: str) -> "RecordFacts":
        """What another process said."""
        given: dict[str, Any] = dict(zip(cls.__slots__, json.loads(told), strict=True))
        for name in ("at", "ended_at", "appointment"):
            given[name] = _read(given[name])
        return cls(**{**given, "kind": RecordKind(given["kind"])})


def _read(moment: str | None) -> datetime | None:
    return None if moment is None else datetime.fromisoformat(moment)


def facts_in(field: FieldParts, form: Form, root: Scope, unanswered: Iterable[str]) -> RecordFacts:
    """The facts of a record whose state was brought up to date; ``unanswered``: required questions left open."""
    wanted = _questions(field, form.form_id)
    rows = {
        repeat.name: [
            _answers(repeat, instance, wanted) for instance in root.repeats[repeat.place] if instance.relevant[0]
        ]
        for repeat in form.root.repeats
        if repeat.name in wanted
    }
    return facts_of(field, form.form_id, _answers(form.root, root, wanted), rows, unanswered)


def facts_of(field: FieldParts, form_id: str, answers: Answers, rows: Rows, unanswered: Iterable[str]) -> RecordFacts:
    """The facts of a record by its typed answers."""
    match field.part_of(form_id):
        case ListingForm() as listing:
            return _of_listing(listing, answers, rows)
        case ContactForm() as contact:
            return _of_visit(contact, answers)
        case IndividualForm() as individual:
            return _of_interview(individual, answers, unanswered)
        case None:
            unit, case = field.unit_of(form_id, answers), field.case_of(form_id, answers)
            return RecordFacts(RecordKind.OTHER, unit_id=_short(unit), case_id=_short(case))


def _of_listing(form: ListingForm, answers: Answers, rows: Rows) -> RecordFacts:
    status = text(answers, form.columns["status"])
    outcome = None
    if status is not None and (status == form.occupied or status in form.statuses):
        members = [form.member_eligibility(member) for member in rows.get(form.roster, ())]
        outcome, _ = form.outcome(status, text(answers, form.consent), members)
    return RecordFacts(
        RecordKind.LISTING,
        psu_id=_named(answers, form.psu or form.columns["psu_id"]),
        unit_id=_named(answers, form.unit),
        interviewer_id=_named(answers, form.interviewer),
        at=_moment(answers, form.started),
        outcome=outcome.value if outcome else "",
        result=_short(status),
        selection=_share(answers.get(form.selection)),
    )


def _of_visit(form: ContactForm, answers: Answers) -> RecordFacts:
    columns, outcome = form.columns, form.disposition(answers)
    return RecordFacts(
        RecordKind.VISIT,
        psu_id=_named(answers, form.psu),
        unit_id=_named(answers, form.unit),
        case_id=_named(answers, form.case),
        interviewer_id=_named(answers, columns["interviewer_id"]),
        at=_moment(answers, columns["visited_at"]),
        outcome=outcome.value if outcome else "",
        result=_named(answers, form.result),
        mode=_named(answers, columns["visit_mode"]),
        closes=form.closes(answers),
        language_needed=_named(answers, columns["language_needed"]),
        appointment=_moment(answers, form.appointment),
    )


def _of_interview(form: IndividualForm, answers: Answers, unanswered: Iterable[str]) -> RecordFacts:
    return RecordFacts(
        RecordKind.INTERVIEW,
        psu_id=_named(answers, form.psu),
        unit_id=_named(answers, form.unit),
        case_id=_named(answers, form.case),
        interviewer_id=_named(answers, form.columns["interviewer_id"]),
        at=_moment(answers, form.columns["started_at"]),
        ended_at=_moment(answers, form.columns["ended_at"]),
        outcome=form.disposition(answers, unanswered).value,
    )


def _questions(field: FieldParts, form_id: str) -> Set[str]:
    """The questions, and the repeat, that facts are made from."""
    part = field.part_of(form_id) or field.individual
    named = {part.unit, part.psu}
    match part:
        case ListingForm():
            named |= {part.columns["psu_id"], part.columns["status"], part.consent, part.roster, part.eligible}
            named |= {part.interviewer, part.started, part.selection}
        case ContactForm():
            named |= {part.case, part.result, part.appointment, *part.columns.values()}
            named |= {one.question for one in part.results.values() if isinstance(one, ByContact)}
        case IndividualForm():
            named |= {part.case, part.consent, part.outside, *part.columns.values()}
    return named


def _answers(owner: Node, scope: Scope, wanted: Set[str]) -> Answers:
    """What identifies somebody is no fact, whatever question it is."""
    asked = (node for node in owner.members if node.name in wanted and not node.identifying)
    return {node.name: answer(node, scope.seen[node.slot]) for node in asked if not (node.is_group or node.is_repeat)}


def _named(answers: Answers, question: str) -> str | None:
    return _short(text(answers, question))


def _short(name: str | None) -> str | None:
    """A name or a code that a sample, a form or the staff could have; a longer one names nothing."""
    return name if name and len(name) <= LONGEST_ID and name.isprintable() else None


def _moment(answers: Answers, question: str) -> datetime | None:
    value = answers.get(question)
    if not isinstance(value, datetime) or value.tzinfo is None or value.year not in _YEARS:
        return None
    return value.astimezone(UTC)


def _share(value: object) -> float | None:
    """A number from 0 up to 1."""
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 <= number < 1 else None
