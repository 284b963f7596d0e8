"""The table of answers by question: every question of the interview has one that is meant."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from simulation.answers import (
    abroad,
    hours,
    housing,
    identity,
    jobs,
    labour,
    migration,
    pay,
    recruitment,
    setting,
    treatment,
)
from simulation.answers.respondent import Answer, Respondent
from simulation.answers.silence import rates, silent
from simulation.answers.simple import simple_answers

_MODULES = (setting, identity, housing, migration, recruitment, labour, jobs, hours, pay, treatment, abroad)


@cache
def answers() -> Mapping[str, Answer]:
    """Every question that people have an answer to; some of them do not know it, or keep it back."""
    table = dict(simple_answers())
    for module in _MODULES:
        table |= module.ANSWERS
    table |= abroad.LATER
    return {name: _or_silence(name, answer) if name in rates() else answer for name, answer in table.items()}


def _or_silence(name: str, answer: Answer) -> Answer:
    return lambda person: silent(person, name) or answer(person)


def answers_by_type(kind: str, codes: Sequence[str], person: Respondent, name: str) -> Iterator[str]:
    """Answers to try, one after the other, where the form does not take what was entered."""
    match kind:
        case "select_one" | "select_multiple":
            substantive = [code for code in codes if not code.startswith("-")]
            start = int(person.u(name) * max(len(substantive), 1))
            yield from (*substantive[start:], *substantive[:start], *codes)
        case "integer" | "decimal":
            yield from ("1", "0", "2", "5", "10", "20", "50", "100", "2020", "-8", "-9")
        case "date":
            yield person.today.isoformat()
        case _:
            yield "Sans objet"
