"""Interviews whose answers are those given, in less time than they take others."""

from dataclasses import dataclass

from simulation.filling.interviews import Honest


@dataclass(frozen=True)
class AtPace(Honest):
    """The manner of an interview whose answers are entered as they were given, at a pace of its own."""

    pace: float  # of the minutes that the interview would take

    def minutes(self, minutes: float) -> float:
        """So many of the usual minutes."""
        return self.pace * minutes
