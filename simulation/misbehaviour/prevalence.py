"""The same misbehaviours, rarer or more common: three prevalences for studies of how well checks find them."""

from collections.abc import Iterable
from dataclasses import dataclass

from simulation.population.scenario import Misbehaviour


@dataclass(frozen=True)
class Prevalence:
    """How many times as many interviewers, each with how many times the share of their work."""

    interviewers: int
    share: float

    def of(self, misbehaviours: Iterable[Misbehaviour]) -> tuple[Misbehaviour, ...]:
        """The misbehaviours of a scenario at this prevalence; those who act together stay as many as they are."""
        return tuple(
            Misbehaviour(kind, number, min(share * self.share, 1.0))
            for kind, number, share in misbehaviours
            for _ in range(self.interviewers)
        )


RARE, USUAL, COMMON = Prevalence(1, 0.5), Prevalence(1, 1.0), Prevalence(2, 1.25)  # assumed
