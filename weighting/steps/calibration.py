"""Calibration: the weights closest to those before that meet the margins (Deville and Särndal 1992)."""

from dataclasses import dataclass

import numpy as np

from questionnaires.problems import Problem
from weighting.calibration_factor import CalibrationFactor
from weighting.distances import UNBOUNDED, Bounds, Distance, Linear, Negative
from weighting.factors import FloatArray, sums
from weighting.margins import AGREEMENT, AnyMargin, Auxiliaries, lay_over
from weighting.problems import CalibrationFailed, UnusableMargins, shown
from weighting.replicates import FailedReplicate
from weighting.sample import WeightedSample
from weighting.solving import Equations, Solution, independent_columns, solve
from weighting.trace import MarginTrace, Note, StepTrace, spread

GENERALISED_REGRESSION = Linear()


@dataclass(frozen=True)
class Calibrate:
    """Weights that meet margins, in the full sample and in every replicate.

    ``g_bounds`` limit the ratio of the new weight to the old, ``weight_bounds`` the new weight itself. ``universe``
    names what the weights are about: a margin about something else is refused.
    """

    margins: tuple[AnyMargin, ...]
    distance: Distance = GENERALISED_REGRESSION
    g_bounds: Bounds = UNBOUNDED
    weight_bounds: Bounds = UNBOUNDED
    universe: str = ""
    name = "calibration"

    def __post_init__(self) -> None:
        object.__setattr__(self, "margins", tuple(self.margins))
        for name in ("g_bounds", "weight_bounds"):  # a pair of numbers will do
            value = getattr(self, name)
            if isinstance(value, tuple):
                object.__setattr__(self, name, Bounds(*value))

    def apply(self, sample: WeightedSample) -> tuple[WeightedSample, StepTrace]:
        """Solve for the parameters. Raises UnusableMargins, UnusableRows or CalibrationFailed."""
        self._refuse_other_universe()
        auxiliaries = lay_over(self.margins, sample.data, sample.weights != 0, sample.ids)
        problem = _Problem.of(self, sample, auxiliaries)
        solution = problem.solve(sample.weights, np.zeros(problem.kept.size))
        self._refuse_unmet(problem, solution, sample.weights)
        replicated, failed = _in_replicates(sample, problem, solution.parameters, self.name)
        factor = problem.factor(self.name, solution.parameters, replicated)
        result = sample.with_factor(factor, failed)
        self._refuse_negative(result)
        return result, self._trace(sample, result, auxiliaries, problem, len(failed))

    def _refuse_other_universe(self) -> None:
        if not self.margins:
            raise UnusableMargins([Problem("weighting.no_margins")])
        strangers = [m for m in self.margins if self.universe and m.papers.universe != self.universe]
        if strangers:
            raise UnusableMargins(
                Problem(
                    "weighting.margin_universe",
                    {"margin": margin.name, "found": margin.papers.universe, "expected": self.universe},
                )
                for margin in strangers
            )

    def _refuse_unmet(self, problem: "_Problem", solution: Solution, weights: FloatArray) -> None:
        auxiliaries, totals = problem.auxiliaries, problem.auxiliaries.totals
        reached = auxiliaries.patterns.T @ problem.by_pattern(weights * problem.ratios(solution.parameters, weights))
        miss = np.abs(reached - totals) / auxiliaries.sizes
        if solution.converged and miss.max(initial=0.0) <= AGREEMENT:
            return
        worst = int(np.argmax(miss))
        margin, level = auxiliaries.names[worst]
        code = "weighting.margins_contradict" if solution.converged else "weighting.not_calibrated"
        about: dict[str, str | int | float] = {
            "margin": margin,
            "level": level,
            "target": shown(totals[worst]),
            "reached": shown(reached[worst]),
            "distance": self.distance.name,
        }
        raise CalibrationFailed([Problem(code, about)])

    def _refuse_negative(self, result: WeightedSample) -> None:
        negative = int((result.weights < 0).sum())
        if negative and isinstance(self.distance, Linear) and self.distance.negative is Negative.REFUSED:
            about: dict[str, str | int | float] = {"n": negative, "smallest": shown(result.weights.min())}
            raise CalibrationFailed([Problem("weighting.weights_negative", about)])

    def _trace(
        self,
        sample: WeightedSample,
        result: WeightedSample,
        auxiliaries: Auxiliaries,
        problem: "_Problem",
        n_failed: int,
    ) -> StepTrace:
        notes = [
            Note("weighting.column_redundant", {"margin": margin, "level": level})
            for margin, level in problem.redundant(self.margins[0].name)
        ]
        if leaving := int(auxiliaries.leaving[auxiliaries.codes[auxiliaries.codes >= 0]].sum()):
            notes.append(Note("weighting.units_leave", {"n": leaving}))
        parameters = {
            "distance": repr(self.distance),
            "g_bounds": _limits(self.g_bounds),
            "weight_bounds": _limits(self.weight_bounds),
            "margins": ", ".join(margin.name for margin in self.margins),
        }
        return StepTrace(
            self.name,
            parameters,
            spread(sample.weights),
            spread(result.weights),
            margins=_margins(auxiliaries, problem, sample.weights, result.weights),
            notes=tuple(notes),
            n_replicates=result.n_replicates,
            n_failed=n_failed,
        )


@dataclass(frozen=True, eq=False)
class _Problem:
    """One calibration laid out for the solver: by pattern, or by unit where the weight itself is bounded."""

    step: Calibrate
    auxiliaries: Auxiliaries
    kept: np.ndarray

    @classmethod
    def of(cls, step: Calibrate, sample: WeightedSample, auxiliaries: Auxiliaries) -> "_Problem":
        weight = sums(auxiliaries.codes, sample.weights, len(auxiliaries.labels))
        weight[auxiliaries.leaving] = 0.0
        return cls(step, auxiliaries, independent_columns(auxiliaries.patterns, weight))

    def redundant(self, first: str) -> list[tuple[str, str]]:
        """Columns that follow from others, beyond the one of each further margin that its grand total gives."""
        kept = set(self.kept.tolist())
        dropped = [name for j, name in enumerate(self.auxiliaries.names) if j not in kept]
        by_total = {margin: (margin, level) for margin, level in reversed(dropped) if margin != first}
        return [name for name in dropped if by_total.get(name[0]) != name]

    def worst(self, solution: Solution) -> tuple[str, str]:
        """The margin and level that the solution misses most."""
        totals = self.auxiliaries.totals[self.kept]
        miss = np.abs(solution.missing) / np.where(totals != 0, np.abs(totals), 1.0)
        return self.auxiliaries.names[self.kept[int(np.argmax(miss))]]

    def by_pattern(self, weights: FloatArray) -> FloatArray:
        return sums(self.auxiliaries.codes, weights, len(self.auxiliaries.labels))

    def factor(self, name: str, parameters: FloatArray, replicated: FloatArray) -> CalibrationFactor:
        auxiliaries = self.auxiliaries
        return CalibrationFactor(
            name,
            auxiliaries.codes,
            auxiliaries.labels,
            auxiliaries.patterns[:, self.kept],
            tuple(auxiliaries.names[j] for j in self.kept),
            auxiliaries.leaving,
            self.step.distance,
            self.step.g_bounds,
            self.step.weight_bounds,
            parameters,
            replicated,
        )

    def ratios(self, parameters: FloatArray, weights: FloatArray) -> FloatArray:
        return self.factor("", parameters, np.zeros((parameters.size, 0))).of(weights)

    def solve(self, weights: FloatArray, start: FloatArray) -> Solution:
        auxiliaries, step = self.auxiliaries, self.step
        x, totals = auxiliaries.patterns[:, self.kept], auxiliaries.totals[self.kept]
        if step.weight_bounds == UNBOUNDED:
            d = self.by_pattern(weights)
            d[auxiliaries.leaving] = 0.0
            return solve(Equations(step.distance, x, d, totals, step.g_bounds.lower, step.g_bounds.upper), start)
        units = np.flatnonzero((auxiliaries.codes >= 0) & (weights > 0))
        units = units[~auxiliaries.leaving[auxiliaries.codes[units]]]
        d = weights[units]
        lower = np.maximum(step.g_bounds.lower, step.weight_bounds.lower / d)
        upper = np.minimum(step.g_bounds.upper, step.weight_bounds.upper / d)
        return solve(Equations(step.distance, x[auxiliaries.codes[units]], d, totals, lower, upper), start)


def _in_replicates(
    sample: WeightedSample, problem: _Problem, start: FloatArray, step: str
) -> tuple[FloatArray, list[FailedReplicate]]:
    count = sample.replicates.scale.size if sample.replicates else 0
    parameters = np.full((start.size, count), np.nan)
    failed = []
    for replicates, weights in sample.replicate_blocks():
        for column, replicate in enumerate(replicates):
            solution = problem.solve(weights[:, column], start)
            if solution.converged:
                parameters[:, replicate] = solution.parameters
            else:
                failed.append(FailedReplicate(int(replicate), step, " = ".join(problem.worst(solution))))
    return parameters, failed


def _margins(
    auxiliaries: Auxiliaries, problem: _Problem, before: FloatArray, after: FloatArray
) -> tuple[MarginTrace, ...]:
    n, w0, w1 = (auxiliaries.patterns.T @ problem.by_pattern(v) for v in (np.ones_like(before), before, after))
    return tuple(
        MarginTrace(margin, level, round(float(n[j])), float(auxiliaries.totals[j]), float(w0[j]), float(w1[j]))
        for j, (margin, level) in enumerate(auxiliaries.names)
    )


def _limits(bounds: Bounds) -> str:
    return "" if bounds == UNBOUNDED else f"{bounds.lower:g} .. {bounds.upper:g}"
