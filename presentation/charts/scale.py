"""The value axis: round ends, few lines, and where a value falls."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """A linear axis from ``low`` to ``high`` laid on a length that begins at ``start``; length < 0 mirrors."""

    low: float
    high: float
    start: float
    length: float

    def at(self, value: float) -> float:
        """The coordinate of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * self.length


def round_values(
    values: Iterable[float], lines: int = 5, floor: float = -math.inf, ceiling: float = math.inf
) -> tuple[float, ...]:
    """Evenly spaced round values that embrace all the given ones: about ``lines`` of them, within floor and ceiling."""
    known = list(values) or [0.0, 1.0]
    low, high = max(min(known), floor), min(max(known), ceiling)
    step = _round_step(((high - low) or abs(high) or 1.0) / lines)
    first, last = math.floor(low / step), math.ceil(high / step)
    if last == first:
        first, last = (first, last + 1) if (last + 1) * step <= ceiling else (first - 1, last)
    inside = [n * step for n in range(first, last + 1) if floor <= n * step <= ceiling]
    return tuple(round(value, 10) for value in inside)


def _round_step(rough: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * 0.999)
