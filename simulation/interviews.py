"""Interviews: the individual form filled by one respondent, following every skip of the real questionnaire."""

import math
from collections.abc import Iterator, Sequence
from datetime import timedelta
from statistics import NormalDist

from questionnaires.filling import Clock, Filling, Question
from questionnaires.form import Form
from simulation.answers.respondent import Respondent, respondent
from simulation.answers.table import answers, answers_by_type
from simulation.field import Visit
from simulation.filling_in import fill
from simulation.identifiers import instance_id
from simulation.submissions import Submission
from simulation.world import MIN_AGE, World

MEDIAN_MINUTES, SPREAD = 46.0, 0.22
FROM_DOOR_TO_FORM = timedelta(minutes=2)


def interview(form: Form, world: World, visit: Visit, seed: int) -> Submission:
    """The record of the interview that a visit led to."""
    case = visit.case
    start = visit.at + FROM_DOOR_TO_FORM
    person = respondent(world, case.unit, case.member, start.date(), seed)
    end = start + timedelta(minutes=_minutes(person))
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


def _minutes(person: Respondent) -> float:
    height = NormalDist().inv_cdf(min(max(person.u("minutes"), 1e-6), 1 - 1e-6))
    usual = MEDIAN_MINUTES if person.employed else 0.8 * MEDIAN_MINUTES
    return round(usual * math.exp(SPREAD * height), 1)
