"""Kind C, false ineligibles: dwellings told as screened and without a foreigner by somebody who never went there."""

from dataclasses import dataclass, replace

import numpy as np

from simulation.field.draw import Draw
from simulation.field.rounds import in_one_place
from simulation.field.schedule import DAY
from simulation.field.screening import NOBODY, REFUSED, SCREENED
from simulation.filling.interviews import HONEST, Manner
from simulation.misbehaviour.acts import Act, some, without_foreigners
from simulation.misbehaviour.deed import Deed
from simulation.misbehaviour.deeds import made_up
from simulation.misbehaviour.work import Work, anybody
from simulation.population.arrays import Amounts, Numbers

WORK_TO_SPARE = (SCREENED, NOBODY, REFUSED)  # dwellings where somebody lives


@dataclass(frozen=True)
class FalseIneligibles:
    """Share of the inhabited dwellings, and the evening: as in the field simulation of the design. Hours assumed."""

    share: float = 0.20
    from_hour: float = 18.5  # of the evening in which the forms are filled in, one after the other
    minutes: float = 1.0  # a form

    letter = "C"

    def at(self, share: float) -> "FalseIneligibles":
        """The same with another share of dwellings."""
        return replace(self, share=share)

    def chosen(self, work: Work, turn: Amounts, number: int) -> tuple[int, ...]:
        """Anybody."""
        return anybody(work, turn, number)

    def act(self, draw: Draw, who: tuple[int, ...], random: np.random.Generator) -> Act:
        """Tell some dwellings as screened at once, with nobody to interview."""
        screening = draw.screening
        own = np.isin(screening.interviewer, who) & np.isin(screening.status, WORK_TO_SPARE)
        units = some(np.flatnonzero(own), self.share, random)
        told = replace(
            screening,
            status=_with(screening.status, units, SCREENED),
            visits=_with(screening.visits, units, 1),
            at=_with(screening.at, units, self._evening(draw, units)),
        )
        return Act(replace(without_foreigners(draw, units), screening=told), units=made_up(units, self.letter))

    def manner(self, deed: Deed) -> Manner:  # noqa: ARG002 - the protocol
        """Interviews are held as they should be."""
        return HONEST

    def _evening(self, draw: Draw, units: Numbers) -> Numbers:
        """The evening of the day on which each dwelling was to be visited, one form after the other."""
        at = draw.screening.at[units]
        evening = at - (at - draw.calendar.midnight) % DAY + int(3600 * self.from_hour)
        return in_one_place(draw.screening.interviewer[units], evening, np.full(len(units), self.minutes))


def _with(column: Numbers, rows: Numbers, values: Numbers | int) -> Numbers:
    told = column.copy()
    told[rows] = values
    return told
