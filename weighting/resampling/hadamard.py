"""Hadamard matrices: rows of ones and minus ones of which any two agree as often as they differ."""

import numpy as np

from weighting.factors import IntArray

LARGEST_SEARCHED = 4096


def at_least(order: int) -> IntArray:
    """A Hadamard matrix whose order is the smallest of those constructed here that is not below ``order``.

    Constructed from Sylvester's doubling (1867) and Paley's first construction (1933) with primes q = 3 mod 4; the
    first column is all ones. Most multiples of four are reached.
    """
    size = max(order + -order % 4, 4)
    while True:
        found = _of_order(size)
        if found is not None:
            return found
        size += 4


def _of_order(size: int) -> IntArray | None:
    """A matrix of exactly this order, or None where neither construction reaches it."""
    if size in (1, 2):
        return np.array([[1, 1], [1, -1]], np.int64)[:size, :size]
    if size % 4:
        return None
    if size <= LARGEST_SEARCHED and _is_prime(size - 1):
        return _paley(size - 1)
    half = _of_order(size // 2)
    return None if half is None else np.block([[half, half], [half, -half]])


def _paley(q: int) -> IntArray:
    """Order q + 1, for a prime q = 3 mod 4: quadratic residues bordered by ones, normalised to a first column of 1."""
    squares = np.full(q, -1, np.int64)
    squares[(np.arange(1, q, dtype=np.int64) ** 2) % q] = 1
    squares[0] = 0
    difference = (np.arange(q)[:, None] - np.arange(q)[None, :]) % q
    skew = np.zeros((q + 1, q + 1), np.int64)
    skew[0, 1:], skew[1:, 0] = 1, -1
    skew[1:, 1:] = squares[difference]
    found = skew + np.eye(q + 1, dtype=np.int64)
    return np.asarray(found * found[:, :1])


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))
