"""The social network of the adults: who knows whom by name, in a degree-corrected block model.

Blocks are origin by city by residence status. The activity of a person is Gamma distributed, so that degrees are
negative binomial; a tie within an origin, a city or a status is as many times likelier as the parameters say (Karrer
and Newman 2011 for the model). Ties drawn twice count once, which costs less than one per cent of them.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from simulation.population.arrays import Amounts, Numbers
from simulation.population.community import Community, community
from simulation.population.world import World
from simulation.streams import Streams

MEAN_DEGREE = {"AFR": 12.0, "MAG": 7.0, "ARB": 7.0, "EUR": 7.0}
SHAPE = 1.5  # of the negative binomial
SAME_ORIGIN, SAME_CITY, SAME_STATUS = 5.0, 20.0, 1.8  # how many times likelier a tie is, all else equal

ROUNDS, PRECISE = 500, 1e-9  # of the balancing of blocks


@dataclass(frozen=True)
class Network:
    """An undirected simple graph over the rows of ``People`` in compressed rows; nobody under age has a tie."""

    indptr: Numbers
    neighbours: npt.NDArray[np.int32]  # of person i: from indptr[i] to indptr[i + 1], in increasing order
    component: Numbers  # the connected component of each person, 0 is the largest

    def __len__(self) -> int:
        return len(self.indptr) - 1

    @property
    def degree(self) -> Numbers:
        """How many people each person knows."""
        return np.diff(self.indptr)

    @property
    def ties(self) -> int:
        """Pairs of people who know each other."""
        return len(self.neighbours) // 2

    def of(self, person: int) -> npt.NDArray[np.int32]:
        """Whom a person knows."""
        return self.neighbours[self.indptr[person] : self.indptr[person + 1]]

    def count(self, among: npt.NDArray[np.bool_]) -> Numbers:
        """How many of the people whom each person knows are among these."""
        running = np.concatenate([[0], np.cumsum(among[self.neighbours])])
        return np.asarray(running[self.indptr[1:]] - running[self.indptr[:-1]])


def network(world: World, streams: Streams) -> Network:
    """The network of a world: drawn once, whatever the sample."""
    return knit(community(world), streams.of("network"))


def knit(people: Community, random: np.random.Generator) -> Network:
    """The network of the adults of a community."""
    adults = np.flatnonzero(people.adult)
    mean = np.array([MEAN_DEGREE[origin] for origin in people.origin[adults]])
    activity = mean * random.gamma(SHAPE, 1 / SHAPE, len(adults))
    blocks, block = _blocks(people, adults)
    order = np.argsort(block, kind="stable")
    reach = np.cumsum(activity[order])
    ends = np.searchsorted(block[order], np.arange(len(blocks)), side="right") - 1
    stubs = np.diff(reach[ends], prepend=0.0)
    one, other = _draw_ties(_expected_ties(blocks, stubs), reach[ends] - stubs, stubs, reach, random)
    return _graph(len(people), adults[order[one]], adults[order[other]])


def _blocks(people: Community, adults: Numbers) -> tuple[Numbers, Numbers]:
    """The blocks as rows (origin, city, status), and the block of each adult."""
    traits = [
        np.unique(values[adults], return_inverse=True)[1] for values in (people.origin, people.city, people.irregular)
    ]
    blocks, block = np.unique(np.stack(traits, axis=1), axis=0, return_inverse=True)
    return blocks, np.asarray(block)


def _expected_ties(blocks: Numbers, stubs: Amounts) -> Amounts:
    """Expected stubs from block to block: in proportion to the homophily, with the sums that the activities ask for."""
    likelier = np.ones((len(blocks), len(blocks)))
    for trait, ratio in enumerate((SAME_ORIGIN, SAME_CITY, SAME_STATUS)):
        same = blocks[:, None, trait] == blocks[None, :, trait]
        likelier *= np.where(same, ratio, 1.0)
    scale = np.full(len(blocks), 1 / np.sqrt(likelier.mean() * stubs.sum()))
    for _ in range(ROUNDS):
        wanted = 1 / (likelier @ (stubs * scale))
        if np.max(np.abs(wanted / scale - 1)) < PRECISE:
            break
        scale = np.sqrt(scale * wanted)
    weight = stubs * scale
    return np.asarray(likelier * np.outer(weight, weight))


def _draw_ties(
    expected: Amounts, start: Amounts, width: Amounts, reach: Amounts, random: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Both ends of every tie, as places among the adults sorted by block."""
    first, second = np.triu_indices(len(expected))
    mean = expected[first, second] / np.where(first == second, 2.0, 1.0)
    count = random.poisson(mean)
    ends = []
    for block in (np.repeat(first, count), np.repeat(second, count)):
        at = start[block] + width[block] * random.random(len(block))
        ends.append(np.minimum(np.searchsorted(reach, at, side="right"), len(reach) - 1))
    return ends[0], ends[1]


def _graph(size: int, one: Numbers, other: Numbers) -> Network:
    """A simple graph: each tie once in each direction, nobody tied to oneself."""
    keep = one != other
    pairs = np.unique(np.minimum(one, other)[keep] * size + np.maximum(one, other)[keep])
    low, high = pairs // size, pairs % size
    rows, columns = np.concatenate([low, high]), np.concatenate([high, low])
    order = np.argsort(rows * size + columns)
    neighbours = columns[order].astype(np.int32)
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=size))])
    ones = np.ones(len(neighbours), dtype=np.int8)
    _, label = connected_components(csr_array((ones, neighbours, indptr), shape=(size, size)), directed=False)
    by_size = np.argsort(-np.bincount(label), kind="stable")
    rank = np.empty_like(by_size)
    rank[by_size] = np.arange(len(by_size))
    return Network(indptr, neighbours, rank[label])
