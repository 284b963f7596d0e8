"""Patterns: the distinct vectors of auxiliaries of a sample, most of whose values are zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from weighting.factors import FloatArray, IntArray

MOST_SLOTS = 8  # beyond, products of dense columns are faster
DENSE_RADIX = 4  # keys that are at most so many times as many as rows are relabelled without sorting


@dataclass(frozen=True, eq=False)
class Patterns:
    """n vectors of p values, kept as slots: (slots, n) column numbers and values; column p is no column.

    A margin fills one slot of each unit, so six margins of sixty levels are six slots, not sixty columns.
    """

    columns: IntArray
    values: FloatArray | None  # None where every value is one
    p: int

    @classmethod
    def of_dense(cls, x: FloatArray) -> "Patterns":
        """The patterns of a matrix (n, p)."""
        return cls.of_sparse(sp.csr_array(x))

    @classmethod
    def of_sparse(cls, x: sp.csr_array) -> "Patterns":
        """The patterns of a sparse matrix (n, p)."""
        n, p = x.shape
        filled = np.diff(x.indptr)
        columns = np.full((int(filled.max(initial=0)), n), p, np.int64)
        values = np.zeros(columns.shape)
        rows = np.repeat(np.arange(n), filled)
        slot = np.arange(x.nnz) - np.repeat(x.indptr[:-1], filled)
        columns[slot, rows], values[slot, rows] = x.indices, x.data
        return cls(columns, values, p)

    @property
    def n(self) -> int:
        """The number of vectors."""
        return int(self.columns.shape[1])

    @cached_property
    def sparse(self) -> sp.csr_array:
        """The matrix (n, p), zeros left out."""
        slots, n = self.columns.shape
        values = np.ones(self.columns.shape) if self.values is None else self.values
        inside = (self.columns < self.p) & (values != 0)
        rows = np.broadcast_to(np.arange(n), (slots, n))[inside]
        return sp.csr_array((values[inside], (rows, self.columns[inside])), shape=(n, self.p))

    @cached_property
    def dense(self) -> FloatArray:
        """The matrix (n, p)."""
        return np.asarray(self.sparse.toarray(), np.float64)

    @property
    def _slotted(self) -> bool:
        return bool(self.columns.shape[0] <= MOST_SLOTS)

    def predictor(self, parameters: FloatArray) -> FloatArray:
        """x' lambda of each vector: (n,) for parameters (p,), (n, b) for (p, b)."""
        if not self._slotted or parameters.ndim > 1:
            return np.asarray(self.sparse @ parameters, np.float64)
        padded = np.append(parameters, 0.0)
        found = np.zeros(self.n)
        for slot, columns in enumerate(self.columns):
            found += padded[columns] if self.values is None else padded[columns] * self.values[slot]
        return found

    def totals(self, weights: FloatArray) -> FloatArray:
        """The weighted totals of the columns: (p,) for weights (n,), (p, b) for (n, b)."""
        if not self._slotted or weights.ndim > 1:
            return np.asarray(self.sparse.T @ weights, np.float64)
        found = np.zeros(self.p + 1)
        for slot, columns in enumerate(self.columns):
            weighted = weights if self.values is None else weights * self.values[slot]
            found += np.bincount(columns, weighted, self.p + 1)
        return found[:-1]

    def totals_of_size(self, weights: FloatArray) -> FloatArray:
        """The weighted totals of the absolute values: zero for a column that nobody with a weight has."""
        values = None if self.values is None else np.abs(self.values)
        return Patterns(self.columns, values, self.p).totals(np.abs(weights))

    @cached_property
    def pairs(self) -> tuple[tuple[int, int, IntArray], ...]:
        """Of each two slots, the cell of the cross-product (p + 1, p + 1) that they add to."""
        slots = range(self.columns.shape[0])
        return tuple((a, b, self.columns[a] * (self.p + 1) + self.columns[b]) for a in slots for b in slots if a <= b)

    def cross_product(self, weights: FloatArray) -> FloatArray:
        """The weighted cross-product of the columns (p, p)."""
        if not self._slotted:
            return np.asarray(self.dense.T @ (self.dense * weights[:, None]), np.float64)
        size = self.p + 1
        found, diagonal = np.zeros(size * size), np.zeros(size * size)
        for a, b, cells in self.pairs:
            weighted = weights if self.values is None else weights * self.values[a] * self.values[b]
            (diagonal if a == b else found)[:] += np.bincount(cells, weighted, size * size)
        half = found.reshape(size, size)
        return np.asarray((half + half.T + diagonal.reshape(size, size))[:-1, :-1], np.float64)

    def keep(self, columns: IntArray) -> "Patterns":
        """The same vectors with some of the columns, in their order."""
        place = np.full(self.p + 1, columns.size, np.int64)
        place[columns] = np.arange(columns.size)
        return Patterns(place[self.columns], self.values, columns.size)

    def rows(self, rows: IntArray) -> "Patterns":
        """Some of the vectors; a row may be taken often."""
        return Patterns(self.columns[:, rows], None if self.values is None else self.values[:, rows], self.p)

    def scaled(self, by: FloatArray) -> "Patterns":
        """Each vector multiplied by a number of its own."""
        values = np.ones(self.columns.shape) if self.values is None else self.values
        return Patterns(self.columns, values * by, self.p)


def distinct(parts: Sequence[tuple[IntArray, int]], n: int) -> tuple[IntArray, IntArray]:
    """The distinct combinations of codes, each part with the number of its codes: code of each row, first row of each.

    Codes are -1 (none), 0, 1 ... Combinations are numbered in the order of their codes, whatever the order of the rows.
    """
    key, size = np.zeros(n, np.int64), 1
    for codes, count in parts:
        radix = count + 1
        if size > 2**62 // radix:
            key, first = _relabelled(key, size)
            size = first.size
        np.multiply(key, radix, out=key)
        key += codes
        key += 1
        size *= radix
    return _relabelled(key, size)


def _relabelled(key: IntArray, size: int) -> tuple[IntArray, IntArray]:
    if size > max(DENSE_RADIX * key.size, 1 << 16):
        _, first, codes = np.unique(key, return_index=True, return_inverse=True)
        return codes.astype(np.int64), first.astype(np.int64)
    present = np.zeros(size, bool)
    present[key] = True
    codes = (np.cumsum(present) - 1)[key]
    first = np.zeros(int(present.sum()), np.int64)
    first[codes[::-1]] = np.arange(key.size - 1, -1, -1)
    return codes, first


def collapsed(x: sp.csr_array) -> tuple[IntArray, IntArray]:
    """The distinct rows of a sparse matrix: code of each row, first row of each.

    Rows are told apart by a random 64-bit sum of the bits of their values; equality is then checked.
    """
    x.sort_indices()
    draw = np.random.default_rng(20260401).integers(1, 2**63 - 1, x.shape[1], dtype=np.int64) | 1
    bits = np.ascontiguousarray(x.data + 0.0).view(np.int64)
    mixed = (bits ^ (bits >> 29)) * draw[x.indices]
    mixed ^= mixed >> 32
    sums = np.append(0, np.cumsum(mixed))  # wraps around; differences are exact
    _, first, codes = np.unique(sums[x.indptr[1:]] - sums[x.indptr[:-1]], return_index=True, return_inverse=True)
    if abs(x - x[first[codes]]).max() > 0:
        rows = np.arange(x.shape[0])
        return rows, rows
    return codes.astype(np.int64), first.astype(np.int64)
