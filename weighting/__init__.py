"""From a sample to honest weights, each one explained."""

import importlib

_FRONT = {
    "WeightedSample": "weighting.sample",
    "Singleton": "weighting.design",
    "Recipe": "weighting.recipe",
    "Step": "weighting.recipe",
    "Trace": "weighting.trace",
    "DesignWeights": "weighting.steps.design",
    "BootstrapReplicates": "weighting.steps.replicates",
    "DrawReplicates": "weighting.steps.replicates",
    "RaoWuYue": "weighting.replicates",
    "JK1": "weighting.resampling.jackknife",
    "JK2": "weighting.resampling.jackknife",
    "JKn": "weighting.resampling.jackknife",
    "BalancedRepeated": "weighting.resampling.balanced",
    "SuccessiveDifferences": "weighting.resampling.successive",
    "ShareUnknownEligibility": "weighting.steps.eligibility",
    "ShareUnknownPersons": "weighting.steps.eligibility",
    "ShareUnscreened": "weighting.steps.eligibility",
    "AdjustForNonresponse": "weighting.steps.nonresponse",
    "AdjustByPropensity": "weighting.steps.propensity",
    "AdjustByScoreClasses": "weighting.steps.propensity",
    "Neighbours": "weighting.collapsing",
    "NoCollapsing": "weighting.collapsing",
    "Trim": "weighting.steps.trimming",
    "TimesMedian": "weighting.trimming.limits",
    "MedianAndIqr": "weighting.trimming.limits",
    "AtMost": "weighting.trimming.limits",
    "Calibrate": "weighting.steps.calibration",
    "Rescale": "weighting.steps.rescaling",
    "tightest_bounds": "weighting.steps.calibration",
    "conflicting_totals": "weighting.steps.calibration",
    "Household": "weighting.calibrating.households",
    "Metric": "weighting.calibrating.households",
    "StandardErrors": "weighting.calibrating.margin_errors",
    "MarginCovariance": "weighting.calibrating.margin_errors",
    "MarginReplicates": "weighting.calibrating.margin_errors",
    "Margin": "weighting.margins",
    "Domain": "weighting.margins",
    "in_each": "weighting.margins",
    "scaled_to": "weighting.margins",
    "MarginTotal": "weighting.margins",
    "Papers": "weighting.margins",
    "Bounds": "weighting.distances",
    "Linear": "weighting.distances",
    "Negative": "weighting.distances",
    "TruncatedLinear": "weighting.distances",
    "Raking": "weighting.distances",
    "Logit": "weighting.distances",
    "Sinh": "weighting.distances",
    "Given": "weighting.distances",
}

__all__ = sorted(_FRONT)


def __getattr__(name: str) -> object:
    """The public names, each from its module when it is first asked for."""
    if name not in _FRONT:
        raise AttributeError(name)
    return getattr(importlib.import_module(_FRONT[name]), name)
