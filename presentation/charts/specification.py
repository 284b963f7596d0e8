"""What a chart shows, as values: labels and numbers already in words, nothing of how it is drawn."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

from presentation.bidi import Direction


class Quality(StrEnum):
    """How far a value may be relied on; decides its mark."""

    RELIABLE = "reliable"
    CAUTION = "caution"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Tick:
    """One line of the value axis."""

    value: float
    text: str


@dataclass(frozen=True)
class Dot:
    """One estimate with its interval; ``text`` is the value, or the symbol standing for it, as printed."""

    label: str
    text: str
    quality: Quality
    value: float | None = None
    low: float | None = None
    high: float | None = None
    total: bool = False


@dataclass(frozen=True)
class DotGroup:
    """The dots of one partition under its name; a group of totals has no name."""

    label: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class DotChart:
    """Estimates as dots on their confidence intervals: the figure of the publication."""

    title: str
    description: str
    direction: Direction
    ticks: tuple[Tick, ...]
    groups: tuple[DotGroup, ...]
    reference: float | None = None  # a thin line to compare with, usually the total

    def dots(self) -> Iterator[Dot]:
        """All dots in reading order."""
        return (dot for group in self.groups for dot in group.dots)

    @property
    def bare(self) -> bool:
        """Whether no dot has an interval."""
        return all(dot.low is None for dot in self.dots())

    def to_json(self) -> str:
        """The same specification for a browser."""
        return json.dumps({"type": "dots", **asdict(self)}, ensure_ascii=False, sort_keys=True)
