"""Interviews held in a manner, and whole fieldworks of the fraud scenario: what the analysis would see of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from simulation.answers.respondent import Respondent, respondent
from simulation.field.persons import Visit
from simulation.field.results import Result
from simulation.fieldwork import Fieldwork, simulate
from simulation.filling.interviews import HONEST, Manner, interview
from simulation.misbehaviour.labels import INTERVIEW
from simulation.misbehaviour.prevalence import USUAL, Prevalence
from simulation.misbehaviour.questions import questions
from simulation.population.scenario import scenario
from tests.simulation.builders import checked, code_lists, forms
from tests.simulation.misbehaviour.reference import eligible_items, nearest

SEED = 5
Answers = Mapping[str, Any]


@cache
def fraud(
    seed: int = SEED, country: str = "small", kinds: str = "ABCDEFGH", prevalence: Prevalence = USUAL
) -> Fieldwork:
    """A fieldwork in which some interviewers misbehave in these ways."""
    usual = scenario("fraud")
    asked = prevalence.of(one for one in usual.misbehaviours if one.kind in kinds)
    return simulate(replace(usual, misbehaviours=asked), seed, forms(), code_lists(), country)


@cache
def visits() -> tuple[Visit, ...]:
    """The visits that led to a whole interview."""
    return tuple(visit for visit in fraud().visits if visit.result is Result.INTERVIEW)


def entered(visit: Visit, manner: Manner = HONEST) -> Answers:
    """The answers of an interview held in this manner; they break no rule of the form."""
    found = checked(interview(forms().individual, fraud().world, visit, SEED, manner))
    assert found.problems == ()
    return found.answers.answers


def minutes(answers: Answers) -> float:
    """How long the interview took."""
    return float((answers["end"] - answers["start"]).total_seconds() / 60)


def answering(visit: Visit) -> Respondent:
    """The person of a visit."""
    return respondent(fraud().world, visit.case.member.person, visit.at.date(), SEED)


@cache
def seen(kinds: str = "ABCDEFGH") -> "Evidence":
    """The evidence of the small fieldwork."""
    return evidence(fraud(kinds=kinds))


@dataclass(frozen=True)
class Evidence:
    """The records of whole interviews beside their labels, in the order of the labels."""

    answers: Sequence[Answers]
    minutes: npt.NDArray[np.float64]
    interviewer: npt.NDArray[Any]
    kind: npt.NDArray[Any]  # "" where nothing is wrong

    @cached_property
    def items(self) -> Sequence[str]:
        """Questions by which interviews are compared: those that the listing or the place answers are left out."""
        asked = [node.name for node in forms().individual.questions if node.is_asked]
        return eligible_items(self.answers, [name for name in asked if name not in questions().from_the_listing])

    @cached_property
    def likeness(self) -> npt.NDArray[np.float64]:
        """The largest share of equal answers with another interview of the same interviewer."""
        return nearest(self.answers, self.interviewer, self.items)

    @cached_property
    def likeness_in_team(self) -> npt.NDArray[np.float64]:
        """The same with another interview of anybody in a team where colleagues copied each other."""
        copying = np.isin(self.interviewer, np.unique(self.interviewer[self.of("D")]))
        return nearest(self.answers, np.where(copying, "together", self.interviewer), self.items)

    def of(self, kinds: str) -> npt.NDArray[np.bool_]:
        """Whether an interview is of one of these kinds."""
        return np.isin(self.kind, list(kinds))


def evidence(fieldwork: Fieldwork) -> Evidence:
    """What is entered in the whole interviews, and what only the simulation knows of it.

    A dwelling listed twice by mistake gives the same person twice: another check finds that, here it counts once.
    """
    kinds = {row["case_id"]: row["kind"] for row in fieldwork.labels.to_pylist() if row["subject"] == INTERVIEW}
    whole = [visit for visit in fieldwork.visits if visit.result is Result.INTERVIEW]
    held = list({visit.case.member.person: visit for visit in reversed(whole)}.values())
    form, world, seed = forms().individual, fieldwork.world, fieldwork.seed
    found = [checked(interview(form, world, visit, seed, fieldwork.manner(visit))) for visit in held]
    assert [one.problems for one in found] == [()] * len(found)
    answers = [one.answers.answers for one in found]
    return Evidence(
        answers=answers,
        minutes=np.array([minutes(one) for one in answers]),
        interviewer=np.array([visit.interviewer for visit in held]),
        kind=np.array([kinds[visit.case.member.case_id] or "" for visit in held]),
    )
