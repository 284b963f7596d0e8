"""Kind G, the honest outlier: quick, hard to refuse, at work where many foreigners live. No fraud: a false alarm."""

from dataclasses import dataclass, replace

import numpy as np

from simulation.field.draw import Draw
from simulation.field.persons import AT_THE_DOOR
from simulation.field.protocol import field_protocol
from simulation.field.results import HARD, Met, Result
from simulation.filling.interviews import Manner
from simulation.misbehaviour.acts import HELD, Act, interviews_of, some, with_attempts
from simulation.misbehaviour.deed import Deed
from simulation.misbehaviour.deeds import touched
from simulation.misbehaviour.pace import AtPace
from simulation.misbehaviour.work import Work, where_many_live
from simulation.population.arrays import Amounts


@dataclass(frozen=True)
class HonestOutlier:
    """All assumed."""

    share: float = 1.0  # of the interviews that are quick
    pace: float = 0.75  # of the minutes that others take
    persuades: float = 0.5  # of those who refuse others without fear or opposition

    letter = "G"

    def at(self, share: float) -> "HonestOutlier":
        """The same with another share of quick interviews."""
        return replace(self, share=share)

    def chosen(self, work: Work, turn: Amounts, number: int) -> tuple[int, ...]:
        """Those who find most people where they work."""
        return where_many_live(work, turn, number)

    def act(self, draw: Draw, who: tuple[int, ...], random: np.random.Generator) -> Act:
        """Some who would have refused are really interviewed."""
        attempts, last = draw.attempts, draw.last[draw.last >= 0]
        mine = last[np.isin(attempts.interviewer[last], who) & (attempts.result[last] == int(Result.REFUSAL))]
        soft = mine[~np.isin(attempts.reason[mine], [int(reason) for reason in HARD])]
        won = some(soft, self.persuades, random)
        minutes = AT_THE_DOOR + field_protocol().visits.minutes
        held = with_attempts(draw, won, result=HELD, who=int(Met.PERSON), reason=0, minutes=minutes)
        return Act(held, touched(some(interviews_of(held, who), self.share, random), self.letter))

    def manner(self, deed: Deed) -> Manner:  # noqa: ARG002 - the protocol
        """Nothing but quick."""
        return AtPace(self.pace)
