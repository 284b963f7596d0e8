"""Partitions of the population into domains: levels in order, and masks that never filter."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from analysis.columns import Mask, codes
from analysis.derived import Variable, name_of
from analysis.problems import UnknownLevel
from weighting.sample import WeightedSample

ALL_LEVEL = "all"


@dataclass(frozen=True)
class Axis:
    """One variable of a partition with its levels in the order of the publication."""

    variable: Variable
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Partition:
    """Domains that do not overlap: the levels of one variable, or of several crossed. ``axes`` empty: everybody.

    A unit whose variable is missing is in no domain, but stays in the total. ``notes`` are codes of the footnotes that
    every table by this partition carries.
    """

    name: str
    axes: tuple[Axis, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def reads(self) -> tuple[str, ...]:
        """The variables it needs in the sample."""
        return tuple(name_of(axis.variable) for axis in self.axes)

    @property
    def levels(self) -> tuple[str, ...]:
        """The names of the domains in order, "1 x 15-24" where variables are crossed."""
        if not self.axes:
            return (ALL_LEVEL,)
        return tuple(" x ".join(levels) for levels in product(*(axis.levels for axis in self.axes)))

    def masks(self, sample: WeightedSample) -> Mask:
        """Which units are in which domain (n, D). Raises UnknownLevel where a code is none of the levels."""
        masks = np.ones((sample.n, 1), bool)
        for axis in self.axes:
            masks = (masks[:, :, None] & _levels(axis, sample)[:, None, :]).reshape(sample.n, -1)
        return masks


ALL = Partition("all")


def partition_by(variable: Variable, levels: Iterable[str], notes: Iterable[str] = ()) -> Partition:
    """The domains that one variable makes, under its name."""
    return Partition(name_of(variable), (Axis(variable, tuple(levels)),), tuple(notes))


def crossed(*partitions: Partition) -> Partition:
    """The domains that several partitions make together, the first one outermost."""
    name = " x ".join(partition.name for partition in partitions)
    axes = tuple(axis for partition in partitions for axis in partition.axes)
    return Partition(name, axes, tuple(dict.fromkeys(note for partition in partitions for note in partition.notes)))


def found_levels(sample: WeightedSample, variable: Variable) -> tuple[str, ...]:
    """The codes that a variable takes among units with a weight, sorted; for partitions nobody declared."""
    positions, labels = codes(sample, variable)
    return tuple(sorted({labels[at] for at in np.unique(positions[(sample.weights > 0) & (positions >= 0)])}))


def _levels(axis: Axis, sample: WeightedSample) -> Mask:
    positions, labels = codes(sample, axis.variable)
    _refuse_strangers(axis, _met(positions, labels, sample))
    at = {label: position for position, label in enumerate(labels)}
    return np.stack([positions == at.get(level, -2) for level in axis.levels], axis=1)


def _met(positions: np.ndarray, labels: Sequence[str], sample: WeightedSample) -> Iterator[str]:
    counted = positions[(sample.weights > 0) & (positions >= 0)]
    yield from (labels[at] for at in np.unique(counted))


def _refuse_strangers(axis: Axis, met: Iterable[str]) -> None:
    strangers = sorted(set(met) - set(axis.levels))
    if strangers:
        raise UnknownLevel(variable=name_of(axis.variable), levels=", ".join(strangers[:5]))
