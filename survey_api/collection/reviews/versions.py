"""What a review knows of each version of an interview, and what the automatic check suggests about it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from survey_api.collection.reviews.state import Suggestion
from survey_api.store.edits import Version


@dataclass(frozen=True, slots=True)
class Record:
    """One version of an interview, without a word of what it says.

    ``problems``: the codes that checking found, None while there is no verdict.
    """

    number: int
    form_id: str
    instance_id: str
    deprecated_id: str | None = None
    quarantine: str | None = None
    version: str = ""  # of the questionnaire
    unit_id: str | None = None
    case_id: str | None = None
    device_id: str = ""
    team: str = ""
    received_at: datetime | None = None
    problems: tuple[str, ...] | None = None
    held: bool = False  # an interview that was held with the person, as far as it counts for the case

    @property
    def node(self) -> Version:
        """As a node of the graph of versions."""
        return Version(self.number, self.form_id, self.instance_id, self.deprecated_id, self.quarantine is None)

    @property
    def subject(self) -> str:
        """Whose key locks what is said about it."""
        return self.case_id or self.unit_id or f"{self.form_id}/{self.instance_id}"


class _Weight(StrEnum):
    """What a problem asks of whoever reviews."""

    NOTE = "note"  # worth knowing
    LOOK = "look"  # a person is to judge
    REJECT = "reject"  # the interviewer can settle it


# Assumed, after the rule of the LSMS rejections: what contradicts the form can be settled on the tablet; an answer that
# is missing may have been refused, and what does not fit the form at all is for a person to understand.
_WEIGHTS: Mapping[str, _Weight] = {
    "checks.constraint": _Weight.REJECT,
    "checks.wrong_type": _Weight.REJECT,
    "checks.choice_unknown": _Weight.REJECT,
    "checks.choice_twice": _Weight.REJECT,
    "checks.not_relevant": _Weight.REJECT,
    "checks.repeat_count": _Weight.REJECT,
    "checks.calculate": _Weight.NOTE,
}


def suggestion(problems: Iterable[str]) -> Suggestion:
    """What the problems of a record suggest; one that is not known here is for a person to judge."""
    weights = {_WEIGHTS.get(code, _Weight.LOOK) for code in problems}
    if _Weight.REJECT in weights:
        return Suggestion.REJECT_SUGGESTED
    if _Weight.LOOK in weights:
        return Suggestion.REVIEW
    return Suggestion.COMMENT if weights else Suggestion.CLEAN


def codes_of(problems: str | None) -> tuple[str, ...] | None:
    """The codes in a verdict as it is stored."""
    return None if problems is None else tuple(str(problem["code"]) for problem in json.loads(problems))
