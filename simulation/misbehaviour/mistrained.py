"""Kind H, the mis-trained interviewer: one question learned wrongly, in good faith. No fraud."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulation.filling.interviews import Manner
from simulation.misbehaviour.deed import Deed
from simulation.misbehaviour.in_the_interview import InTheInterview
from simulation.misbehaviour.misreading import Misread


def _no_contract_without_paper() -> Mapping[str, str]:
    return {"2": "3"}


@dataclass(frozen=True)
class Mistrained(InTheInterview):
    """An oral agreement is entered as no contract: whoever believes that a contract is a paper. All assumed."""

    share: float = 1.0
    question: str = "con_has"
    entered: Mapping[str, str] = field(default_factory=_no_contract_without_paper)  # by the code meant

    letter = "H"

    def manner(self, deed: Deed) -> Manner:  # noqa: ARG002 - the protocol
        """One question entered wrongly."""
        return Misread(self.question, self.entered)
