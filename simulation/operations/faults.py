"""What goes wrong with a batch on the line: known by its tablet and moment, whatever is in it."""

from dataclasses import dataclass
from datetime import datetime

from simulation.population.scenario import Networks
from simulation.streams import uniform


@dataclass(frozen=True)
class Faults:
    """The faults of every batch of a fieldwork."""

    networks: Networks
    seed: int

    def resent(self, tablet: str, at: datetime) -> bool:
        """Whether the receipts were not heard, so that everything is sent again."""
        return self._number("resent", tablet, at) < self.networks.resent

    def overtaken(self, tablet: str, at: datetime) -> bool:
        """Whether the batch arrives after the next one of its tablet."""
        return self._number("overtaken", tablet, at) < self.networks.out_of_order

    def cut(self, tablet: str, at: datetime) -> float | None:
        """Where in the batch the line breaks, as a share of it; None where it holds."""
        if self._number("cut", tablet, at) >= self.networks.truncated:
            return None
        return self._number("cut at", tablet, at)

    def _number(self, fault: str, tablet: str, at: datetime) -> float:
        return uniform(f"{self.seed}/{fault}".encode(), f"{tablet}/{at.timestamp():.0f}")
