"""Whether chains have forgotten their seeds, keep to their own, or hang on one recruiter: values to be drawn."""

from dataclasses import dataclass

import numpy as np

from weighting.factors import FloatArray, IntArray
from weighting.rds.estimators import Estimator, recruitments, stationary
from weighting.rds.recruitment import Recruitment

MOST_WAVES = 100
NEAR = 0.02  # of a share: where recruitment counts as having reached its equilibrium
ROUND_SIZES = (5, 10, 15, 20, 25, 30, 40, 50, 100)


@dataclass(frozen=True, eq=False)
class Diagnostics:
    """What chains say of themselves; ``group`` is one group against the others."""

    homophily: float  # recruitments within groups over those expected if recruiters did not mind; 1: they do not
    differential_activity: float  # mean network size of the group over that of the others, weighted by shares
    waves_to_equilibrium: int | None  # from any start; None where chains never come near
    waves: int  # of the longest chain
    largest_chain: float  # share of all persons in the chain of one seed
    recruits_per_recruiter: float
    sizes_imputed: int
    sizes_heaped: float  # share of the given sizes that are round
    size_and_recruits: float  # correlation between network size and recruits


def diagnose(chains: Recruitment, in_group: IntArray, estimator: Estimator) -> Diagnostics:
    """The diagnostics for one group (codes 1 in it, 0 outside)."""
    ones = np.ones(chains.n)
    counts = recruitments(chains, in_group, 2, ones)
    recruits = np.bincount(chains.recruiter[~chains.seeds], minlength=chains.n)
    chain = np.bincount(chains.seed, minlength=chains.n)
    given = chains.size[~chains.imputed]
    return Diagnostics(
        homophily(counts),
        _activity(chains, in_group, estimator.shares(chains, ones)),
        waves_to_equilibrium(counts),
        int(chains.wave.max()),
        float(chain.max() / chains.n),
        float(recruits[recruits > 0].mean()) if recruits.any() else 0.0,
        int(chains.imputed.sum()),
        float(np.isin(given, ROUND_SIZES).mean()),
        float(np.corrcoef(chains.size, recruits)[0, 1]) if recruits.std() and chains.size.std() else 0.0,
    )


def homophily(counts: FloatArray) -> float:
    """Recruitments within groups over those expected from the margins: 2 means twice as many of one's own."""
    expected = counts.sum(axis=1) @ counts.sum(axis=0) / counts.sum()
    return float(np.trace(counts) / expected)


def waves_to_equilibrium(counts: FloatArray) -> int | None:
    """The first wave at which a chain from any group is within 0.02 of the stationary shares."""
    if (counts.sum(axis=1) == 0).any():
        return None
    moves, state = counts / counts.sum(axis=1, keepdims=True), stationary(counts)
    reached = np.eye(len(counts))
    for wave in range(MOST_WAVES):
        if np.abs(reached - state).max() < NEAR:
            return wave
        reached = reached @ moves
    return None


def convergence(chains: Recruitment, in_group: IntArray, estimator: Estimator) -> FloatArray:
    """The estimate after the first 2, 3 ... persons, in the order of their waves: it should come to rest."""
    order = np.argsort(chains.wave, kind="stable")
    found, times = [], np.zeros(chains.n)
    times[order[0]] = 1.0
    for person in order[1:]:
        times[person] = 1.0
        found.append(float(estimator.shares(chains, times) @ in_group))
    return np.array(found)


def by_seed(chains: Recruitment, in_group: IntArray, estimator: Estimator) -> dict[str, float]:
    """The estimate from each chain alone: far apart, they have not met the same people."""
    return {
        chains.ids[seed]: float(estimator.shares(chains, (chains.seed == seed).astype(float)) @ in_group)
        for seed in np.flatnonzero(chains.seeds).tolist()
    }


def _activity(chains: Recruitment, in_group: IntArray, shares: FloatArray) -> float:
    inside, outside = shares * (in_group == 1), shares * (in_group != 1)
    if not (inside.sum() and outside.sum()):
        return float("nan")
    return float((inside @ chains.size / inside.sum()) / (outside @ chains.size / outside.sum()))
