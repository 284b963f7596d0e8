"""Kind E, the night filler: fills in the interviews of the day at night, from notes and memory."""

from dataclasses import dataclass, replace

import numpy as np

from simulation.field.draw import Draw
from simulation.field.schedule import DAY
from simulation.filling.interviews import Manner
from simulation.misbehaviour.acts import Act, interviews_of, some, with_attempts
from simulation.misbehaviour.deed import Deed
from simulation.misbehaviour.deeds import HOME, touched
from simulation.misbehaviour.pace import AtPace
from simulation.misbehaviour.work import Work, anybody
from simulation.population.arrays import Amounts


@dataclass(frozen=True)
class NightFiller:
    """All assumed."""

    share: float = 0.30  # of the interviews
    from_hour: float = 22.25  # of the night
    within: float = 1.5  # hours in which the first of a night begins
    pace: float = 0.6  # of the minutes that asking takes

    letter = "E"

    def at(self, share: float) -> "NightFiller":
        """The same with another share of the interviews."""
        return replace(self, share=share)

    def chosen(self, work: Work, turn: Amounts, number: int) -> tuple[int, ...]:
        """Anybody."""
        return anybody(work, turn, number)

    def act(self, draw: Draw, who: tuple[int, ...], random: np.random.Generator) -> Act:
        """Move some interviews into the night of their day, one after the other."""
        rows = some(interviews_of(draw, who), self.share, random)
        at = draw.attempts.at[rows]
        begins = self.from_hour + self.within * random.random(len(rows))
        night = at - (at - draw.calendar.midnight) % DAY + (3600 * begins).astype(np.int64)
        deeds = touched(rows, self.letter)
        return Act(with_attempts(draw, rows, at=night), replace(deeds, place=np.full(len(rows), HOME)))

    def manner(self, deed: Deed) -> Manner:  # noqa: ARG002 - the protocol
        """The answers as they were given, without the time that asking takes."""
        return AtPace(self.pace)
