"""True values: every indicator of a survey by every partition over a census, each person counting once.

They come from the analysis itself, so that what it makes of the answers is what estimates are compared with. Beside
each stands what the traits of the same people give without any answer, where they know it, and how far a scenario
shifts the value among those who respond.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pyarrow as pa

from analysis.columns import Mask, holds
from analysis.content import AnalysisContent
from analysis.domains import ALL, Partition, crossed
from analysis.indicator import Indicator
from analysis.measures import respondents
from analysis.tabulation import with_variables
from simulation.field.cooperation import willingness
from simulation.known.trait_values import TraitValues
from simulation.population.arrays import Amounts
from simulation.population.chance import logistic
from simulation.population.scenario import Response
from simulation.population.world import World
from weighting.sample import WeightedSample

MISSING = float("nan")


@dataclass(frozen=True)
class TrueValue:
    """One figure of the whole population. Shares run from 0 to 1; ``value`` is None where nobody counts."""

    indicator: str
    category: str | None
    partition: str
    level: str
    value: float | None
    n: int
    """Persons who count in the cell: of the universe, with known answers."""
    from_traits: float | None
    """The same figure straight from the traits; None where they do not know it."""
    bias: float | None
    """What is added to the value among respondents, weighted so that what the listing knows is balanced."""


def partitions_of(content: AnalysisContent) -> tuple[Partition, ...]:
    """The partitions of the survey, and each pair of them crossed as its tables do."""
    single = [partition for partition in content.partitions if partition != ALL]
    return (ALL, *single, *(crossed(one, other) for one, other in combinations(single, 2)))


def true_values(
    content: AnalysisContent,
    census: pa.Table,
    world: World,
    response: Response,
    partitions: Sequence[Partition] | None = None,
) -> tuple[TrueValue, ...]:
    """Every indicator in every domain of the partitions, those of ``partitions_of`` where none are given."""
    wanted = tuple(partitions_of(content) if partitions is None else partitions)
    sample = _read(content, census, wanted)
    weights = np.column_stack((np.ones(sample.n), respondents_weight(world, census, response)))
    traits = TraitValues(world, np.asarray(census.column("person")))
    found = []
    for partition in wanted:
        masks = partition.masks(sample)
        for level, mask in zip(partition.levels, masks.T, strict=True):
            rows = np.flatnonzero(mask)
            inside = replace(sample, ids=tuple(sample.ids[row] for row in rows), data=sample.data.take(pa.array(rows)))
            told = traits.within(partition, level)
            for indicator in content.indicators:
                found += list(_cells(indicator, inside, weights[rows], partition.name, level, told))
    return tuple(found)


def _read(content: AnalysisContent, census: pa.Table, partitions: Sequence[Partition]) -> WeightedSample:
    """The census with the variables that indicators and partitions read, and nothing else."""
    known = with_variables(content.catalogue, WeightedSample.from_frame(census), content.indicators, partitions)
    read = [name for indicator in content.indicators for name in indicator.reads]
    read += [name for partition in partitions for name in partition.reads]
    return replace(known, data=known.data.select(list(dict.fromkeys(read))))


def respondents_weight(world: World, census: pa.Table, response: Response) -> Amounts:
    """The chance of each person to agree to the interview, against that of people who look the same in the listing.

    The listing knows the group of origin and whether the PSU is urban; where nothing else matters all are 1.
    """
    person = np.asarray(census.column("person"))
    urban = world.frame.urban[world.households.psu[world.people.household[person]]]
    agrees = logistic(willingness(response, world.country, world.people, world.traits, person, urban))
    looks = np.char.add(world.people.origin[person].astype("U4"), np.where(urban, "1", "0"))
    _, group = np.unique(looks, return_inverse=True)
    usual = np.bincount(group, agrees) / np.bincount(group)
    return np.asarray(agrees / usual[group])


def _cells(
    indicator: Indicator,
    sample: WeightedSample,
    weights: Amounts,
    partition: str,
    level: str,
    told: Mapping[str, float | None],
) -> Iterator[TrueValue]:
    universe: Mask = holds(sample, indicator.universe)[:, None]
    measure = indicator.statistic.measure(sample, universe)
    points = measure.points(weights)
    counts = respondents(measure.among, weights[:, 0])
    for place, category in enumerate(indicator.statistic.categories):
        n = int(counts[place])
        value, shifted = points[place].tolist() if n else (MISSING, MISSING)
        yield TrueValue(
            indicator=indicator.name,
            category=category,
            partition=partition,
            level=level,
            value=_known(value),
            n=n,
            from_traits=told.get(indicator.name) if category is None else None,
            bias=_known(shifted - value),
        )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
