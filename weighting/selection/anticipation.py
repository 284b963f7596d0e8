"""What a planner may expect of every PSU now, from the count of an earlier census, and how far off that may be.

The density of a PSU follows a gamma distribution, the old count a Poisson distribution around the part of it that was
there then, the number of today a Poisson distribution around all of it. Given the count, the expected number is then
between the count brought to today and the mean of the PSU's group: a PSU that counted nobody is not expected empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from questionnaires.problems import Problem
from weighting.selection.assumptions import Assumptions
from weighting.selection.frame import Amounts, SamplingFrame
from weighting.selection.problems import UnusableSamplingDesign
from weighting.selection.stratifying import Stratified


@dataclass(frozen=True, slots=True, eq=False)
class Anticipated:
    """Households sought in each PSU of the frame: the expected number and its variance."""

    mean: Amounts
    variance: Amounts


def anticipated(frame: SamplingFrame, assumed: Assumptions) -> Anticipated:
    """Expected numbers that sum to the households assumed. Raises UnusableFrame, UnusableSamplingDesign."""
    count, dwellings = frame.amounts(assumed.count), frame.amounts("frame_dwellings")
    if not count.sum():
        raise UnusableSamplingDesign([Problem("selection.nothing_counted", {"column": assumed.count})])
    group = _groups(frame, assumed.by)
    counted = np.bincount(group, count) + 0.5  # a group that counted nobody is not without anybody
    prior = assumed.households * (counted / counted.sum())[group] * dwellings / np.bincount(group, dwellings)[group]
    seen = count.sum() / assumed.households
    concentration = assumed.concentration or fitted_concentration(count, seen * prior)
    shape = concentration + count
    mean = shape / (concentration / prior + seen)
    mean *= assumed.households / mean.sum()
    return Anticipated(mean, assumed.dispersion * (mean + mean**2 / shape))


def fitted_concentration(count: Amounts, expected: Amounts) -> float:
    """The gamma shape with which counts spread around their expectations as they do, by moments; within 0.01 to 100."""
    beyond = ((count - expected) ** 2).sum() - expected.sum()
    return float(np.clip((expected**2).sum() / max(beyond, 1e-9), 0.01, 100.0))


def anticipated_variance(p: Amounts, expected: Anticipated) -> float:
    """Variance of the weighted total of one stratum over draws and over what the expected numbers may be.

    The design's part is Hajek's for draws of fixed size (with the correction of Deville and Tille 2005); the rows are
    those of a stratum, or of a part of it that an implicit order separates.
    """
    open_ = p < 1
    n = int(open_.sum())
    if n < 2:
        return 0.0
    mean, variance, chance = expected.mean[open_], expected.variance[open_], p[open_]
    factor = chance * (1 - chance) * n / (n - 1)
    whole = factor.sum()
    centre = (factor * mean / chance).sum() / whole
    between = (factor * (mean / chance - centre) ** 2).sum()
    unknown = (factor * variance / chance**2 * (1 - factor / whole)).sum()
    return float(between + unknown)


def merits(
    frame: SamplingFrame, strata: Stratified, assumed: Assumptions | None, size: str, *, costs: bool
) -> Mapping[str, float]:
    """Shares of the PSUs, by stratum, that make the variance of the expected total smallest (Neyman 1934).

    With ``costs`` for the same money: a PSU of a stratum costs what is expected in it. Raises UnusableSamplingDesign
    where nothing is assumed, or no costs.
    """
    if assumed is None or (costs and assumed.costs is None):
        raise UnusableSamplingDesign([Problem("selection.best_without_plan")])
    expected = anticipated(frame, assumed)
    sizes = frame.sizes(size)
    price = psu_price(frame, assumed, expected) if costs else np.ones(len(frame))
    found = {}
    for stratum, rows in strata.rows.items():
        share = sizes[rows] / sizes[rows].sum()
        mean, variance = expected.mean[rows], expected.variance[rows]
        spread = share @ ((mean / share - mean.sum()) ** 2 + variance / share**2)
        found[stratum] = float(np.sqrt(max(spread, 1e-12) / max(share @ price[rows], 1e-12)))
    return found


def psu_price(frame: SamplingFrame, assumed: Assumptions, expected: Anticipated) -> Amounts:
    """What each PSU costs when it is in the sample; zeros where no costs are given."""
    if (costs := assumed.costs) is None:
        return np.zeros(len(frame))
    listed = frame.amounts("frame_dwellings") * assumed.growth
    interviews = expected.mean * assumed.persons * assumed.response
    return np.asarray(costs.psu + costs.listed_dwelling * listed + costs.interview * interviews)


def _groups(frame: SamplingFrame, by: tuple[str, ...]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    crossed = np.full(len(frame), "")
    for name in by:
        crossed = np.char.add(np.char.add(crossed, "\x1f"), frame.texts(name))
    return np.unique(crossed, return_inverse=True)[1].astype(np.int64)
