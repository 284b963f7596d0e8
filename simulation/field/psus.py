"""Drawing the PSUs: how many in each stratum, with which probability, and which of them wait in reserve."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulation.field.sample import inclusion_probabilities, systematic
from simulation.population.arrays import Amounts, Numbers, Truths
from simulation.population.country import Country
from simulation.population.frame import Frame


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
            left = self.p[both] / self.p_with_reserve[both]
            taken[both[systematic(left, of_reserve)] if not reserve_released else both] = True
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
            sizes[here] = _shared(wanted, power, np.minimum(held[here], country.design.fewest), held[here])
    return tuple(sizes.tolist())


def _shared(total: int, shares: Amounts, fewest: Numbers, most: Numbers) -> Numbers:
    """Whole numbers near the shares that sum to the total, as far as the bounds allow."""
    total = int(min(max(total, fewest.sum()), most.sum()))
    free, given = np.ones(len(shares), dtype=bool), np.zeros(len(shares))
    while True:
        given[free] = (total - given[~free].sum()) * shares[free] / shares[free].sum()
        under, over = free & (given < fewest), free & (given > most)
        if not (under | over).any():
            break
        bound = under if under.any() else over
        given[bound] = np.where(under, fewest, most)[bound]
        free &= ~bound
        if not free.any():
            break
    whole = np.floor(given + 1e-9).astype(np.int64)
    room = np.argsort(-np.where(whole < most, given - whole, -1.0), kind="stable")
    whole[room[: max(total - int(whole.sum()), 0)]] += 1
    return whole


def _strata(frame: Frame) -> tuple[slice, ...]:
    """The runs of rows of each stratum."""
    bounds = np.flatnonzero(np.concatenate([[True], frame.stratum[1:] != frame.stratum[:-1], [True]]))
    return tuple(slice(int(first), int(last)) for first, last in pairwise(bounds))
