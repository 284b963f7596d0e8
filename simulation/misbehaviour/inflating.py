"""Network sizes that are entered larger than they were said."""

from collections.abc import Callable
from dataclasses import dataclass

from questionnaires.filling import Question

SIZE = "nw_know"
LARGEST = 2000  # that the question takes


@dataclass(frozen=True)
class Inflated:
    """The manner of an interview whose network size is inflated."""

    factor: float

    def said(self, question: Question, honest: Callable[[], str | None]) -> str | None:
        """The answer given; of the network size a multiple."""
        text = honest()
        return inflated(text, self.factor) if question.name == SIZE and text else text

    def minutes(self, minutes: float) -> float:
        """As long as it takes."""
        return minutes

    def stops_at(self, block: str) -> str:
        """Where the respondent stops."""
        return block


def inflated(size: str, factor: float) -> str:
    """A multiple of a size as it is entered; a size that is not known stays so."""
    return size if size.startswith("-") else str(min(round(int(size) * factor), LARGEST))
