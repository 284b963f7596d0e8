"""Item nonresponse: who does not know, and who refuses, one question among others.

People differ in how much they keep back and in how much they remember, so that silences come together; people in
irregular status refuse more, wages above all.
"""

import math
from collections.abc import Mapping
from functools import lru_cache

from simulation.answers.respondent import Respondent
from simulation.answers.simple import DO_NOT_KNOW, REFUSED, content

SPREAD = 0.6  # between people, logarithm of their chances
FEARFUL, OTHERS = 1.6, 0.75  # times the usual chance to refuse, in irregular status and not
MOST = 0.6


@lru_cache(maxsize=8)
def _manner(person: Respondent) -> tuple[float, float]:
    """How many times the usual chance this person does not know, and refuses; one on average."""
    vague = math.exp(SPREAD * person.normal("vague") - SPREAD**2 / 2)
    shut = math.exp(SPREAD * person.normal("shut") - SPREAD**2 / 2)
    return vague, shut * (FEARFUL if person.irregular else OTHERS)


def rates() -> Mapping[str, tuple[float, float]]:
    """The usual chance not to know and to refuse, by question."""
    found: Mapping[str, tuple[float, float]] = content()["silent"]
    return found


def silent(person: Respondent, question: str) -> str:
    """``-8`` or ``-9`` where the person does not answer this question, ``""`` where it is answered."""
    usual = rates().get(question)
    if usual is None:
        return ""
    vague, shut = _manner(person)
    unknown, refused = min(usual[0] * vague, MOST), min(usual[1] * shut, MOST)
    drawn = person.u(f"{question} silent")
    if drawn < refused:
        return REFUSED
    return DO_NOT_KNOW if drawn < refused + unknown else ""
