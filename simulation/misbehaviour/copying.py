"""Interviews that nobody held: the answers of an earlier interview, a few of them changed."""

from collections.abc import Callable
from dataclasses import dataclass

from questionnaires.filling import Question
from simulation.answers.respondent import Respondent
from simulation.answers.table import answers
from simulation.misbehaviour.another_answer import another
from simulation.misbehaviour.deed import Deed
from simulation.misbehaviour.questions import questions
from simulation.streams import uniform


@dataclass(frozen=True)
class Copied:
    """The manner of one copy."""

    source: Respondent  # of the earlier interview
    changed: float  # share of the answers changed
    length: float  # minutes that filling it in takes
    key: bytes

    def said(self, question: Question, honest: Callable[[], str | None]) -> str | None:
        """The source's answer, or another one; what the listing knows of the case is taken from there."""
        if question.name in questions().from_the_listing:
            return honest()
        answer = answers().get(question.name)
        text = None if answer is None else answer(self.source)
        if not text or question.name in questions().always:
            return text
        return another(question, text, self.key) if uniform(self.key, question.name) < self.changed else text

    def minutes(self, minutes: float) -> float:  # noqa: ARG002 - the protocol
        """How long the copy takes, whatever the interview would have taken."""
        return self.length

    def stops_at(self, block: str) -> str:  # noqa: ARG002 - the protocol
        """At the end: who answers at home is never interrupted."""
        return ""


def copy_of(deed: Deed) -> Copied:
    """The manner of a deed that has a source."""
    if deed.source is None:
        raise ValueError("a copy has a source")
    return Copied(deed.source, deed.changed, deed.minutes, deed.key)
