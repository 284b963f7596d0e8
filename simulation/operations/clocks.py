"""The clocks of tablets: each is a little wrong, some by an hour, one by a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from simulation.population.scenario import Networks

HOUR_AHEAD = timedelta(hours=1)
DAY_OFF = timedelta(days=1)


@dataclass(frozen=True)
class Clocks:
    """By how much the clock of each tablet is ahead; one that is not named is right."""

    ahead: Mapping[str, timedelta]

    def error(self, tablet: str) -> timedelta:
        """What this tablet's clock shows minus what it is."""
        return self.ahead.get(tablet, timedelta())

    def shown(self, tablet: str, at: datetime) -> datetime:
        """What the clock shows at a moment."""
        return at + self.error(tablet)

    def true(self, tablet: str, shown: datetime) -> datetime:
        """The moment at which the clock shows this."""
        return shown - self.error(tablet)


def set_clocks(tablets: Sequence[str], networks: Networks, random: np.random.Generator) -> Clocks:
    """The clocks of these tablets: a normal error of whole seconds, and a few clocks set wrong."""
    seconds = np.rint(random.normal(0.0, networks.clock_seconds, len(tablets)))
    ahead = {tablet: timedelta(seconds=float(error)) for tablet, error in zip(tablets, seconds, strict=True)}
    wrong = [HOUR_AHEAD] * networks.hour_ahead + [DAY_OFF] * networks.day_off
    chosen = random.permutation(len(tablets))[: len(wrong)]
    for place, by in zip(chosen, wrong, strict=False):
        ahead[tablets[place]] += by
    return Clocks(ahead)
