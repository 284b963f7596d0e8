"""Trimming: adjustments far above the others of their stratum are cut, and the others carry what was cut."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from questionnaires.problems import Problem
from weighting.factors import FloatArray, IntArray, sums
from weighting.framing import coded, column, numbers
from weighting.problems import UnusableRecipe, shown
from weighting.replicates import FailedReplicate
from weighting.sample import WeightedSample
from weighting.steps.redistributing import classes_of
from weighting.trace import CellTrace, Note, StepTrace, spread
from weighting.trimming.levelling import share_up
from weighting.trimming.limits import Limit
from weighting.trimming.trimming_factor import TrimmingFactor


@dataclass(frozen=True)
class Trim:
    """Cut the adjustment of a weight (nonresponse, calibration ...) at a limit within a stratum; keep its total.

    The design weight is never cut: a large one belongs to a stratum that was sampled thinly on purpose. Redone in
    each replicate. ``totals`` are columns whose weighted totals are compared before and after: counts of each level
    of a text, the total of a number. Margins that were met no longer are: calibrate again afterwards.
    """

    limit: Limit
    within: tuple[str, ...] = ("stratum",)
    totals: tuple[str, ...] = ()
    name = "trimming"

    def apply(self, sample: WeightedSample) -> tuple[WeightedSample, StepTrace]:
        """Cut and share. Raises UnusableRecipe naming the strata whose limit lies below their mean adjustment."""
        codes, labels = classes_of(sample, self.within, sample.weights > 0)
        design = sample.design_weights
        limits, ratios = _level(self.limit, codes, len(labels), sample.weights, design)
        if low := np.flatnonzero(np.isnan(ratios)).tolist():
            raise UnusableRecipe(
                Problem("trimming.limit_low", {"stratum": labels[code], "limit": shown(limits[code])})
                for code in low[:20]
            )
        factor, failed = self._in_replicates(sample, codes, labels, limits, ratios)
        result = sample.with_factor(factor, failed)
        return result, self._trace(sample, result, factor, len(failed))

    def _in_replicates(
        self, sample: WeightedSample, codes: IntArray, labels: tuple[str, ...], limits: FloatArray, ratios: FloatArray
    ) -> tuple[TrimmingFactor, list[FailedReplicate]]:
        design, psu = sample.design_weights, sample.design.psu
        multipliers = sample.replicates.multipliers if sample.replicates else np.ones((sample.design.n_psus, 0))
        replicated = np.full((2, len(labels), multipliers.shape[1]), np.nan)
        failed = []
        for replicates, weights in sample.replicate_blocks():
            for place, replicate in enumerate(replicates.tolist()):
                counted = design * multipliers[psu, replicate]
                replicated[:, :, replicate] = _level(self.limit, codes, len(labels), weights[:, place], counted)
                if (lost := np.flatnonzero(np.isnan(replicated[1, :, replicate]))).size:
                    failed.append(FailedReplicate(replicate, self.name, labels[lost[0]]))
        factor = TrimmingFactor(
            self.name, codes, labels, design, psu, multipliers, limits, ratios, replicated[0], replicated[1]
        )
        return factor, failed

    def _trace(
        self, sample: WeightedSample, result: WeightedSample, factor: TrimmingFactor, n_failed: int
    ) -> StepTrace:
        before, after = sample.weights, result.weights
        carried = factor.codes >= 0
        cut = carried & (factor.of(before) < factor.ratios[factor.codes])
        n = len(factor.labels)
        counts = [sums(factor.codes, values.astype(float), n) for values in (carried, carried & ~cut, before, after)]
        cells = tuple(
            CellTrace(label, int(counts[0][c]), int(counts[1][c]), *(float(v[c]) for v in (*counts[2:], factor.ratios)))
            for c, label in enumerate(factor.labels)
        )
        share = 1.0 - float(np.minimum(after, before)[carried].sum() / before[carried].sum())
        notes = [Note("trimming.trimmed", {"n": int(cut.sum()), "of": int(carried.sum()), "share": round(share, 6)})]
        for name in self.totals:
            notes += _changes(sample, result, name)
        parameters = {"limit": repr(self.limit), "within": ", ".join(self.within)}
        return StepTrace(
            self.name,
            parameters,
            spread(before),
            spread(after),
            cells,
            notes=tuple(notes),
            n_replicates=result.n_replicates,
            n_failed=n_failed,
        )


def _level(
    limit: Limit, codes: IntArray, n_strata: int, weights: FloatArray, design: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The limit and the ratio of each stratum; in one without weight nothing is cut."""
    limits, ratios = np.ones(n_strata), np.ones(n_strata)
    carried = (codes >= 0) & (weights > 0)
    for code in range(n_strata):
        members = np.flatnonzero(carried & (codes == code))
        if members.size:
            adjustment = weights[members] / design[members]
            limits[code] = limit.of(adjustment)
            ratios[code] = share_up(adjustment, design[members], limits[code])
    return limits, ratios


def _changes(sample: WeightedSample, result: WeightedSample, name: str) -> list[Note]:
    """The weighted total of a column before and after, level by level for a text; rows without value are left out."""
    known = np.flatnonzero((sample.weights > 0) & column(sample.data, name).is_valid().to_numpy())
    part, ids = sample.data.take(known), [sample.ids[row] for row in known]
    number = pa.types.is_integer(part.column(name).type) or pa.types.is_floating(part.column(name).type)
    codes, labels = (np.zeros(known.size, np.int64), ("",)) if number else coded(part, name, ids)
    values = numbers(part, name, ids) if number else np.ones(known.size)
    totals = [sums(codes, weights[known] * values, len(labels)) for weights in (sample.weights, result.weights)]
    return [
        Note(
            "trimming.total",
            {"variable": name, "level": label, "before": shown(old), "after": shown(new), "change": _change(old, new)},
        )
        for label, old, new in zip(labels, *totals, strict=True)
    ]


def _change(old: float, new: float) -> float:
    return round(new / old - 1.0, 6) if old else 0.0
