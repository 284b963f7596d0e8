"""Calibration distances: each is a function from the linear predictor to the ratio of weights, its slope, a name.

Deville and Särndal (1992), Journal of the American Statistical Association 87, 376-382; sinh: Deville, Särndal
and Sautory (1993). All satisfy F(0) = 1 and F'(0) = 1.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np

from questionnaires.problems import Problem
from weighting.factors import FloatArray
from weighting.problems import UnusableRecipe


class Distance(Protocol):
    """Two functions and a name; anything with these members serves."""

    @property
    def name(self) -> str:
        """How the distance is called in the trace."""

    def ratio(self, u: FloatArray) -> FloatArray:
        """F(u): the ratio g of the calibrated weight to the weight before."""

    def slope(self, u: FloatArray) -> FloatArray:
        """F'(u)."""


def refuse_bounds(lower: float, upper: float, usable: bool) -> None:
    """Raises UnusableRecipe where bounds leave nothing between them, or where logit bounds do not enclose one."""
    if not usable:
        raise UnusableRecipe([Problem("calibrating.bounds", {"low": lower, "high": upper})])


class Negative(StrEnum):
    """What to do when the linear distance makes a weight negative."""

    REFUSED = "refused"
    KEPT = "kept"


@dataclass(frozen=True)
class Linear:
    """g = 1 + u: generalised regression. Weights may become negative; that is refused unless asked for."""

    negative: Negative = Negative.REFUSED
    name = "linear"

    def ratio(self, u: FloatArray) -> FloatArray:
        """1 + u."""
        return 1.0 + u

    def slope(self, u: FloatArray) -> FloatArray:
        """1."""
        return np.ones_like(u)


@dataclass(frozen=True)
class TruncatedLinear:
    """g = 1 + u cut to [lower, upper]."""

    lower: float
    upper: float
    name = "truncated linear"

    def __post_init__(self) -> None:
        refuse_bounds(self.lower, self.upper, self.lower < self.upper)

    def ratio(self, u: FloatArray) -> FloatArray:
        """1 + u within the bounds."""
        return np.clip(1.0 + u, self.lower, self.upper)

    def slope(self, u: FloatArray) -> FloatArray:
        """1 between the bounds, 0 beyond."""
        return ((u > self.lower - 1.0) & (u < self.upper - 1.0)).astype(float)


@dataclass(frozen=True)
class Raking:
    """g = exp(u): always positive; the same weights as iterative proportional fitting."""

    name = "raking"

    def ratio(self, u: FloatArray) -> FloatArray:
        """exp(u)."""
        return np.exp(u)

    def slope(self, u: FloatArray) -> FloatArray:
        """exp(u)."""
        return np.exp(u)


@dataclass(frozen=True)
class Logit:
    """g between two bounds, smoothly. ``lower`` < 1 < ``upper``."""

    lower: float
    upper: float
    name = "logit"

    def __post_init__(self) -> None:
        refuse_bounds(self.lower, self.upper, self.lower < 1.0 < self.upper)

    @property
    def steepness(self) -> float:
        """A: how fast the odds grow with the predictor."""
        return (self.upper - self.lower) / ((1.0 - self.lower) * (self.upper - 1.0))

    def _odds(self, u: FloatArray) -> FloatArray:
        # beyond exp(500) the ratio equals its bound to the last digit
        return np.exp(np.clip(self.steepness * u, -500.0, 500.0))

    def ratio(self, u: FloatArray) -> FloatArray:
        """(L(U-1) + U(1-L)e) / (U-1 + (1-L)e) with e = exp(A u)."""
        low, high, odds = self.lower, self.upper, self._odds(u)
        return (low * (high - 1.0) + high * (1.0 - low) * odds) / (high - 1.0 + (1.0 - low) * odds)

    def slope(self, u: FloatArray) -> FloatArray:
        """A (g - L)(U - g) / (U - L)."""
        g = self.ratio(u)
        return self.steepness * (g - self.lower) * (self.upper - g) / (self.upper - self.lower)


@dataclass(frozen=True)
class Sinh:
    """g = (p + sqrt(p² + 4)) / 2 with p = asinh(2u): heavy weights are punished as much as light ones."""

    name = "sinh"

    def ratio(self, u: FloatArray) -> FloatArray:
        """F(u) for alpha = 1."""
        p = np.arcsinh(2.0 * u)
        # the second form avoids cancellation where p is very negative
        return np.where(p >= 0, (p + np.hypot(p, 2.0)) / 2.0, 2.0 / (np.hypot(p, 2.0) - p))

    def slope(self, u: FloatArray) -> FloatArray:
        """F'(u)."""
        p = np.arcsinh(2.0 * u)
        return (1.0 + p / np.hypot(p, 2.0)) / np.sqrt(1.0 + 4.0 * u * u)


@dataclass(frozen=True)
class Given:
    """Any other distance: a name, F and F'. F(0) = 1, F'(0) = 1, F must not fall."""

    name: str
    of: Callable[[FloatArray], FloatArray]
    derivative: Callable[[FloatArray], FloatArray]

    def ratio(self, u: FloatArray) -> FloatArray:
        """F(u)."""
        return self.of(u)

    def slope(self, u: FloatArray) -> FloatArray:
        """F'(u)."""
        return self.derivative(u)


BUILT_IN: dict[str, type] = {kind.__name__: kind for kind in (Linear, TruncatedLinear, Raking, Logit, Sinh)}


@dataclass(frozen=True)
class Bounds:
    """Lower and upper limit of a ratio or of a weight."""

    lower: float = -math.inf
    upper: float = math.inf

    def __post_init__(self) -> None:
        refuse_bounds(self.lower, self.upper, self.lower <= self.upper)


UNBOUNDED = Bounds()
