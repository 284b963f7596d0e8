"""Interviews that are too short: gate questions answered by what closes them, no probing, one code where many fit."""

from collections.abc import Callable
from dataclasses import dataclass

from questionnaires.filling import Question
from simulation.misbehaviour.questions import questions
from simulation.streams import uniform

DO_NOT_KNOW = "-8"


@dataclass(frozen=True)
class Hurried:
    """The manner of one hurried interview."""

    steering: float  # a gate that should open does so once in this many times
    unprobed: float  # share of the questions to probe that are not
    pace: float  # of the minutes that the interview would take
    key: bytes

    def said(self, question: Question, honest: Callable[[], str | None]) -> str | None:
        """What the person answers, unless a shorter way is taken."""
        closing = questions().gates.get(question.name)
        if closing is not None:
            return honest() if uniform(self.key, question.name) < 1 / self.steering else closing
        if question.name in questions().probed and uniform(self.key, question.name) < self.unprobed:
            return DO_NOT_KNOW
        text = honest()
        return text.split()[0] if text and question.type == "select_multiple" else text

    def minutes(self, minutes: float) -> float:
        """Shorter than it takes."""
        return self.pace * minutes

    def stops_at(self, block: str) -> str:
        """Where the respondent stops."""
        return block
