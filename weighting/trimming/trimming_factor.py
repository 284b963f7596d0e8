"""The factor that trimming makes: the share-up of the stratum, or what brings the adjustment down to the limit."""

from dataclasses import dataclass

import numpy as np

from weighting.factors import FloatArray, IntArray, TruthArray, sums


@dataclass(frozen=True, eq=False)
class TrimmingFactor:
    """min(ratio, limit / adjustment) for each unit, the adjustment being its weight over its design weight.

    ``codes`` are the strata, -1 for units without a weight. In a replicate the design weight counts as often as its
    PSU does; ``limits`` and ratios are the replicate's own (nan where it failed).
    """

    step: str
    codes: IntArray
    labels: tuple[str, ...]
    design: FloatArray
    psu: IntArray
    multipliers: FloatArray  # PSUs x replicates
    limits: FloatArray
    ratios: FloatArray
    replicate_limits: FloatArray  # strata x replicates
    replicate_ratios: FloatArray

    @property
    def cells(self) -> tuple[str, ...]:
        """The stratum of each unit."""
        return tuple(self.labels[code] if code >= 0 else "" for code in self.codes)

    def of(self, before: FloatArray) -> FloatArray:
        """The factor of each unit; one where there is no weight."""
        factor, inside = np.ones_like(before), self.codes >= 0
        of, adjustment = self.codes[inside], before[inside] / self.design[inside]
        factor[inside] = np.minimum(self.ratios[of], self.limits[of] / adjustment)
        return factor

    def of_replicates(self, before: FloatArray, replicates: IntArray) -> FloatArray:
        """The same in some replicates, with what each found for itself."""
        factor, inside = np.ones_like(before), self.codes >= 0
        of = self.codes[inside]
        design = self.design[inside, None] * self.multipliers[:, replicates][self.psu[inside]]
        with np.errstate(divide="ignore", invalid="ignore"):
            down = self.replicate_limits[:, replicates][of] * design / before[inside]
        ratios = self.replicate_ratios[:, replicates][of]
        factor[inside] = np.where(before[inside] > 0, np.fmin(ratios, down), 1.0)
        return factor

    def project(self, z: FloatArray, before: FloatArray) -> FloatArray:
        """What is cut goes to the others of the stratum, who carry their mean of ``z``; the limits taken as given.

        A unit at the limit counts its design weight, whatever earlier steps made of it: what it adds itself is in
        ``direct``, and here only what it leaves to the others.
        """
        factor, cut = self.of(before), self._cut(before)
        projected = np.where(cut, 0.0, factor)[:, None] * z
        inside = self.codes >= 0
        left = np.where(cut, 1.0, 1.0 - factor)[inside, None]
        projected[inside] += left * self._means(z, before, cut)[self.codes[inside]]
        return projected

    def direct(self, z: FloatArray, before: FloatArray) -> FloatArray:
        """Weighted contributions (n, k) of the units at the limit, past the steps before this one."""
        cut = self._cut(before)
        found = np.zeros_like(z)
        of = self.codes[cut]
        around = z[cut] - self._means(z, before, cut)[of]
        found[cut] = (self.design[cut] * self.limits[of])[:, None] * around
        return found

    def _cut(self, before: FloatArray) -> TruthArray:
        return (self.codes >= 0) & (self.of(before) < self.ratios[self.codes])

    def _means(self, z: FloatArray, before: FloatArray, cut: TruthArray) -> FloatArray:
        """The weighted mean of ``z`` (strata, k) among those below the limit."""
        among = np.where(cut, -1, self.codes)
        weight = sums(among, before, len(self.labels))
        total = sums(among, before[:, None] * z, len(self.labels))
        return np.asarray(total / np.where(weight > 0, weight, 1.0)[:, None])
