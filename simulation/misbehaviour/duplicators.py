"""Kind D, the duplicator team: interviewers of one team who fill in copies of each other's interviews."""

from dataclasses import dataclass, replace

import numpy as np

from simulation.field.draw import Draw
from simulation.filling.interviews import Manner
from simulation.misbehaviour.acts import Act
from simulation.misbehaviour.copies import Copies, copied
from simulation.misbehaviour.copying import copy_of
from simulation.misbehaviour.deed import Deed
from simulation.misbehaviour.work import Work, colleagues
from simulation.population.arrays import Amounts

_COPIES = Copies(share=0.30, changed=0.05, models=1000, minutes=20.0, spread=0.2, in_cafe=0.0)


@dataclass(frozen=True)
class Duplicators:
    """All assumed."""

    copies: Copies = _COPIES

    letter = "D"

    @property
    def share(self) -> float:
        """Share of the own interviews that are copies."""
        return self.copies.share

    def at(self, share: float) -> "Duplicators":
        """The same with another share of copies."""
        return replace(self, copies=replace(self.copies, share=share))

    def chosen(self, work: Work, turn: Amounts, number: int) -> tuple[int, ...]:
        """Members of one team."""
        return colleagues(work, turn, number)

    def act(self, draw: Draw, who: tuple[int, ...], random: np.random.Generator) -> Act:
        """Copy interviews of the others."""
        return Act(draw, copied(self.copies, draw, self.letter, who, np.zeros(0, dtype=np.int64), random))

    def manner(self, deed: Deed) -> Manner:
        """Copied."""
        return copy_of(deed)
