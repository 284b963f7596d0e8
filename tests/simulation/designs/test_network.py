"""The social network: a simple graph among adults with the degrees and the homophily of its parameters."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from simulation.population.arrays import Numbers
from simulation.population.community import Community
from simulation.population.network import MEAN_DEGREE, SAME_CITY, SAME_ORIGIN, SAME_STATUS, SHAPE, Network, knit
from simulation.streams import Streams
from tests.simulation.designs.builders import knit_network, people

SIZE = 40_000


def both_ends(network: Network) -> tuple[Numbers, Numbers]:
    """Every tie, once in each direction."""
    return np.repeat(np.arange(len(network)), network.degree), network.neighbours.astype(np.int64)


def test_who_is_known_knows_and_nobody_knows_oneself() -> None:
    one, other = both_ends(knit_network())
    assert set(zip(one, other, strict=True)) == set(zip(other, one, strict=True))
    assert not (one == other).any()


def test_each_acquaintance_is_listed_once_in_increasing_order() -> None:
    network = knit_network()
    assert all((np.diff(network.of(person)) > 0).all() for person in range(0, len(network), 7))


def test_nobody_under_age_is_known() -> None:
    assert knit_network().degree[~people().adult].sum() == 0


@pytest.mark.parametrize("origin", ["AFR", "MAG", "ARB", "EUR"])
def test_degrees_are_negative_binomial_with_the_mean_of_the_origin(origin: str) -> None:
    group = people(SIZE).adult & (people(SIZE).origin == origin)
    degree, mean = knit_network(SIZE).degree[group], MEAN_DEGREE[origin]
    assert degree.mean() == pytest.approx(mean, rel=0.05)
    assert degree.var() == pytest.approx(mean + mean**2 / SHAPE, rel=0.15)
    assert (degree == 0).mean() == pytest.approx((SHAPE / (SHAPE + mean)) ** SHAPE, rel=0.20)


@pytest.mark.parametrize(
    ("trait", "others", "ratio"),
    [
        ("origin", ("city", "irregular"), SAME_ORIGIN),
        ("city", ("origin", "irregular"), SAME_CITY),
        ("irregular", ("origin", "city"), SAME_STATUS),
    ],
)
def test_a_tie_within_a_group_is_as_many_times_likelier_as_the_parameter(
    trait: str, others: tuple[str, str], ratio: float
) -> None:
    found = homophily(people(SIZE), knit_network(SIZE), trait, others)
    assert found == pytest.approx(ratio, rel=0.10)


def homophily(community: Community, network: Network, trait: str, others: tuple[str, str]) -> float:
    """The square root of the pooled cross-product ratio of ties within and between levels, other traits being equal.

    With propensities x_i x_j r (same level) and x_i x_j (not), ties within a, times ties within b, over the square of
    ties between a and b is r squared, whatever the activities x; pooled over pairs and strata (Mantel and Haenszel).
    """
    level = np.unique(getattr(community, trait), return_inverse=True)[1]
    stratum = np.unique(
        np.stack([np.unique(getattr(community, name), return_inverse=True)[1] for name in others]),
        axis=1,
        return_inverse=True,
    )[1]
    one, other = both_ends(network)
    equal = stratum[one] == stratum[other]
    n = level.max() + 1
    counts = np.zeros((stratum.max() + 1, n, n))
    np.add.at(counts, (stratum[one[equal]], level[one[equal]], level[other[equal]]), 1.0)
    within = between = 0.0
    for table in counts:
        for a, b in combinations(range(n), 2):
            total = table[a, a] + table[b, b] + 2 * table[a, b]
            if total:
                within += table[a, a] * table[b, b] / total
                between += table[a, b] * (table[a, b] - 1) / total  # unbiased for the square of a Poisson mean
    return float(np.sqrt(within / between))


def test_the_largest_component_is_the_first_and_holds_most_of_those_who_know_anybody() -> None:
    network = knit_network()
    sizes = np.bincount(network.component)
    assert (np.diff(sizes) <= 0).all()
    assert sizes[0] > 0.95 * (network.degree > 0).sum()


def test_people_who_know_each_other_are_in_one_component() -> None:
    network = knit_network()
    one, other = both_ends(network)
    assert (network.component[one] == network.component[other]).all()


def test_acquaintances_are_counted_among_any_group() -> None:
    network, women = knit_network(), people().woman
    counted = network.count(women)
    assert [counted[person] for person in range(50)] == [women[network.of(person)].sum() for person in range(50)]


@pytest.mark.parametrize("part", [lambda found: found.indptr, lambda found: found.neighbours])
def test_a_seed_gives_one_network(part: Callable[[Network], Numbers]) -> None:
    again = knit(people(), Streams(5).of("network"))
    assert np.array_equal(part(again), part(knit_network()))
    assert not np.array_equal(knit(people(), Streams(6).of("network")).neighbours, knit_network().neighbours)
