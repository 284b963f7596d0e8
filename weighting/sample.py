"""The weighted sample: units, the factors that make their weights, and replicates in which every step is redone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from questionnaires.problems import Problem
from weighting.calibration_factor import CalibrationFactor
from weighting.design import Design
from weighting.factors import ConstantFactor, Factor, FloatArray, IntArray, ReplicateFactor, TruthArray, sums
from weighting.framing import framed
from weighting.problems import UnusableDesign, UnusableRows
from weighting.replicates import FailedReplicate, Replicates
from weighting.trimming.trimming_factor import TrimmingFactor

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from weighting.design import Singleton
    from weighting.replicates import ReplicateMethod


@dataclass(frozen=True, eq=False)
class WeightedSample:
    """All sampled units in the order they came, with the factors of their weights.

    Units whose weight is zero (nonrespondents after the adjustment) stay: they carry part of the variance. Nothing
    of size units x replicates is ever held.
    """

    ids: tuple[str, ...]
    data: pa.Table
    design: Design
    factors: tuple[Factor, ...] = ()
    replicates: Replicates | None = None
    failed: tuple[FailedReplicate, ...] = ()

    @classmethod
    def from_frame(
        cls,
        frame: "IntoFrame",
        weight: str | None = None,
        strata: str | Sequence[str] | None = None,
        psu: str | Sequence[str] | None = None,
        fpc: str | Sequence[str] | None = None,
        replicates: "ReplicateMethod | None" = None,
        ids: str | None = None,
        singleton: "Singleton | None" = None,
    ) -> "WeightedSample":
        """A sample from a pandas, Polars or Arrow frame whose weights are a column; row order is kept.

        ``psu``, ``strata`` and ``fpc`` (population sizes) are one column or one column a stage. PSUs are nested in
        strata: the same label in two strata names two PSUs. Raises UnusableRows naming the rows, UnusableDesign.
        """
        parts = framed(frame, weight, strata, psu, fpc, ids, singleton)
        sample = cls(parts.ids, parts.data, parts.design, parts.factors)
        return sample if replicates is None else sample.with_replicates("replicates", replicates.draw(sample.design))

    @property
    def n(self) -> int:
        """The number of units."""
        return len(self.ids)

    def column(self, name: str) -> pa.ChunkedArray:
        """What is known of the units under one name. Raises UnusableRows where nothing is."""
        if name not in self.data.column_names:
            known = ", ".join(self.data.column_names)
            raise UnusableRows([Problem("weighting.no_column", {"column": name, "known": known})])
        return self.data.column(name)

    @cached_property
    def weights(self) -> FloatArray:
        """The weight of each unit (n,): the product of its factors."""
        return self.history[-1]

    @cached_property
    def history(self) -> tuple[FloatArray, ...]:
        """The weights before the first factor (ones) and after each one."""
        steps = [np.ones(self.n)]
        for factor in self.factors:
            steps.append(steps[-1] * factor.of(steps[-1]))
        return tuple(steps)

    def with_factor(self, factor: Factor, failed: Sequence[FailedReplicate] = ()) -> "WeightedSample":
        """The same sample with one more factor, and the replicates that could not carry it out."""
        return replace(self, factors=(*self.factors, factor), failed=(*self.failed, *failed))

    def with_replicates(self, step: str, replicates: Replicates) -> "WeightedSample":
        """The same sample with replicates; what follows is redone in each of them."""
        factor = ReplicateFactor(step, self.design.psu, self.design.first.cluster_labels, replicates.multipliers)
        return replace(self, factors=(*self.factors, factor), replicates=replicates)

    @cached_property
    def usable_replicates(self) -> IntArray:
        """The numbers of the replicates in which every step succeeded."""
        if self.replicates is None:
            return np.zeros(0, np.int64)
        failed = {failure.replicate for failure in self.failed}
        return np.array([r for r in range(self.replicates.scale.size) if r not in failed], np.int64)

    @property
    def n_replicates(self) -> int:
        """The number of replicates that serve the variance; failed ones are not among them."""
        return self.usable_replicates.size

    @property
    def replicate_scale(self) -> FloatArray:
        """The scale of each usable replicate: V = sum of scale_r (theta_r - theta)^2."""
        if self.replicates is None:
            return np.zeros(0)
        scale = self.replicates.scale[self.usable_replicates]
        return scale * (self.replicates.scale.sum() / scale.sum()) if scale.size else scale

    def replicate_weights(self, block: int = 64) -> Iterator[FloatArray]:
        """The weights of the usable replicates, in blocks of columns (n, at most ``block``)."""
        for _, weights in self.replicate_blocks(block):
            yield weights

    def replicate_blocks(self, block: int = 64) -> Iterator[tuple[IntArray, FloatArray]]:
        """The same with the numbers of the replicates in each block."""
        for start in range(0, self.n_replicates, block):
            replicates = self.usable_replicates[start : start + block]
            weights = np.ones((self.n, replicates.size))
            for factor in self.factors:
                weights *= factor.of_replicates(weights, replicates)
            yield replicates, weights

    def residual(self, z: FloatArray) -> FloatArray:
        """Weighted contributions (n, k) of an unweighted linearised variable (n,) or (n, k), through every step.

        Their stratified between-PSU variance is the variance of the weighted total of ``z``: unknown eligibility,
        nonresponse classes and calibration included. Units without a weight must have z = 0.
        """
        return self._carried_back(z)[0]

    def _carried_back(self, z: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The contributions (n, k), and the covariance (k, k) that margins estimated elsewhere bring in."""
        projected = np.asarray(z, float).reshape(self.n, -1)
        direct, elsewhere = np.zeros_like(projected), np.zeros((projected.shape[1],) * 2)
        for factor, before in zip(reversed(self.factors), reversed(self.history[:-1]), strict=True):
            if isinstance(factor, TrimmingFactor):
                direct += factor.direct(projected, before)
            elif isinstance(factor, CalibrationFactor):
                elsewhere += factor.brought_in(projected, before)
            projected = factor.project(projected, before)
        return projected + direct, elsewhere

    def variance(self, z: FloatArray) -> FloatArray:
        """The linearised covariance matrix (k, k) of the weighted totals of ``z``, errors of margins included.

        Raises UnusableDesign where a stratum has one PSU and no choice was made, or where there is only one PSU.
        """
        if self.design.n_psus < 2:
            raise UnusableDesign([Problem("weighting.one_psu", {"n": self.design.n_psus})])
        contributions, elsewhere = self._carried_back(z)
        return self.design.variance(contributions) + elsewhere

    @cached_property
    def degrees_of_freedom(self) -> int:
        """PSUs minus strata, among units with a design weight."""
        counted = self.design_weights > 0
        return np.unique(self.design.psu[counted]).size - np.unique(self.design.stratum[counted]).size

    def degrees_of_freedom_in(self, domains: TruthArray) -> FloatArray:
        """PSUs minus strata among the units with a weight in each domain (n, K): one number a domain.

        A domain that lies in few PSUs has an uncertain standard error, however many PSUs the survey has (Korn and
        Graubard 1999, section 5.2; R survey: ``degf`` of a subset).
        """
        counted = (domains & (self.weights > 0)[:, None]).astype(float)
        in_psu = sums(self.design.psu, counted, self.design.n_psus) > 0
        in_stratum = sums(self.design.first.cluster_stratum, in_psu.astype(float), self.design.n_strata) > 0
        return np.asarray(in_psu.sum(axis=0) - in_stratum.sum(axis=0), float)

    @property
    def design_weights(self) -> FloatArray:
        """The weights before the first adjustment (n,): the product of the leading constant factors."""
        constant = 0
        while constant < len(self.factors) and isinstance(self.factors[constant], ConstantFactor):
            constant += 1
        return self.history[constant]
