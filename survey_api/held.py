"""A record as the export takes it: its typed answers, and what could not be read from it is empty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from questionnaires.checking import UNANSWERED, check
from questionnaires.codes import ReviewState
from questionnaires.fieldwork import Answers
from questionnaires.form import Form
from questionnaires.records import Record
from questionnaires.removed import removed_questions

Row = dict[str, Any]
Loaded = Mapping[str, Mapping[str, Any]]  # rows of the sample by their name


@dataclass(frozen=True)
class Held:
    """One current record, its answers typed."""

    form_id: str
    version: str
    instance_id: str
    n_problems: int
    answers: Answers
    repeats: Mapping[str, Sequence[Answers]]
    unanswered: tuple[str, ...]  # paths of required questions without answer
    review_state: ReviewState = ReviewState.RECEIVED


def held_record(form: Form, record: Record) -> Held:
    """A record read with the version that it was filled with."""
    checked, removed = check(form, record), removed_questions(record)
    problems = [problem for problem in checked.problems if problem.values.get("question") not in removed]
    unanswered = (str(problem.values["path"]) for problem in problems if problem.code in UNANSWERED)
    return Held(
        form_id=record.form_id,
        version=record.version,
        instance_id=record.instance_id,
        n_problems=len(problems),
        answers=checked.answers.answers,
        repeats=checked.answers.repeats,
        unanswered=tuple(unanswered),
    )


def whole(value: object) -> int | None:
    """An answer as a whole number, or nothing."""
    try:
        return None if value is None else int(float(str(value)))
    except (ValueError, OverflowError):
        return None


def moment(value: object) -> datetime | None:
    """An answer as a moment whose zone is known, or nothing."""
    return value if isinstance(value, datetime) and value.tzinfo is not None else None
