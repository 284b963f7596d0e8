"""The table of answers by question, with an answer by type for a question that the table does not name."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from simulation.answers import jobs, labour, origins
from simulation.answers.respondent import Answer, Respondent
from simulation.answers.simple import simple_answers


def _acquaintances(person: Respondent) -> int:
    return int(person.u("nw_know") ** 2 * 60)


NETWORK: Mapping[str, Answer] = {
    "hou_persons": lambda person: str(person.n_persons),
    "nw_know": lambda person: str(_acquaintances(person)),
    "nw_seen": lambda person: str(max(1, int(_acquaintances(person) * person.u("nw_seen")))),
}


@cache
def answers() -> Mapping[str, Answer]:
    """Every question that people have an answer to."""
    return {**simple_answers(), **origins.ANSWERS, **labour.ANSWERS, **jobs.ANSWERS, **NETWORK}


def answers_by_type(kind: str, codes: Sequence[str], person: Respondent, name: str) -> Iterator[str]:
    """Answers to try, one after the other, to a question that the table does not name or whose answer was refused."""
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
