"""Random numbers of a draw: each stratum has its own, so that one stratum's change does not move the others."""

import hashlib

import numpy as np


def chance(seed: int, *parts: str) -> np.random.Generator:
    """The generator that the seed fixes for what the parts name."""
    return np.random.Generator(np.random.PCG64(int(_hashed(seed, *parts), 16)))


def selection_seed(seed: int, psu: str) -> str:
    """32 hexadecimal figures from which every selection within a dwelling of the PSU starts."""
    return _hashed(seed, "selection within dwellings", psu)[:32]


def _hashed(seed: int, *parts: str) -> str:
    return hashlib.sha256("\x1f".join((str(seed), *parts)).encode()).hexdigest()
