"""Centre sampling: people met at places that they attend, weighted by how easily they could have been met.

The weights are the nonparametric maximum likelihood estimate from biased samples (Vardi 1985; Gill, Vardi and Wellner
1988, Annals of Statistics 16, 1069-1112); Baio, Blangiardo and Blangiardo (2011) use the same for migrants.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from questionnaires.problems import Problem
from weighting.factors import FloatArray, IntArray, TruthArray
from weighting.problems import UnusableDesign, UnusableRows

MOST_ROUNDS = 5000
PRECISION = 1e-13
FEW = 10  # persons who alone tie two sets of centres together


@dataclass(frozen=True, eq=False)
class Attendance:
    """Draws (n,): the centre of each (a code), and which centres the person attends (n, centres)."""

    ids: tuple[str, ...]
    centre: IntArray
    attends: TruthArray
    centres: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class CentreWeights:
    """Shares (n,) that sum to one, and the share of the population that attends each centre."""

    shares: FloatArray
    attended: FloatArray


@dataclass(frozen=True)
class Bridge:
    """Two centres that hold the sample together by few persons alone."""

    one: str
    other: str
    persons: int


def attendance(ids: Sequence[str], centre: Sequence[str], attends: Sequence[Sequence[str]]) -> Attendance:
    """Check the draws. Raises UnusableRows naming persons who do not attend the centre at which they were drawn.

    Only centres at which somebody was drawn count; attendance of others says nothing of the chance to be drawn.
    """
    centres = tuple(sorted(set(centre)))
    places = {name: code for code, name in enumerate(centres)}
    strangers = [row for row, (met, named) in enumerate(zip(centre, attends, strict=True)) if met not in named]
    if strangers:
        raise UnusableRows(
            Problem("multiplicity.not_attending", {"person": ids[row], "centre": centre[row]}) for row in strangers[:20]
        )
    table = np.zeros((len(ids), len(centres)), bool)
    for row, named in enumerate(attends):
        table[row, [places[name] for name in named if name in places]] = True
    return Attendance(tuple(ids), np.array([places[name] for name in centre], np.int64), table, centres)


def weigh(drawn: Attendance, times: FloatArray | None = None) -> CentreWeights:
    """The shares; ``times`` counts draws, as in a bootstrap.

    Raises UnusableDesign where the centres fall apart: between sets of centres that no drawn person attends both of,
    nothing says how their populations compare.
    """
    counted = np.ones(len(drawn.ids)) if times is None else times
    _refuse_apart(drawn, counted)
    met = np.bincount(drawn.centre, counted, len(drawn.centres))
    fraction = met / counted.sum()
    attends = drawn.attends.astype(float)
    attended = np.where(met > 0, (counted @ attends) / counted.sum(), 1.0)
    for _ in range(MOST_ROUNDS):
        shares = counted / (attends @ (fraction / attended))
        shares /= shares.sum()
        updated = np.where(met > 0, shares @ attends, 1.0)
        if np.abs(updated / attended - 1.0).max() <= PRECISION:
            return CentreWeights(shares, updated)
        attended = updated
    return CentreWeights(shares, attended)


def bootstrap(drawn: Attendance, count: int, seed: int) -> FloatArray:
    """How often each draw counts in each replicate (n, count): draws again within each centre."""
    random = np.random.default_rng(seed)
    times = np.zeros((len(drawn.ids), count))
    for code in range(len(drawn.centres)):
        members = np.flatnonzero(drawn.centre == code)
        times[members] = random.multinomial(members.size, np.full(members.size, 1.0 / members.size), count).T
    return times


def bridges(drawn: Attendance) -> tuple[Bridge, ...]:
    """Pairs of centres whose few common persons alone hold the sample together: a result hangs on them."""
    ties = _ties(drawn, np.ones(len(drawn.ids)))
    found = []
    for one, other in zip(*np.nonzero(np.triu(ties, 1)), strict=True):
        if 0 < ties[one, other] < FEW:
            cut = ties.copy()
            cut[one, other] = cut[other, one] = 0.0
            if connected_components(csr_array(cut), directed=False)[0] > 1:
                found.append(Bridge(drawn.centres[one], drawn.centres[other], int(ties[one, other])))
    return tuple(found)


def _ties(drawn: Attendance, counted: FloatArray) -> FloatArray:
    attends = drawn.attends.astype(float)
    return np.asarray((attends * counted[:, None]).T @ attends)


def _refuse_apart(drawn: Attendance, counted: FloatArray) -> None:
    present = np.unique(drawn.centre[counted > 0])
    ties = _ties(drawn, counted)[np.ix_(present, present)]
    n, part = connected_components(csr_array(ties), directed=False)
    if n > 1:
        sets = [", ".join(drawn.centres[present[row]] for row in np.flatnonzero(part == which)) for which in range(n)]
        raise UnusableDesign([Problem("multiplicity.centres_apart", {"n": n, "sets": " | ".join(sets)})])
