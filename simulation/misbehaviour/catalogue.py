"""The catalogue of misbehaviours: its kinds by letter, each with the rates that it has when nothing else is said."""

from collections.abc import Mapping
from typing import Protocol, Self

import numpy as np

from questionnaires.problems import ProblemError
from simulation.field.draw import Draw
from simulation.filling.interviews import Manner
from simulation.misbehaviour.acts import Act
from simulation.misbehaviour.curbstoner import CurbStoner
from simulation.misbehaviour.deed import Deed
from simulation.misbehaviour.duplicators import Duplicators
from simulation.misbehaviour.false_ineligible import FalseIneligibles
from simulation.misbehaviour.honest_outlier import HonestOutlier
from simulation.misbehaviour.inflator import Inflator
from simulation.misbehaviour.mistrained import Mistrained
from simulation.misbehaviour.night_filler import NightFiller
from simulation.misbehaviour.speeder import Speeder
from simulation.misbehaviour.work import Work
from simulation.population.arrays import Amounts


class UnknownMisbehaviour(ProblemError):
    """A scenario names a kind that the catalogue does not have."""

    code = "simulation.misbehaviour_unknown"


class Kind(Protocol):
    """One kind of misbehaviour with its rates: a frozen value."""

    @property
    def letter(self) -> str:
        """Its name in scenarios and labels."""

    @property
    def share(self) -> float:
        """The share of an interviewer's work that it touches."""

    def at(self, share: float) -> Self:
        """The same kind, more or less frequent."""

    def chosen(self, work: Work, turn: Amounts, number: int) -> tuple[int, ...]:
        """Which so many interviewers show it together; who has no role yet has a ``turn`` below ``TAKEN``."""

    def act(self, draw: Draw, who: tuple[int, ...], random: np.random.Generator) -> Act:
        """The draw as these interviewers tell it."""

    def manner(self, deed: Deed) -> Manner:
        """How one of its interviews is held."""


KINDS: Mapping[str, Kind] = {
    kind.letter: kind
    for kind in (
        CurbStoner(),
        Speeder(),
        FalseIneligibles(),
        Duplicators(),
        NightFiller(),
        Inflator(),
        HonestOutlier(),
        Mistrained(),
    )
}
FRAUD = frozenset("ABCDEF")  # G is honest, H does not know better


def kind(letter: str) -> Kind:
    """The kind of this letter. Raises UnknownMisbehaviour."""
    if letter not in KINDS:
        raise UnknownMisbehaviour(letter=letter, known=", ".join(KINDS))
    return KINDS[letter]
