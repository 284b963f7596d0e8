"""All indicators of a survey in all its partitions, from the collected sample to protected figures."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from analysis.catalogue import Catalogue
from analysis.content import AnalysisContent
from analysis.disclosure import ProtectedEstimates, protect
from analysis.domains import ALL, Partition
from analysis.estimates import DEFAULT_ROAD, Estimate, estimates
from analysis.indicator import Indicator
from analysis.variance import VarianceRoad
from weighting.sample import WeightedSample


def tabulate(
    content: AnalysisContent,
    sample: WeightedSample,
    indicators: Sequence[Indicator],
    partitions: Sequence[Partition],
    road: VarianceRoad = DEFAULT_ROAD,
    done: Callable[[Indicator], None] = lambda _: None,
) -> ProtectedEstimates:
    """Every indicator in every partition. The total is always computed: without it nothing can be protected.

    ``done`` is called after each indicator. Raises UnknownVariable, WrongColumn, UnknownLevel.
    """
    partitions = partitions if ALL in partitions else (ALL, *partitions)
    known = with_variables(content.catalogue, sample, indicators, partitions)
    figures: list[Estimate] = []
    for indicator in indicators:
        figures += estimates(indicator, known, partitions, road, content.policy)
        done(indicator)
    return protect(figures, {indicator.name: indicator for indicator in indicators}, content.policy)


def with_variables(
    catalogue: Catalogue,
    sample: WeightedSample,
    indicators: Sequence[Indicator],
    partitions: Sequence[Partition],
) -> WeightedSample:
    """The sample with the variables that the indicators and partitions read."""
    read = [name for indicator in indicators for name in indicator.reads]
    read += [name for partition in partitions for name in partition.reads]
    return replace(sample, data=catalogue.add(sample.data, dict.fromkeys(read)))
