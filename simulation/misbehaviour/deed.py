"""One interview that was not held as it should be: what its manner is made from."""

from dataclasses import dataclass

from simulation.answers.respondent import Respondent


@dataclass(frozen=True)
class Deed:
    """A row of ``Deeds``, with the person behind the interview that was copied."""

    key: bytes  # of the decisions on single questions
    changed: float
    minutes: float
    source: Respondent | None
