"""The fieldwork as misbehaving interviewers tell it, with the labels that only the simulation knows."""

from collections import Counter
from dataclasses import dataclass

from simulation.field.draw import Draw
from simulation.misbehaviour.acts import Act
from simulation.misbehaviour.catalogue import Kind
from simulation.misbehaviour.deeds import Deeds, MadeUp, joined
from simulation.misbehaviour.roles import Roles, cast
from simulation.streams import Streams

LISTING_FIRST = "C"  # what was never listed is not there for the others


@dataclass(frozen=True)
class Misreported:
    """A draw as it is told, who did what, and every interview, visit and dwelling that is not as it should be."""

    draw: Draw
    roles: Roles
    deeds: Deeds
    visits: MadeUp  # rows of the attempts
    units: MadeUp  # rows of the listed units

    def kind(self, letter: str) -> Kind:
        """The kind of this letter, as it is here: two roles of one kind differ in their share alone."""
        return next(role.kind for role in self.roles if role.kind.letter == letter)


def as_told(draw: Draw, streams: Streams) -> Misreported:
    """A draw as the interviewers of its scenario tell it."""
    return misreport(draw, cast(draw, draw.scenario.misbehaviours, streams), streams)


def misreport(draw: Draw, roles: Roles, streams: Streams) -> Misreported:
    """What the interviewers of these roles make of a draw, each role with random numbers of its own."""
    acts, before = [Act(draw)], Counter[str]()
    for role in sorted(roles, key=lambda role: role.kind.letter != LISTING_FIRST):
        letter = role.kind.letter
        random = streams.of(f"misbehaviour/{letter}{before[letter]}", draw.number)
        before[letter] += 1
        acts.append(role.kind.act(acts[-1].draw, role.interviewers, random))
    return Misreported(
        draw=acts[-1].draw,
        roles=roles,
        deeds=joined([act.deeds for act in acts]),
        visits=joined([act.visits for act in acts]),
        units=joined([act.units for act in acts]),
    )
