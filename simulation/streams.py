"""Streams of random numbers, one a component: changing one component does not shift the others."""

import hashlib
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Streams:
    """Every random number of a simulation comes from its seed and the name of the component that asks."""

    seed: int

    def of(self, component: str, draw: int | None = None) -> np.random.Generator:
        """A new PCG64 generator at the start of the component's stream, or of its stream for one draw of the sample."""
        key = (_number(component),) if draw is None else (_number(component), draw)
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=key)))


def uniform(key: bytes, name: str) -> float:
    """A number in [0, 1) fixed by a key and a name: what somebody answers does not depend on the order of questions."""
    return int.from_bytes(hashlib.blake2b(name.encode(), key=key, digest_size=8).digest(), "big") / 2**64


def _number(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "big")
