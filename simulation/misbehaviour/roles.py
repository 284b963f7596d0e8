"""Who does what: the interviewers on whom the kinds of misbehaviour of a scenario fall."""

from collections.abc import Iterable
from dataclasses import dataclass

from simulation.field.draw import Draw
from simulation.misbehaviour.catalogue import Kind, kind
from simulation.misbehaviour.work import TAKEN, work_of
from simulation.population.scenario import Misbehaviour
from simulation.streams import Streams

ENOUGH = 0.5  # of the mean number of interviews: who works less has no role


@dataclass(frozen=True)
class Role:
    """One kind of misbehaviour, and the numbers of the interviewers who show it together."""

    kind: Kind
    interviewers: tuple[int, ...]


Roles = tuple[Role, ...]


def cast(draw: Draw, misbehaviours: Iterable[Misbehaviour], streams: Streams) -> Roles:
    """Give each kind its interviewers. Nobody has two roles, and nobody who hardly works has one.

    A kind for which nobody is left falls away.
    """
    work = work_of(draw)
    turn = streams.of("misbehaviour/roles", draw.number).random(len(work))
    turn[work.interviews < ENOUGH * work.interviews.mean()] = TAKEN
    roles = []
    for letter, number, share in misbehaviours:
        does = kind(letter).at(share)
        chosen = does.chosen(work, turn, number)
        if chosen:
            turn[list(chosen)] = TAKEN
            roles.append(Role(does, chosen))
    return tuple(roles)
