"""Error rates from back-checks, weighted by the inverse of the probability with which each was chosen.

Back-checks by risk meet more errors than there are; counted as they come they would slander everybody. A unit stands
for the others by one over its probability (Hájek), and several variables of one unit are one piece of evidence.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.fieldwork.back_checks.comparing import Tally
from analysis.fieldwork.problems import UnusableBackChecks
from questionnaires.problems import Problem

_Z = 1.959963984540054


@dataclass(frozen=True)
class ErrorRate:
    """An error rate with its interval (Wilson's, with as many units as the weights are worth); None of nothing."""

    units: int
    compared: int
    different: int
    value: float | None
    se: float | None
    low: float | None
    high: float | None

    @property
    def unweighted(self) -> float | None:
        """Differences by comparisons, as they came."""
        return self.different / self.compared if self.compared else None


def error_rate(tallies: Mapping[str, Tally], probabilities: Mapping[str, float]) -> ErrorRate:
    """The rate over some back-checked units. Raises UnusableBackChecks for a probability that is none."""
    told = [(tally, _weight(unit, probabilities)) for unit, tally in tallies.items() if tally.compared]
    compared, different = (sum(getattr(tally, name) for tally, _ in told) for name in ("compared", "different"))
    if not told:
        return ErrorRate(0, 0, 0, None, None, None, None)
    below = sum(weight * tally.compared for tally, weight in told)
    value = sum(weight * tally.different for tally, weight in told) / below
    residuals = [weight * (tally.different - value * tally.compared) for tally, weight in told]
    n = len(told)
    se = math.sqrt(n / (n - 1) * sum(one * one for one in residuals)) / below if n > 1 else None
    low, high = _wilson(value, _worth(told, value, se))
    return ErrorRate(n, compared, different, value, se, low, high)


def error_rates(
    tallies: Mapping[str, Tally], probabilities: Mapping[str, float], group: Mapping[str, str]
) -> Mapping[str, ErrorRate]:
    """The rate of each interviewer, team or region; ``group`` names that of each unit."""
    names = sorted({group[unit] for unit in tallies})
    return {
        name: error_rate({unit: tally for unit, tally in tallies.items() if group[unit] == name}, probabilities)
        for name in names
    }


def _worth(told: Sequence[tuple[Tally, float]], value: float, se: float | None) -> float:
    """How many independent units give as much: what the error says, and never more than the weights (Kish)."""
    weights = [weight for _, weight in told]
    kish = sum(weights) ** 2 / sum(weight * weight for weight in weights)
    if not se or not 0 < value < 1:
        return kish
    return min(value * (1 - value) / se**2, _comparisons(told))


def _comparisons(told: Iterable[tuple[Tally, float]]) -> float:
    pairs = [(tally.compared, weight) for tally, weight in told]
    return sum(n * weight for n, weight in pairs) ** 2 / sum(n * weight * weight for n, weight in pairs)


def _wilson(value: float, n: float) -> tuple[float, float]:
    square = _Z * _Z / n
    middle = (value + square / 2) / (1 + square)
    half = _Z / (1 + square) * math.sqrt(value * (1 - value) / n + square / (4 * n))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _weight(unit: str, probabilities: Mapping[str, float]) -> float:
    probability = probabilities.get(unit, 0.0)
    if not 0 < probability <= 1:
        raise UnusableBackChecks([Problem("back_checks.bad_probability", {"unit": unit, "value": probability})])
    return 1 / probability
