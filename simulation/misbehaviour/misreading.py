"""Interviews by somebody who has learned one question wrongly, and always enters what was meant by another code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from questionnaires.filling import Question


@dataclass(frozen=True)
class Misread:
    """The manner of an interview in which one question is entered wrongly."""

    question: str
    entered: Mapping[str, str]  # the code entered by the code meant

    def said(self, question: Question, honest: Callable[[], str | None]) -> str | None:
        """The answer given, except to the question learned wrongly."""
        text = honest()
        return self.entered.get(text, text) if question.name == self.question and text else text

    def minutes(self, minutes: float) -> float:
        """As long as it takes."""
        return minutes

    def stops_at(self, block: str) -> str:
        """Where the respondent stops."""
        return block
