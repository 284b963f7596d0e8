"""Interviews: the individual form filled by one respondent, following every skip of the real questionnaire."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from questionnaires.filling import Clock, Filling, Question
from questionnaires.form import Form
from simulation.answers.respondent import Respondent, respondent
from simulation.answers.table import answers, answers_by_type
from simulation.field import AT_THE_DOOR, Visit
from simulation.filling_in import fill
from simulation.identifiers import instance_id
from simulation.old_world import MIN_AGE, World
from simulation.submissions import Submission


def interview(form: Form, world: World, visit: Visit, seed: int) -> Submission:
    """The record of the interview that a visit led to."""
    case = visit.case
    start = visit.at + timedelta(minutes=AT_THE_DOOR)
    person = respondent(world, case.unit, case.member, start.date(), seed)
    end = visit.at + timedelta(minutes=visit.minutes)
    name = instance_id(seed, form.form_id, case.member.case_id)
    facts = {
        "unit_id": case.unit.unit_id,
        "case_id": case.member.case_id,
        "psu_code": case.unit.psu_id,
        "interviewer_id": visit.interviewer,
        "min_age": str(MIN_AGE),
    }
    filling = Filling(form, Clock(start, end), facts, name)
    answer_of(filling, person)
    return Submission(form.form_id, form.version, name, filling.to_xml(), visit.device, end.timestamp())


def answer_of(filling: Filling, person: Respondent) -> None:
    """Let a person answer a whole interview."""
    table = answers()

    def said(question: Question) -> str | None:
        answer = table.get(question.name)
        return None if answer is None else answer(person)

    def guesses(question: Question, codes: Sequence[str]) -> Iterator[str]:
        return answers_by_type(question.type, codes, person, question.name)

    fill(filling, said, guesses)
