"""Kind F, the degree inflator: enters network sizes larger than they were said. Its RDS side is in ``designs``."""

from dataclasses import dataclass

from simulation.designs.misconduct import FACTOR
from simulation.filling.interviews import Manner
from simulation.misbehaviour.deed import Deed
from simulation.misbehaviour.in_the_interview import InTheInterview
from simulation.misbehaviour.inflating import Inflated


@dataclass(frozen=True)
class Inflator(InTheInterview):
    """All assumed."""

    share: float = 0.50
    factor: float = FACTOR

    letter = "F"

    def manner(self, deed: Deed) -> Manner:  # noqa: ARG002 - the protocol
        """One size made larger."""
        return Inflated(self.factor)
