"""For analysts: one statistic by any columns, as a data frame."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.domains import ALL, Partition, crossed, found_levels, partition_by
from analysis.estimates import DEFAULT_ROAD, estimates
from analysis.indicator import Indicator, Unit
from analysis.statistics import Statistic
from analysis.table import rows
from analysis.variance import VarianceRoad
from questionnaires.contracts import ESTIMATES
from weighting.sample import WeightedSample

if TYPE_CHECKING:
    import pandas as pd


def estimate(
    statistic: Statistic,
    sample: WeightedSample,
    by: str | Sequence[str] = (),
    universe: str | None = None,
    variance: VarianceRoad = DEFAULT_ROAD,
    name: str = "",
) -> "pd.DataFrame":
    """A statistic in the domains that columns of the sample make together, one row a domain, in order.

    The columns are those of the estimates table. ``universe`` names a true-or-false column; domains are masks, never
    filters, so standard errors are those of subpopulations. The figures are not protected: they are for the analyst.
    Raises UnknownVariable, WrongColumn.
    """
    import pandas as pd

    columns = (by,) if isinstance(by, str) else tuple(by)
    label = name or "_".join((type(statistic).__name__.lower(), *statistic.reads))
    indicator = Indicator(label, statistic, Unit.PERSONS, "", universe)
    figures = estimates(indicator, sample, (_partition(sample, columns),), variance)
    return pd.DataFrame(rows(figures, {}), columns=[column.name for column in ESTIMATES.columns])


def _partition(sample: WeightedSample, columns: Sequence[str]) -> Partition:
    if not columns:
        return ALL
    return crossed(*(partition_by(column, found_levels(sample, column)) for column in columns))
