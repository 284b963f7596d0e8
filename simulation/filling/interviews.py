"""Interviews: the individual form filled by one respondent, following every skip of the real questionnaire."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Protocol

from questionnaires.filling import Clock, Filling, Question
from questionnaires.form import Form
from simulation.answers.places import delegation
from simulation.answers.respondent import Respondent, respondent
from simulation.answers.table import answers, answers_by_type
from simulation.field.persons import AT_THE_DOOR, Visit
from simulation.filling.filling_in import Said, ask_until, fill
from simulation.filling.submissions import Submission
from simulation.identifiers import instance_id
from simulation.population.world import MIN_AGE, World

DELEGATION = "deleg"
END = "g_end"  # the block that the interviewer fills in alone, whatever happened before


class Manner(Protocol):
    """How an interviewer holds an interview: what is entered, how long it takes, where it ends.

    ``said`` is given the question and the respondent's own answer, not yet asked for: calling ``honest`` asks the
    question, not calling it invents the answer. ``""`` leaves a question open, ``None`` is a question not foreseen.
    """

    def said(self, question: Question, honest: Callable[[], str | None]) -> str | None:
        """What the interviewer enters."""

    def minutes(self, minutes: float) -> float:
        """How long the interview takes, given the minutes that an honest one would."""

    def stops_at(self, block: str) -> str:
        """The last block gone through, given the one where the respondent stops; ``""`` is the end of the form."""


class Honest:
    """Every question is asked as it stands, and the answer is entered as it was given."""

    def said(self, question: Question, honest: Callable[[], str | None]) -> str | None:  # noqa: ARG002 - the protocol
        """The respondent's own answer."""
        return honest()

    def minutes(self, minutes: float) -> float:
        """As long as it takes."""
        return minutes

    def stops_at(self, block: str) -> str:
        """Where the respondent stops."""
        return block


HONEST = Honest()


def interview(form: Form, world: World, visit: Visit, seed: int, manner: Manner = HONEST) -> Submission:
    """The record of the interview that a visit led to."""
    filling = held(form, world, visit, seed, manner)
    return Submission(
        form.form_id,
        form.version,
        filling.instance_id,
        filling.to_xml(),
        visit.device,
        (filling.clock.end or filling.clock.now).timestamp(),
        psu_id=visit.case.unit.psu_id,
        case_id=visit.case.member.case_id,
        interviewer=visit.interviewer,
    )


def held(form: Form, world: World, visit: Visit, seed: int, manner: Manner = HONEST) -> Filling:
    """The same interview, filled in and not yet sent."""
    case = visit.case
    start = visit.at + timedelta(minutes=AT_THE_DOOR)
    person = respondent(world, case.member.person, start.date(), seed)
    end = start + timedelta(minutes=manner.minutes(visit.minutes - AT_THE_DOOR))
    facts = {
        "unit_id": case.unit.unit_id,
        "case_id": case.member.case_id,
        "psu_code": case.unit.psu_id,
        "interviewer_id": visit.interviewer,
        "min_age": str(MIN_AGE),
    }
    filling = Filling(form, Clock(start, end), facts, instance_id(seed, form.form_id, case.member.case_id))
    answer_of(filling, person, manner, manner.stops_at(visit.until))
    return filling


def answer_of(filling: Filling, person: Respondent, manner: Manner = HONEST, until: str = "") -> None:
    """Let a person answer an interview, up to the end of the block ``until`` where there is one."""
    table = answers()

    def honest(question: Question) -> str | None:
        if question.name == DELEGATION:
            return delegation(person.psu_id, [choice.name for choice in filling.choices(question)])
        answer = table.get(question.name)
        return None if answer is None else answer(person)

    def entered(question: Question) -> str | None:
        return manner.said(question, lambda: honest(question))

    def guesses(question: Question, codes: Sequence[str]) -> Iterator[str]:
        return answers_by_type(question.type, codes, person, question.name)

    said: Said = honest if isinstance(manner, Honest) else entered
    fill(filling, ask_until(filling.form, until, END, said) if until else said, guesses)
