"""Kind B, the speeder: closes gate questions, probes little, and is done in half the time."""

from dataclasses import dataclass

from simulation.filling.interviews import Manner
from simulation.misbehaviour.deed import Deed
from simulation.misbehaviour.hurrying import Hurried
from simulation.misbehaviour.in_the_interview import InTheInterview


@dataclass(frozen=True)
class Speeder(InTheInterview):
    """Steering as in the field simulation of the design; the rest is assumed."""

    share: float = 0.80
    steering: float = 3.0  # a gate that should open does so once in this many times
    unprobed: float = 0.6  # of the questions to probe
    pace: float = 0.45  # of the minutes that the interview would take

    letter = "B"

    def manner(self, deed: Deed) -> Manner:
        """In a hurry."""
        return Hurried(self.steering, self.unprobed, self.pace, deed.key)
