"""Nonresponse by a model: respondents carry the inverse of their probability of answering, or classes of that score."""

from dataclasses import dataclass, replace

import numpy as np

from questionnaires.codes import ResponseStatus
from questionnaires.problems import Problem
from weighting.collapsing import AS_THEY_ARE, CollapsingRule
from weighting.factors import FloatArray, IntArray, TruthArray
from weighting.problems import UnusableClasses, UnusableRecipe
from weighting.propensity.covariates import Covariates, covariates
from weighting.propensity.logistic import fit, probabilities, refit
from weighting.propensity.propensity_factor import PropensityFactor
from weighting.replicates import FailedReplicate
from weighting.sample import WeightedSample
from weighting.steps.redistributing import Moves, joined, move, status
from weighting.trace import CellTrace, Note, StepTrace, spread


@dataclass(frozen=True)
class AdjustByPropensity:
    """Each respondent's weight is divided by its probability of answering, from a weighted logistic model.

    ``covariates`` are columns known for respondents and nonrespondents: levels of texts, numbers as they are. The
    total of the eligible is kept by one scale. ``largest_factor``: no probability counts for less than its inverse;
    how many that concerns is told. The model is fitted anew in each replicate. Ineligible units leave with weight 0.
    """

    covariates: tuple[str, ...]
    largest_factor: float = 10.0
    status: str = "response_status"
    name = "propensity"

    def __post_init__(self) -> None:
        if not self.largest_factor > 1:
            raise UnusableRecipe([Problem("propensity.largest_factor", {"value": self.largest_factor})])

    def apply(self, sample: WeightedSample) -> tuple[WeightedSample, StepTrace]:
        """Fit and divide. Raises UnusableClasses, UnusableRows, UnusableRecipe."""
        among, answered = _answering(sample, self.status)
        laid = covariates(sample, self.covariates, among, answered)
        bare = _unfitted(sample, self.name, laid, answered, 1.0 / self.largest_factor)
        beta = _fitted(bare, sample.weights)
        replicated, scales, failed = _in_replicates(sample, bare, beta)
        factor = replace(
            bare,
            parameters=beta,
            scale=_scale(bare, sample.weights, beta),
            replicate_parameters=replicated,
            replicate_scales=scales,
        )
        result = sample.with_factor(factor, failed)
        return result, self._trace(sample, result, factor, len(failed))

    def _trace(
        self, sample: WeightedSample, result: WeightedSample, factor: PropensityFactor, n_failed: int
    ) -> StepTrace:
        among = factor.codes >= 0
        p = probabilities(factor.x, factor.parameters)[factor.codes[among]]
        whole = CellTrace(
            "all",
            int(among.sum()),
            int(factor.answered[among].sum()),
            float(sample.weights[among].sum()),
            float(result.weights[among].sum()),
            factor.scale,
        )
        held = int((p < factor.least).sum())
        notes = [Note("propensity.range", {"lowest": round(float(p.min()), 4), "highest": round(float(p.max()), 4)})]
        notes += [
            Note("propensity.coefficient", {"variable": name or "1", "level": level, "value": round(value, 4)})
            for (name, level), value in zip(factor.columns, factor.parameters.tolist(), strict=True)
        ]
        if held:
            notes.append(Note("propensity.held", {"n": held, "largest": self.largest_factor}))
        parameters = {"covariates": ", ".join(self.covariates), "largest_factor": f"{self.largest_factor:g}"}
        return StepTrace(
            self.name,
            parameters,
            spread(sample.weights),
            spread(result.weights),
            (whole,),
            notes=tuple(notes),
            n_replicates=result.n_replicates,
            n_failed=n_failed,
        )


@dataclass(frozen=True)
class AdjustByScoreClasses:
    """Classes of about equal numbers by the fitted probability of answering; in each, respondents carry the others.

    Little (1986), International Statistical Review 54, 139-157: less exposed to a wrong model than the inverse of
    the probability. The classes that the sample formed stay in the replicates; the factors are redone.
    """

    covariates: tuple[str, ...]
    classes: int = 5
    collapse: CollapsingRule = AS_THEY_ARE
    status: str = "response_status"
    name = "score_classes"

    def __post_init__(self) -> None:
        if self.classes < 1:
            raise UnusableRecipe([Problem("propensity.classes", {"value": self.classes})])

    def apply(self, sample: WeightedSample) -> tuple[WeightedSample, StepTrace]:
        """Fit, cut, move the weights. Raises UnusableClasses, UnusableRows."""
        among, answered = _answering(sample, self.status)
        laid = covariates(sample, self.covariates, among, answered)
        factor = _unfitted(sample, self.name, laid, answered, 0.0)
        score = probabilities(laid.x, _fitted(factor, sample.weights))
        fine, labels = _cut(score, laid.codes, self.classes)
        keys = tuple((f"{place:03d}",) for place in range(len(labels)))
        within, labels, collapsed = joined(sample, fine, labels, keys, answered, self.collapse)
        moves = Moves(among & ~answered, answered, within, labels, np.ones(sample.n))
        parameters = {
            "covariates": ", ".join(self.covariates),
            "classes": str(self.classes),
            "collapse": repr(self.collapse),
        }
        outside = np.where(sample.weights > 0, 0.0, 1.0)
        return move(sample, self.name, moves, outside, "", parameters, collapsed)


def _answering(sample: WeightedSample, name: str) -> tuple[TruthArray, TruthArray]:
    """Who is concerned, and who of them answered."""
    found, carried = status(sample, name), sample.weights > 0
    answered = np.asarray((found == ResponseStatus.RESPONDENT.value) & carried, bool)
    missing = np.asarray((found == ResponseStatus.NONRESPONDENT.value) & carried, bool)
    return answered | missing, answered


def _unfitted(
    sample: WeightedSample, step: str, laid: Covariates, answered: TruthArray, least: float
) -> PropensityFactor:
    count, p = sample.replicates.scale.size if sample.replicates else 0, laid.x.shape[1]
    empty = np.full((p, count), np.nan), np.full(count, np.nan)
    return PropensityFactor(step, laid.codes, laid.x, laid.columns, answered, least, np.zeros(p), 1.0, *empty)


def _fitted(factor: PropensityFactor, weights: FloatArray) -> FloatArray:
    beta = fit(factor.counts(weights))
    if np.isnan(beta).any():
        raise UnusableClasses([Problem("propensity.no_fit")])
    return beta


def _scale(factor: PropensityFactor, weights: FloatArray, beta: FloatArray) -> float:
    counts = factor.counts(weights)
    inverse = 1.0 / np.maximum(probabilities(factor.x, beta), factor.least)
    return float(counts.among.sum() / (counts.answered @ inverse))


def _in_replicates(
    sample: WeightedSample, factor: PropensityFactor, beta: FloatArray
) -> tuple[FloatArray, FloatArray, list[FailedReplicate]]:
    parameters, scales = factor.replicate_parameters.copy(), factor.replicate_scales.copy()
    failed = []
    for replicates, weights in sample.replicate_blocks():
        for place, replicate in enumerate(replicates.tolist()):
            found = refit(factor.counts(weights[:, place]), beta)
            if np.isnan(found).any():
                failed.append(FailedReplicate(replicate, factor.step, ""))
                continue
            parameters[:, replicate] = found
            scales[replicate] = _scale(factor, weights[:, place], found)
    return parameters, scales, failed


def _cut(score: FloatArray, codes: IntArray, classes: int) -> tuple[IntArray, tuple[str, ...]]:
    """Classes of about equal numbers of units by score; patterns with one score stay together."""
    inside = codes >= 0
    edges = np.unique(np.quantile(score[codes[inside]], np.linspace(0, 1, classes + 1)[1:-1], method="lower"))
    of_pattern = np.searchsorted(edges, score, side="left")
    _, of_pattern = np.unique(of_pattern, return_inverse=True)
    labels = tuple(
        f"p {score[of_pattern == c].min():.3f} – {score[of_pattern == c].max():.3f}"
        for c in range(int(of_pattern.max()) + 1)
    )
    found = np.full(codes.size, -1, np.int64)
    found[inside] = of_pattern[codes[inside]]
    return found, labels
