"""Kinds of misbehaviour that show in the interviews alone: the field sees nothing of them."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from simulation.field.draw import Draw
from simulation.misbehaviour.acts import Act, interviews_of, some
from simulation.misbehaviour.deeds import touched
from simulation.misbehaviour.work import Work, anybody
from simulation.population.arrays import Amounts


@dataclass(frozen=True)
class InTheInterview:
    """What these kinds have in common; each says what its manner is."""

    share: float  # of the interviews

    letter: ClassVar[str]

    def at(self, share: float) -> Self:
        """The same with another share of the interviews."""
        return replace(self, share=share)

    def chosen(self, work: Work, turn: Amounts, number: int) -> tuple[int, ...]:
        """Anybody."""
        return anybody(work, turn, number)

    def act(self, draw: Draw, who: tuple[int, ...], random: np.random.Generator) -> Act:
        """The draw as it is."""
        return Act(draw, touched(some(interviews_of(draw, who), self.share, random), self.letter))
