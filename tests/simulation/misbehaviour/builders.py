"""Interviews held in a manner: what the analysis would see of them."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from questionnaires.filling import Question
from simulation.answers.respondent import respondent
from simulation.answers.table import answers
from simulation.field import Result, Visit
from simulation.interviews import HONEST, Manner, interview
from tests.simulation.builders import checked, fieldwork, forms

SEED = 5
Answers = Mapping[str, Any]


@cache
def visits() -> tuple[Visit, ...]:
    """The visits that led to an interview."""
    return tuple(visit for visit in fieldwork(SEED, 200).visits if visit.result is Result.INTERVIEW)


def entered(visit: Visit, manner: Manner = HONEST) -> Answers:
    """The answers of an interview held in this manner; they break no rule of the form."""
    found = checked(interview(forms().individual, fieldwork(SEED, 200).world, visit, SEED, manner))
    assert found.problems == ()
    return found.answers.answers


def minutes(answers: Answers) -> float:
    """How long the interview took."""
    return (answers["end"] - answers["start"]).total_seconds() / 60


def as_source(visit: Visit) -> Callable[[Question], str | None]:
    """What the person of another visit answers."""
    person = respondent(fieldwork(SEED, 200).world, visit.case.unit, visit.case.member, visit.at.date(), SEED)

    def said(question: Question) -> str | None:
        answer = answers().get(question.name)
        return None if answer is None else answer(person)

    return said
