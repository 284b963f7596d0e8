"""How large an adjustment may become within a stratum: rules that see the adjustments of the stratum alone."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from questionnaires.problems import Problem
from weighting.factors import FloatArray
from weighting.problems import UnusableRecipe


class Limit(Protocol):
    """The largest adjustment (weight over design weight) that stays."""

    def of(self, adjustments: FloatArray) -> float:
        """The limit, from the adjustments (k,) of the units of one stratum that have a weight."""


@dataclass(frozen=True)
class TimesMedian:
    """So many times the median adjustment of the stratum."""

    times: float

    def __post_init__(self) -> None:
        _require_above(self, self.times, 1.0)

    def of(self, adjustments: FloatArray) -> float:
        """The limit of one stratum."""
        return self.times * float(np.median(adjustments))


@dataclass(frozen=True)
class MedianAndIqr:
    """The median adjustment of the stratum and so many interquartile ranges (Potter 1990; quartiles of type 7)."""

    ranges: float

    def __post_init__(self) -> None:
        _require_above(self, self.ranges, 0.0)

    def of(self, adjustments: FloatArray) -> float:
        """The limit of one stratum; without a spread nothing lies beyond the median by chance, so nothing is cut."""
        first, middle, third = np.quantile(adjustments, [0.25, 0.5, 0.75])
        return float(middle + self.ranges * (third - first)) if third > first else float(adjustments.max())


@dataclass(frozen=True)
class AtMost:
    """The same limit in every stratum."""

    adjustment: float

    def __post_init__(self) -> None:
        _require_above(self, self.adjustment, 0.0)

    def of(self, adjustments: FloatArray) -> float:  # noqa: ARG002 (the protocol's signature)
        """The limit of one stratum."""
        return self.adjustment


def _require_above(limit: object, value: float, least: float) -> None:
    if not value > least:
        raise UnusableRecipe(
            [Problem("trimming.limit", {"limit": type(limit).__name__, "value": value, "least": least})]
        )
