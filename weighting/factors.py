"""A factor is what one step multiplied each weight by: codes per unit, values per cell, replicates on demand."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
TruthArray = NDArray[np.bool_]


def sums(codes: IntArray, values: FloatArray, cells: int) -> FloatArray:
    """Sums by cell of values (n,) or (n, k); units of code -1 belong to no cell."""
    if values.ndim == 1:
        return np.asarray(np.bincount(codes + 1, weights=values, minlength=cells + 1)[1:], np.float64)
    rows = np.flatnonzero(codes >= 0)
    member = sp.csr_array((np.ones(rows.size), (codes[rows], rows)), shape=(cells, codes.size))
    return np.asarray(member @ values)


class Factor(Protocol):
    """One link of the product that makes a weight.

    ``before`` are the weights just before the factor: the full sample's (n,), or a block of replicates (n, b).
    """

    @property
    def step(self) -> str:
        """The name of the step that made the factor."""

    @property
    def cells(self) -> tuple[str, ...]:
        """The label of the cell of each unit: the stratum or class that gave its factor."""

    def of(self, before: FloatArray) -> FloatArray:
        """The factor of each unit (n,) in the full sample."""

    def of_replicates(self, before: FloatArray, replicates: IntArray) -> FloatArray:
        """The factor of each unit (n, b) in some replicates; broadcastable."""

    def project(self, z: FloatArray, before: FloatArray) -> FloatArray:
        """The derivative of the total of ``z`` (n, k) after the factor by each weight before it.

        Chained through all factors it gives the linearised variable whose stratified between-PSU variance is the
        variance of the total, every step included.
        """


@dataclass(frozen=True, eq=False)
class ConstantFactor:
    """A factor that no replicate changes: a stage of selection, a weight that was given."""

    step: str
    codes: IntArray
    labels: tuple[str, ...]
    values: FloatArray

    @property
    def cells(self) -> tuple[str, ...]:
        """The label of the cell of each unit."""
        return tuple(self.labels[code] for code in self.codes)

    def of(self, before: FloatArray) -> FloatArray:  # noqa: ARG002 (the protocol's signature)
        """The value of each unit's cell."""
        return self.values[self.codes]

    def of_replicates(self, before: FloatArray, replicates: IntArray) -> FloatArray:  # noqa: ARG002
        """The same in every replicate."""
        return self.values[self.codes][:, None]

    def project(self, z: FloatArray, before: FloatArray) -> FloatArray:  # noqa: ARG002
        """A constant stays in front of the derivative."""
        return self.values[self.codes][:, None] * z


@dataclass(frozen=True, eq=False)
class ReplicateFactor:
    """The multipliers of the PSUs (PSUs x replicates): one in the full sample."""

    step: str
    codes: IntArray
    labels: tuple[str, ...]
    multipliers: FloatArray

    @property
    def cells(self) -> tuple[str, ...]:
        """The PSU of each unit."""
        return tuple(self.labels[code] for code in self.codes)

    def of(self, before: FloatArray) -> FloatArray:
        """One for every unit."""
        return np.ones_like(before)

    def of_replicates(self, before: FloatArray, replicates: IntArray) -> FloatArray:  # noqa: ARG002
        """The multiplier of each unit's PSU."""
        return self.multipliers[:, replicates][self.codes]

    def project(self, z: FloatArray, before: FloatArray) -> FloatArray:  # noqa: ARG002
        """Nothing changes in the full sample."""
        return z


class Role(StrEnum):
    """What a unit does in a class adjustment."""

    RECEIVES = "receives"
    GIVES = "gives"
    STAYS = "stays"
    LEAVES = "leaves"


@dataclass(frozen=True, eq=False)
class RedistributionFactor:
    """Weight moved within classes from units that leave to units that stay (see ``weighting.cells``).

    ``codes`` are the classes, -1 outside the step: those units keep their weight where ``outside`` is 1 and leave
    with weight zero where it is 0. ``measure`` scales the weight that is moved (a dwelling counted once).
    """

    step: str
    codes: IntArray
    labels: tuple[str, ...]
    receiving: TruthArray
    measure: FloatArray
    outside: FloatArray
    outside_label: str
    values: FloatArray
    replicate_values: FloatArray  # classes x replicates; nan where a replicate failed

    @property
    def cells(self) -> tuple[str, ...]:
        """The class of each unit."""
        return tuple(self.labels[code] if code >= 0 else self.outside_label for code in self.codes)

    @property
    def roles(self) -> list[Role]:
        """What each unit does in the step."""
        outside = np.where(self.outside > 0, Role.STAYS, Role.LEAVES)
        inside = np.where(self.receiving, Role.RECEIVES, Role.GIVES)
        return [Role(role) for role in np.where(self.codes < 0, outside, inside).tolist()]

    @cached_property
    def _base(self) -> FloatArray:
        return np.where(self.codes >= 0, 0.0, self.outside)

    def of(self, before: FloatArray) -> FloatArray:  # noqa: ARG002 (the protocol's signature)
        """The factor of the class for those who receive, zero for those who give."""
        factor = self._base.copy()
        factor[self.receiving] = self.values[self.codes[self.receiving]]
        return factor

    def of_replicates(self, before: FloatArray, replicates: IntArray) -> FloatArray:  # noqa: ARG002
        """The same with the factors that each replicate found for itself."""
        factor = np.repeat(self._base[:, None], replicates.size, axis=1)
        factor[self.receiving] = self.replicate_values[:, replicates][self.codes[self.receiving]]
        return factor

    def project(self, z: FloatArray, before: FloatArray) -> FloatArray:
        """Every unit of a class carries the class mean of ``z``; those who receive also their distance from it."""
        inside, n_classes = self.codes >= 0, len(self.labels)
        kept = np.where(self.receiving, before, 0.0)
        weight = sums(self.codes, kept * self.measure, n_classes)
        means = sums(self.codes, kept[:, None] * z, n_classes) / np.where(weight > 0, weight, 1.0)[:, None]
        projected = self.outside[:, None] * z
        projected[inside] = self.measure[inside, None] * means[self.codes[inside]]
        receiving = self.receiving
        around = z[receiving] - self.measure[receiving, None] * means[self.codes[receiving]]
        projected[receiving] += self.values[self.codes[receiving]][:, None] * around
        return projected
