"""What each interviewer does in a draw, and on whom of them a role falls."""

from dataclasses import dataclass

import numpy as np

from simulation.field.draw import Draw
from simulation.misbehaviour.acts import HELD
from simulation.population.arrays import Amounts, Numbers

TAKEN = np.inf


@dataclass(frozen=True)
class Work:
    """Arrays with one value an interviewer."""

    team: Numbers
    interviews: Numbers  # whole ones
    density: Amounts  # drawn persons in a dwelling screened

    def __len__(self) -> int:
        return len(self.team)


def work_of(draw: Draw) -> Work:
    """The work of the interviewers of a draw."""
    n = len(draw.teams)
    attempts = draw.attempts
    screened = np.bincount(draw.screening.interviewer[draw.screening.screened], minlength=n)
    found = np.bincount(draw.screening.interviewer[draw.cases.unit], minlength=n)
    return Work(
        team=np.arange(n) // draw.teams.size,
        interviews=np.bincount(attempts.interviewer[attempts.result == HELD], minlength=n),
        density=found / np.maximum(screened, 1),
    )


def anybody(_work: Work, turn: Amounts, number: int) -> tuple[int, ...]:
    """Those whose turn comes first; nobody whose turn is ``TAKEN``."""
    order = np.argsort(turn, kind="stable")[:number]
    return tuple(np.sort(order[turn[order] < TAKEN]).tolist())


def who_tell_much(work: Work, turn: Amounts, number: int) -> tuple[int, ...]:
    """Those whose turn comes first in the quarter with most interviews, or in a larger part where they are more."""
    free = np.flatnonzero(turn < TAKEN)
    most = free[np.argsort(-work.interviews[free], kind="stable")][: max(number, -(-len(work) // 4))]
    return anybody(work, np.where(np.isin(np.arange(len(work)), most), turn, TAKEN), number)


def colleagues(work: Work, turn: Amounts, number: int) -> tuple[int, ...]:
    """So many of one team: the team where the last of them has the first turn."""
    last = [np.sort(turn[work.team == team])[number - 1 : number].sum() for team in range(work.team.max() + 1)]
    team = int(np.argmin([turn_of if turn_of > 0 else TAKEN for turn_of in last]))
    return anybody(work, np.where(work.team == team, turn, TAKEN), number)


def where_many_live(work: Work, turn: Amounts, number: int) -> tuple[int, ...]:
    """Those who find most people where they work."""
    return anybody(work, np.where(turn < TAKEN, -work.density, TAKEN), number)
