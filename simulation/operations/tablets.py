"""Tablets that are lost with what they had not sent, and those handed out in their place."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from simulation.operations.syncs import Syncs, Work
from simulation.population.scenario import Networks

EARLY, LATE = 0.2, 0.8  # of a tablet's synchronisations: losses fall between these


@dataclass(frozen=True)
class Loss:
    """A lost tablet: what it held since its last synchronisation never arrives."""

    tablet: str
    at: datetime
    replacement: str


@dataclass(frozen=True)
class Tablets:
    """Which tablet an interviewer holds when: the one given out first, or what replaced it."""

    losses: Mapping[str, Loss] = field(default_factory=dict)

    def in_hand(self, tablet: str, at: datetime) -> str:
        """The tablet that is used at a moment in the place of the one given out first."""
        loss = self.losses.get(tablet)
        return loss.replacement if loss is not None and at > loss.at else tablet


def lose(
    work: Iterable[Work], syncs: Syncs, spare: Sequence[str], networks: Networks, random: np.random.Generator
) -> Tablets:
    """Lose some of the tablets just before one of their synchronisations. ``spare`` are the names of replacements.

    A tablet that never waited with unsent work is not lost.
    """
    ended: dict[str, list[datetime]] = defaultdict(list)
    for one in work:
        ended[one.tablet].append(one.ended)
    losses: dict[str, Loss] = {}
    tablets = sorted(ended)
    for place in random.permutation(len(tablets)):
        if len(losses) == min(networks.lost, len(spare)):
            break
        tablet = tablets[place]
        at = _moment(sorted(ended[tablet]), syncs.moments.get(tablet, ()), random)
        if at is not None:
            losses[tablet] = Loss(tablet, at, spare[len(losses)])
    return Tablets(losses)


def _moment(ended: list[datetime], syncs: tuple[datetime, ...], random: np.random.Generator) -> datetime | None:
    """Between the last record before a synchronisation in mid-field and this synchronisation."""
    middle = syncs[int(EARLY * len(syncs)) : int(LATE * len(syncs)) + 1]
    if len(middle) < 2:
        return None
    before, sync = middle[(place := int(random.integers(len(middle) - 1)))], middle[place + 1]
    held = [one for one in ended if before < one <= sync]
    return held[-1] + (sync - held[-1]) / 2 if held else None
