"""Which coder gets which text, and which texts are coded by a second one without either knowing."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from survey_api.store.codings import FIRST, SECOND, Task

DOUBLE = 0.10  # of the texts of each variable are coded twice


@dataclass(frozen=True, slots=True)
class Text:
    """One answer in words that is to become a code."""

    text_id: str
    case_id: str
    variable: str


def drawn(
    texts: Iterable[Text], coders: Sequence[str], given: Iterable[Task], seed: str, double: float = DOUBLE
) -> list[Task]:
    """The tasks that are new: each text that nobody has goes to one coder, in turn, and a part to the next one too.

    The part is taken anew of each lot; with one coder there is none. The same seed gives the same tasks.
    """
    known = {task.text_id for task in given}
    tasks: list[Task] = []
    fresh = [text for text in texts if text.text_id not in known]
    for variable in sorted({text.variable for text in fresh}):
        lot = sorted((text for text in fresh if text.variable == variable), key=lambda one: _chance(seed, one.text_id))
        twice = math.ceil(double * len(lot)) if len(coders) > 1 else 0
        second = set(sorted((text.text_id for text in lot), key=lambda name: _chance(f"{seed} twice", name))[:twice])
        for place, text in enumerate(lot):
            tasks.append(_task(text, coders[place % len(coders)], FIRST))
            if text.text_id in second:
                tasks.append(_task(text, coders[(place + 1) % len(coders)], SECOND))
    return tasks


def shuffled(names: Iterable[str], seed: str, coder: str) -> list[str]:
    """Names in an order that tells nothing, another one for each coder."""
    return sorted(names, key=lambda name: _chance(f"{seed} {coder}", name))


def _task(text: Text, coder: str, role: str) -> Task:
    return Task(text.text_id, coder, text.case_id, text.variable, role)


def _chance(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()
