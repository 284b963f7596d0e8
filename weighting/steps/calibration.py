"""Calibration: the weights closest to those before that meet the margins (Deville and Särndal 1992)."""

from dataclasses import dataclass

import numpy as np

from questionnaires.problems import Problem
from weighting.calibrating.auxiliaries import Auxiliaries
from weighting.calibrating.failures import Conflicting, conflict_in, contradiction_problem, unmet_problems
from weighting.calibrating.households import Household
from weighting.calibrating.laid_out import LaidOut
from weighting.calibrating.laying import lay_over
from weighting.calibrating.margin_errors import MarginErrors, StandardErrors, consistent
from weighting.calibrating.redundancy import contradiction, rank_of
from weighting.calibrating.replication import Recalibrated, recalibrate
from weighting.distances import UNBOUNDED, Bounds, Distance, Linear, Negative
from weighting.factors import FloatArray
from weighting.margins import AGREEMENT, AnyMargin
from weighting.problems import CalibrationFailed, UnusableMargins, shown
from weighting.sample import WeightedSample
from weighting.solving import Solution
from weighting.trace import MarginTrace, Note, StepTrace, spread

GENERALISED_REGRESSION = Linear()
INDEPENDENT = StandardErrors()
MOST_NAMED = 20


@dataclass(frozen=True)
class Calibrate:
    """Weights that meet margins, in the full sample and in every replicate.

    ``g_bounds`` limit the ratio of the new weight to the old, ``weight_bounds`` the new weight itself. ``household``
    (a column, or a ``Household`` that also names the metric) gives its members one weight. ``universe`` names what
    the weights are about: a margin about something else is refused. ``errors`` says how totals that were estimated
    themselves vary.

    A margin with a finite cost c need not be met: with the distance, the sum of c (total reached - total)² / (2 total)
    is made small (Bardsley and Chambers 1984, Applied Statistics 33, 290-299); weights and totals k times as large
    give the same ratios.
    """

    margins: tuple[AnyMargin, ...]
    distance: Distance = GENERALISED_REGRESSION
    g_bounds: Bounds = UNBOUNDED
    weight_bounds: Bounds = UNBOUNDED
    universe: str = ""
    household: Household | None = None
    errors: MarginErrors = INDEPENDENT
    name = "calibration"

    def __post_init__(self) -> None:
        object.__setattr__(self, "margins", tuple(self.margins))
        for name in ("g_bounds", "weight_bounds"):  # a pair of numbers will do
            value = getattr(self, name)
            if isinstance(value, tuple):
                object.__setattr__(self, name, Bounds(*value))
        if isinstance(self.household, str):  # so will the column of the household
            object.__setattr__(self, "household", Household(self.household))

    def apply(self, sample: WeightedSample) -> tuple[WeightedSample, StepTrace]:
        """Solve for the parameters. Raises UnusableMargins, UnusableRows or CalibrationFailed."""
        laid = self.laid_over(sample)
        solution = laid.solve(sample.weights, np.zeros(laid.kept.size))
        _refuse_unmet(laid, solution, sample.weights)
        covariance = consistent(laid.auxiliaries, self.errors.covariance(laid.auxiliaries))
        found = recalibrate(sample, laid, solution.parameters, self._deviations(sample, laid), self.name)
        known = covariance[np.ix_(laid.kept, laid.kept)]
        factor = laid.factor(self.name, solution.parameters, found.parameters, known if known.any() else None)
        result = sample.with_factor(factor, found.failed)
        self._refuse_negative(result)
        return result, self._trace(sample, result, laid, found)

    def laid_over(self, sample: WeightedSample) -> LaidOut:
        """The calibration of a sample before it is solved. Raises what ``apply`` raises about margins and rows."""
        self._refuse_margins()
        auxiliaries = lay_over(self.margins, sample.data, sample.weights, sample.ids, self.household)
        weight = auxiliaries.by_pattern(sample.weights)
        weight[auxiliaries.leaving] = 0.0
        rank = rank_of(auxiliaries, weight)
        if relation := contradiction(auxiliaries, rank):
            raise CalibrationFailed([contradiction_problem(auxiliaries, relation)])
        return LaidOut(auxiliaries, rank, self.distance, self.g_bounds, self.weight_bounds)

    def _deviations(self, sample: WeightedSample, laid: LaidOut) -> FloatArray:
        """What each replicate adds to the totals: the errors of estimated margins."""
        scale = sample.replicates.scale if sample.replicates else np.zeros(0)
        found = np.zeros((laid.kept.size, scale.size))
        if scale.size and self.errors.covariance(laid.auxiliaries).any():
            used = sample.usable_replicates
            found[:, used] = self.errors.deviations(laid.auxiliaries, sample.replicate_scale)[laid.kept]
        return found

    def _refuse_margins(self) -> None:
        if not self.margins:
            raise UnusableMargins([Problem("weighting.no_margins")])
        free = [m.name for m in self.margins if not m.cost > 0]
        if free:
            raise UnusableMargins(Problem("calibrating.margin_cost", {"margin": name}) for name in free)
        strangers = [m for m in self.margins if self.universe and m.papers.universe != self.universe]
        if strangers:
            raise UnusableMargins(
                Problem(
                    "weighting.margin_universe",
                    {"margin": margin.name, "found": margin.papers.universe, "expected": self.universe},
                )
                for margin in strangers
            )

    def _refuse_negative(self, result: WeightedSample) -> None:
        negative = int((result.weights < 0).sum())
        if negative and isinstance(self.distance, Linear) and self.distance.negative is Negative.REFUSED:
            about: dict[str, str | int | float] = {"n": negative, "smallest": shown(result.weights.min())}
            raise CalibrationFailed([Problem("weighting.weights_negative", about)])

    def _trace(self, sample: WeightedSample, result: WeightedSample, laid: LaidOut, found: Recalibrated) -> StepTrace:
        parameters = {
            "distance": repr(self.distance),
            "g_bounds": _limits(self.g_bounds),
            "weight_bounds": _limits(self.weight_bounds),
            "margins": ", ".join(margin.name for margin in self.margins),
        }
        if self.household:
            parameters["household"] = f"{self.household.column} ({self.household.metric})"
        if costs := [f"{margin.name} ({margin.cost:g})" for margin in self.margins if np.isfinite(margin.cost)]:
            parameters["costs"] = ", ".join(costs)
        estimated = np.flatnonzero(np.diag(self.errors.covariance(laid.auxiliaries)))
        if estimated.size:
            names = dict.fromkeys(laid.auxiliaries.columns[j].margin for j in estimated.tolist())
            parameters["estimated"] = ", ".join(names)
        return StepTrace(
            self.name,
            parameters,
            spread(sample.weights),
            spread(result.weights),
            margins=_margins(laid.auxiliaries, sample.weights, result.weights),
            notes=tuple(_notes(sample, laid, found, self.margins[0].name)),
            n_replicates=result.n_replicates,
            n_failed=len(found.failed),
        )


def tightest_bounds(step: Calibrate, sample: WeightedSample) -> Bounds | None:
    """The narrowest bounds on the ratio with which the step's margins can be met, within the bounds that it has.

    None where no ratios meet them. Raises what the step raises about margins and rows.
    """
    return step.laid_over(sample).reach(sample.weights).tightest()


def conflicting_totals(step: Calibrate, sample: WeightedSample) -> tuple[Conflicting, ...]:
    """A smallest set of the step's totals that cannot be met together, with what each could be; empty where all can.

    Raises what the step raises about margins and rows.
    """
    return conflict_in(step.laid_over(sample), sample.weights)


def _refuse_unmet(laid: LaidOut, solution: Solution, weights: FloatArray) -> None:
    auxiliaries = laid.auxiliaries
    reached = auxiliaries.patterns.totals(auxiliaries.by_pattern(weights * laid.ratios(solution.parameters, weights)))
    miss = np.abs(reached - auxiliaries.totals) / auxiliaries.sizes
    if not solution.converged or miss[auxiliaries.exact].max(initial=0.0) > AGREEMENT:
        raise CalibrationFailed(unmet_problems(laid, weights, solution))


def _notes(sample: WeightedSample, laid: LaidOut, found: Recalibrated, first: str) -> list[Note]:
    auxiliaries = laid.auxiliaries
    notes = [
        Note("weighting.column_redundant", {"margin": margin, "level": level})
        for margin, level in _redundant(laid, first)
    ]
    notes += [
        Note("calibrating.level_absent", {"margin": margin, "level": level}) for margin, level in auxiliaries.absent
    ]
    inside = np.flatnonzero(auxiliaries.codes >= 0)
    leaving = inside[auxiliaries.leaving[auxiliaries.codes[inside]]]
    if leaving.size:
        rows = ", ".join(sample.ids[row] for row in leaving[:MOST_NAMED].tolist())
        more = " …" if leaving.size > MOST_NAMED else ""
        notes.append(Note("weighting.units_leave", {"n": int(leaving.size), "rows": rows + more}))
    if found.retried:
        notes.append(Note("calibrating.replicates_retried", {"n": found.retried, "failed": len(found.failed)}))
    return notes


def _redundant(laid: LaidOut, first: str) -> list[tuple[str, str]]:
    """Columns that follow from others, beyond the level of each further margin that its grand total gives."""
    dropped = [laid.auxiliaries.columns[relation.column] for relation in laid.rank.relations]
    by_total = {column.margin: column for column in reversed(dropped) if column.levelled and column.margin != first}
    return [column.name for column in dropped if by_total.get(column.margin) != column]


def _margins(auxiliaries: Auxiliaries, before: FloatArray, after: FloatArray) -> tuple[MarginTrace, ...]:
    n, w0, w1 = (auxiliaries.patterns.totals(auxiliaries.by_pattern(v)) for v in (np.ones_like(before), before, after))
    return tuple(
        MarginTrace(margin, level, round(float(n[j])), float(auxiliaries.totals[j]), float(w0[j]), float(w1[j]))
        for j, (margin, level) in enumerate(auxiliaries.names)
    )


def _limits(bounds: Bounds) -> str:
    return "" if bounds == UNBOUNDED else f"{bounds.lower:g} .. {bounds.upper:g}"
