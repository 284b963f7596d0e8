"""Drawing the PSUs: how many in each stratum, with which probability, and which of them wait in reserve."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulation.population.arrays import Amounts, Numbers, Truths
from simulation.population.country import Country
from simulation.population.frame import Frame
from weighting.selection.probabilities import inclusion_probabilities
from weighting.selection.sharing import shared_out
from weighting.selection.systematic import systematic, thinned


@dataclass(frozen=True)
class DrawnPsus:
    """Rows of the frame that were drawn, in their order, with the inclusion probability of each."""

    row: Numbers
    p: Amounts
    certainty: Truths

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True)
class PsuDesign:
    """Inclusion probabilities of all PSUs: without the reserve, and with it. Strata are runs of rows of the frame."""

    strata: tuple[slice, ...]
    p: Amounts
    p_with_reserve: Amounts

    def draw(self, random: np.random.Generator, *, reserve_released: bool = False) -> DrawnPsus:
        """One sample of each stratum, by systematic draws in the order of the frame.

        The sample with its reserve is drawn first; those worked at once are a systematic subsample of it with the
        probabilities left, so that either is a sample with exactly its own inclusion probabilities.
        """
        starts = random.random((len(self.strata), 2))
        taken = np.zeros(len(self.p), dtype=bool)
        for stratum, (start, of_reserve) in zip(self.strata, starts, strict=True):
            both = stratum.start + np.flatnonzero(systematic(self.p_with_reserve[stratum], start))
            taken[both if reserve_released else thinned(both, self.p, self.p_with_reserve, of_reserve)] = True
        row = np.flatnonzero(taken)
        p = (self.p_with_reserve if reserve_released else self.p)[row]
        return DrawnPsus(row, p, p >= 1)


def psu_design(country: Country, frame: Frame, scale: float = 1.0) -> PsuDesign:
    """The country's design on this frame; ``scale`` times its number of PSUs."""
    strata = _strata(frame)
    sizes = sample_sizes(country, frame, scale)
    p, with_reserve = np.zeros(len(frame)), np.zeros(len(frame))
    for stratum, n in zip(strata, sizes, strict=True):
        of = frame.frame_dwellings[stratum]
        p[stratum] = inclusion_probabilities(of, n)
        more = min(len(of), n + round(n * country.field.reserve))
        with_reserve[stratum] = inclusion_probabilities(of, more)
    return PsuDesign(strata, p, with_reserve)


def sample_sizes(country: Country, frame: Frame, scale: float = 1.0) -> tuple[int, ...]:
    """PSUs to draw in each stratum, in the order of the frame.

    Power allocation within each class of density (Bankier 1988): regions with few PSUs get more than their share.
    """
    strata = _strata(frame)
    held = np.array([stratum.stop - stratum.start for stratum in strata])
    density = frame.density[[stratum.start for stratum in strata]]
    sizes = np.zeros(len(strata), dtype=np.int64)
    for name, of_class in country.density.items():
        here = np.flatnonzero(density == name)
        if len(here):
            wanted = round(of_class.sample * scale)
            power = held[here].astype(float) ** country.design.power
            sizes[here] = shared_out(wanted, power, np.minimum(held[here], country.design.fewest), held[here])
    return tuple(sizes.tolist())


def _strata(frame: Frame) -> tuple[slice, ...]:
    """The runs of rows of each stratum."""
    bounds = np.flatnonzero(np.concatenate([[True], frame.stratum[1:] != frame.stratum[:-1], [True]]))
    return tuple(slice(int(first), int(last)) for first, last in pairwise(bounds))
