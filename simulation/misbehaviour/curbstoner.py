"""Kind A, the curb-stoner: makes up interviews at home or in a café from the own ones, some of people never met."""

from dataclasses import dataclass, replace

import numpy as np

from simulation.field.draw import Draw
from simulation.field.persons import AT_THE_DOOR
from simulation.field.results import Met, Result
from simulation.filling.interviews import Manner
from simulation.misbehaviour.acts import HELD, Act, interviews_of, some, with_attempts
from simulation.misbehaviour.copies import LEARNING, Copies, copied
from simulation.misbehaviour.copying import copy_of
from simulation.misbehaviour.deed import Deed
from simulation.misbehaviour.deeds import joined, made_up
from simulation.misbehaviour.work import Work, who_tell_much
from simulation.population.arrays import Amounts, Numbers

NOT_MET = (int(Result.NOBODY), int(Result.NO_ACCESS))

_COPIES = Copies(share=0.45, changed=0.08, models=3, minutes=17.0, spread=0.2, in_cafe=0.3)


@dataclass(frozen=True)
class CurbStoner:
    """Share of copies, answers changed and minutes: calibrated with the field simulation; the rest is assumed."""

    copies: Copies = _COPIES
    never_met: float = 0.5  # of the own cases that nobody was met at, told as interviewed at the last visit

    letter = "A"

    @property
    def share(self) -> float:
        """Share of the own interviews that are copies."""
        return self.copies.share

    def at(self, share: float) -> "CurbStoner":
        """The same with another share of copies."""
        return replace(self, copies=replace(self.copies, share=share))

    def chosen(self, work: Work, turn: Amounts, number: int) -> tuple[int, ...]:
        """Of those who tell many interviews: making them up is quick."""
        return who_tell_much(work, turn, number)

    def act(self, draw: Draw, who: tuple[int, ...], random: np.random.Generator) -> Act:
        """Tell some visits as interviews, and make these and others up from what was told before."""
        invented = np.concatenate([self._invented(draw, one, random) for one in who])
        told = with_attempts(
            draw,
            invented,
            result=HELD,
            who=int(Met.PERSON),
            minutes=AT_THE_DOOR + self.copies.minutes,
        )
        deeds = [copied(self.copies, told, self.letter, (one,), invented, random) for one in who]
        return Act(told, joined(deeds), visits=made_up(invented, self.letter))

    def manner(self, deed: Deed) -> Manner:
        """Copied."""
        return copy_of(deed)

    def _invented(self, draw: Draw, who: int, random: np.random.Generator) -> Numbers:
        """Last visits without contact, once there is something to copy; no more than the share of copies allows."""
        held = interviews_of(draw, (who,))
        if len(held) < LEARNING:
            return held[:0]
        attempts, last = draw.attempts, draw.last[draw.last >= 0]
        mine = last[(attempts.interviewer[last] == who) & np.isin(attempts.result[last], NOT_MET)]
        later = mine[attempts.at[mine] > attempts.at[held[LEARNING - 1]]]
        most = int(self.copies.share * len(held) / (1 - self.copies.share)) if self.copies.share < 1 else len(later)
        return some(later, self.never_met, random)[:most]
