"""A record as the export takes it: its typed answers, and what could not be read from it is empty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from questionnaires.codes import ReviewState
from questionnaires.fieldwork import Answers

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


def whole(value: object) -> int | None:
    """An answer as a whole number, or nothing."""
    try:
        return None if value is None else int(float(str(value)))
    except (ValueError, OverflowError):
        return None


def moment(value: object) -> datetime | None:
    """An answer as a moment whose zone is known, or nothing."""
    return value if isinstance(value, datetime) and value.tzinfo is not None else None
