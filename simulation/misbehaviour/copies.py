"""Which interviews somebody makes up, and which earlier ones they are copied from."""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Numbers, Texts, Truths

NONE = -1
LEARNING = 3  # interviews that somebody holds before making one up


@dataclass(frozen=True)
class Interviews:
    """Interviews of a fieldwork in the order in which they were held; arrays of one length."""

    attempt: Numbers  # row of the visit
    interviewer: Texts
    likeness: Texts  # what the listing tells of the person: a copy is taken from somebody alike
    invented: Truths  # nobody was met: there is no interview to hold

    def __len__(self) -> int:
        return len(self.attempt)


def copied_from(
    interviews: Interviews, copiers: tuple[str, ...], share: float, models: int, random: np.random.Generator
) -> Numbers:
    """The row of the interview that each one is copied from, ``NONE`` where it was held.

    Each copier makes up this share of the own interviews, first of all those where nobody was met. One copier alone
    copies the own ones, several copy those of each other. Of each likeness the first ``models`` serve again and again.
    """
    made_up = np.zeros(len(interviews), dtype=bool)
    for copier in copiers:
        own = np.flatnonzero(interviews.interviewer == copier)
        made_up[_made_up(interviews, own, share, random)] = True
    source = np.full(len(interviews), NONE)
    for copier in copiers:
        sources = tuple(other for other in copiers if other != copier) or copiers
        real = np.flatnonzero(np.isin(interviews.interviewer, sources) & ~made_up)
        for row in np.flatnonzero(made_up & (interviews.interviewer == copier)):
            source[row] = _model(interviews, real[real < row], row, models, random)
    return source


def _made_up(interviews: Interviews, own: Numbers, share: float, random: np.random.Generator) -> Numbers:
    """Those where nobody was met, and as many others as the share asks for."""
    later = own[LEARNING:]
    invented = later[interviews.invented[later]]
    others = later[~interviews.invented[later]]
    more = min(max(round(share * len(own)) - len(invented), 0), len(others))
    return np.concatenate([invented, random.choice(others, more, replace=False)])


def _model(interviews: Interviews, real: Numbers, row: int, models: int, random: np.random.Generator) -> int:
    alike = real[interviews.likeness[real] == interviews.likeness[row]]
    usable = (alike if len(alike) else real)[:models]
    return int(random.choice(usable)) if len(usable) else NONE
