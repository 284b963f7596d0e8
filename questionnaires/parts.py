"""The part that each form plays in the field, as text: for a process that is told so and imports no survey."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from questionnaires.codes import Disposition
from questionnaires.fieldwork import ByContact, ContactForm, FieldParts, IndividualForm, ListingForm

_PARTS = ("listing", "contact", "individual")


def to_json(parts: FieldParts) -> str:
    """The parts as text; the same parts give the same text."""
    told = {name: asdict(getattr(parts, name)) for name in _PARTS}
    return json.dumps(told, default=sorted, sort_keys=True)


def from_json(told: str) -> FieldParts:
    """The parts that the text tells."""
    given: dict[str, dict[str, Any]] = json.loads(told)
    listing, contact, individual = (given[name] for name in _PARTS)
    listing["statuses"] = _dispositions(listing["statuses"])
    contact["results"] = {code: _meaning(meaning) for code, meaning in contact["results"].items()}
    contact["unit_results"] = {code: _meaning(meaning) for code, meaning in contact["unit_results"].items()}
    for question in fields(ContactForm):
        if isinstance(question.default, frozenset):
            contact[question.name] = frozenset(contact[question.name])
    individual = {name: tuple(value) if isinstance(value, list) else value for name, value in individual.items()}
    return FieldParts(ListingForm(**listing), ContactForm(**contact), IndividualForm(**individual))


def _dispositions(told: Mapping[str, str]) -> dict[str, Disposition]:
    return {code: Disposition(outcome) for code, outcome in told.items()}


def _meaning(told: Any) -> Any:  # an outcome, one that depends on who was met, or nothing
    if isinstance(told, dict):
        return ByContact(told["question"], _dispositions(told["outcomes"]), Disposition(told["otherwise"]))
    return None if told is None else Disposition(told)
