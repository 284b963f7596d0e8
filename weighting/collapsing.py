"""Collapsing of classes that are too small or would get too large a factor: a rule, its decisions as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from weighting.factors import FloatArray, IntArray
from weighting.trace import Collapse


@dataclass(frozen=True, eq=False)
class Counts:
    """What a rule knows of the classes: their keys in order, respondents, weight of all and of respondents."""

    keys: tuple[tuple[str, ...], ...]
    respondents: IntArray
    weight: FloatArray
    weight_respondents: FloatArray


class CollapsingRule(Protocol):
    """Decides which classes are joined."""

    def groups(self, counts: Counts) -> tuple[IntArray, tuple[Collapse, ...]]:
        """The group of each class (codes from 0 in order of the classes), and why classes were joined."""


@dataclass(frozen=True)
class NoCollapsing:
    """Classes stay as they are."""

    def groups(self, counts: Counts) -> tuple[IntArray, tuple[Collapse, ...]]:
        """One group a class."""
        return np.arange(len(counts.keys)), ()


AS_THEY_ARE = NoCollapsing()


@dataclass
class _Group:
    members: list[int]
    respondents: int
    weight: float
    weight_respondents: float

    @property
    def factor(self) -> float:
        return self.weight / self.weight_respondents if self.weight_respondents > 0 else float("inf")

    def join(self, other: "_Group") -> None:
        self.members = sorted(self.members + other.members)
        self.respondents += other.respondents
        self.weight += other.weight
        self.weight_respondents += other.weight_respondents


@dataclass(frozen=True)
class Neighbours:
    """Join a class with fewer than ``fewest`` respondents or a factor above ``largest_factor`` to a neighbour.

    Classes are in the order of their keys. The class with the fewest respondents goes first. Of the groups just
    before and just after it, it joins the one that shares more leading keys with it (classes by region and origin:
    the same region before another region); of two equally near, the one with fewer respondents. It ends when every
    group passes or one is left.
    """

    fewest: int
    largest_factor: float

    def groups(self, counts: Counts) -> tuple[IntArray, tuple[Collapse, ...]]:
        """The groups, and each joining with its reason."""
        groups = [
            _Group([c], int(counts.respondents[c]), float(counts.weight[c]), float(counts.weight_respondents[c]))
            for c in range(len(counts.keys))
        ]
        collapsed = []
        while len(groups) > 1 and (failing := [g for g in groups if self._reason(g)]):
            weak = min(failing, key=lambda g: (g.respondents, g.members))
            position = groups.index(weak)
            other = _neighbour(groups, position, counts.keys)
            collapsed.append(
                Collapse(_label(weak, counts.keys), _label(groups[other], counts.keys), self._reason(weak))
            )
            first, second = sorted((position, other))
            groups[first].join(groups.pop(second))
        codes = np.zeros(len(counts.keys), np.int64)
        for code, group in enumerate(groups):
            codes[group.members] = code
        return codes, tuple(collapsed)

    def _reason(self, group: _Group) -> str:
        if group.respondents < self.fewest:
            return f"{group.respondents} < {self.fewest}"
        if group.factor > self.largest_factor:
            return f"{group.factor:.3f} > {self.largest_factor:g}"
        return ""


def _neighbour(groups: Sequence[_Group], position: int, keys: Sequence[tuple[str, ...]]) -> int:
    def nearness(other: int) -> tuple[int, int, int]:
        step = groups[other].members[-1 if other < position else 0]
        own = groups[position].members[0 if other < position else -1]
        return (-_shared(keys[step], keys[own]), groups[other].respondents, other)

    return min((other for other in (position - 1, position + 1) if 0 <= other < len(groups)), key=nearness)


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    length = 0
    for a, b in zip(one, other, strict=True):
        if a != b:
            break
        length += 1
    return length


def _label(group: _Group, keys: Sequence[tuple[str, ...]]) -> str:
    return " + ".join(" / ".join(keys[member]) for member in group.members)
