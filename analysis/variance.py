"""Two roads to the precision of an estimate: its linearised variable, or the replicates of the weights."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from analysis.columns import Mask, Numbers
from analysis.measures import Measure, Sums, effective, respondents
from weighting.sample import WeightedSample

_BLOCK = 128  # columns of a linearised variable at a time


@dataclass(frozen=True, eq=False)
class Precision:
    """What is known of the errors of K estimates (K,): NaN where nothing is."""

    se: Numbers
    low: Numbers
    high: Numbers
    deff: Numbers  # variance over that of a simple random sample with replacement of as many respondents
    df: Numbers  # PSUs minus strata among the respondents of the cell


class VarianceRoad(Protocol):
    """A way from a measure to its precision."""

    def precision(self, measure: Measure, sample: WeightedSample, points: Numbers) -> Precision:
        """Standard errors, intervals and design effects of the points."""
        ...


@dataclass(frozen=True)
class Linearised:
    """Taylor linearisation, carried back through every step of the weights."""

    def precision(self, measure: Measure, sample: WeightedSample, points: Numbers) -> Precision:
        """The between-PSU variance of the linearised variable."""
        z = measure.linearised(sample.weights)
        blocks = [z[:, start : start + _BLOCK] for start in range(0, z.shape[1], _BLOCK)]
        variance = np.concatenate([np.diag(sample.variance(block)) for block in blocks])
        spread = np.sqrt(np.maximum(variance, 0.0))
        spread[np.isnan(points)] = np.nan
        df = sample.degrees_of_freedom_in(measure.among)
        se, low, high = measure.bounds(sample.weights, points, spread, df)
        return Precision(se, low, high, _effect(variance, z, measure.base, sample), df)


@dataclass(frozen=True)
class Replicates:
    """The spread of the estimate over the replicates, in which every step of the weights was redone."""

    block: int = 64

    def precision(self, measure: Measure, sample: WeightedSample, points: Numbers) -> Precision:
        """Sum of scaled squared distances from the full-sample estimate."""
        variance, start = np.zeros_like(points), 0
        for weights in sample.replicate_weights(self.block):
            scale = sample.replicate_scale[start : start + weights.shape[1]]
            variance = variance + ((measure.points(weights) - points[:, None]) ** 2) @ scale
            start += weights.shape[1]
        se = np.sqrt(variance)
        df = sample.degrees_of_freedom_in(measure.among)
        low, high = measure.scale.interval(points, se, df, effective(measure.among, sample.weights))
        return Precision(se, low, high, self._effect(variance, measure, sample), df)

    @staticmethod
    def _effect(variance: Numbers, measure: Measure, sample: WeightedSample) -> Numbers:
        """Design effects of sums and ratios; a quantile's replicates vary on another scale than its linearisation."""
        if not isinstance(measure, Sums):
            return np.full_like(variance, np.nan)
        return _effect(variance, measure.linearised(sample.weights), measure.base, sample)


def _effect(variance: Numbers, z: Numbers, base: Mask, sample: WeightedSample) -> Numbers:
    """Kish's design effect: a total is taken over all respondents, a mean or a share over those of its cell."""
    weights = sample.weights
    whole, n = base.T @ weights, respondents(base, weights)
    mean = np.divide(z.T @ weights, whole, out=np.zeros_like(whole), where=whole > 0)
    scatter = (z**2).T @ weights - whole * mean**2
    simple = whole * scatter / np.maximum(n - 1, 1)
    varied = simple > 1e-9 * np.abs(variance)
    effect: Numbers = np.divide(variance, simple, out=np.full_like(variance, np.nan), where=varied)
    return effect
