"""Interviews made up from earlier ones: which of them, and from which others they are copied."""

from dataclasses import dataclass

import numpy as np

from simulation.field.draw import Draw
from simulation.misbehaviour.acts import interviews_of
from simulation.misbehaviour.deeds import CAFE, HOME, NOBODY, Deeds
from simulation.population.arrays import Numbers, Texts, Truths

LEARNING = 3  # interviews that somebody holds before making one up
FEWEST, MOST = 0.5, 1.5  # of the mean share of answers changed: no two copies are changed alike


@dataclass(frozen=True)
class Copies:
    """How many interviews are copies, and how they are made."""

    share: float  # of the interviews of a copier
    changed: float  # mean share of the answers that are changed
    models: int  # interviews that are copied again and again
    minutes: float  # median that filling one in takes
    spread: float  # of the logarithm of the minutes
    in_cafe: float  # share that is filled in at one café, the others at home


@dataclass(frozen=True)
class _Held:
    """The interviews of the copiers in the order in which they are told to have been held; arrays of one length."""

    attempt: Numbers
    interviewer: Numbers
    likeness: Texts  # what the listing tells of the person: a copy is taken from somebody alike
    invented: Truths  # nobody was met: there is no interview to hold


def copied(
    copies: Copies, draw: Draw, kind: str, copiers: tuple[int, ...], invented: Numbers, random: np.random.Generator
) -> Deeds:
    """The copies in a draw; ``invented`` are the attempts told as interviews where nobody was met.

    One copier alone copies the own interviews, several copy those of each other.
    """
    held = _held(draw, copiers, invented)
    made_up = np.zeros(len(held.attempt), dtype=bool)
    for copier in copiers:
        made_up[_made_up(held, np.flatnonzero(held.interviewer == copier), copies.share, random)] = True
    source = np.full(len(held.attempt), NOBODY)
    for row in np.flatnonzero(made_up).tolist():
        source[row] = _model(held, _sources(held, made_up, row, alone=len(copiers) == 1), row, copies.models, random)
    made = np.flatnonzero(source != NOBODY)
    n = len(made)
    return Deeds(
        attempt=held.attempt[made],
        kind=np.full(n, kind),
        source=held.attempt[source[made]],
        changed=copies.changed * random.uniform(FEWEST, MOST, n),
        minutes=(copies.minutes * np.exp(copies.spread * random.standard_normal(n))).round(1),
        place=np.where(random.random(n) < copies.in_cafe, CAFE, HOME),
    )


def _held(draw: Draw, copiers: tuple[int, ...], invented: Numbers) -> _Held:
    attempt = interviews_of(draw, copiers)
    person = draw.cases.person[draw.attempts.case[attempt]]
    people = draw.world.people
    return _Held(
        attempt=attempt,
        interviewer=draw.attempts.interviewer[attempt],
        likeness=np.char.add(people.origin[person], people.sex[person]),
        invented=np.isin(attempt, invented),
    )


def _made_up(held: _Held, own: Numbers, share: float, random: np.random.Generator) -> Numbers:
    """Those where nobody was met, and as many others as the share asks for."""
    later = own[LEARNING:]
    invented = later[held.invented[later]]
    others = later[~held.invented[later]]
    more = min(max(round(share * len(own)) - len(invented), 0), len(others))
    return np.concatenate([invented, random.choice(others, more, replace=False)])


def _sources(held: _Held, made_up: Truths, row: int, *, alone: bool) -> Numbers:
    """The interviews before this one that were really held, by the copier or by the others."""
    own = held.interviewer[:row] == held.interviewer[row]
    return np.flatnonzero(~made_up[:row] & (own if alone else ~own))


def _model(held: _Held, sources: Numbers, row: int, models: int, random: np.random.Generator) -> int:
    """One of the first so many sources, of somebody alike if there is one."""
    usable = sources[:models]
    alike = usable[held.likeness[usable] == held.likeness[row]]
    return int(random.choice(alike if len(alike) else usable)) if len(usable) else NOBODY
