"""One stratum drawn with its reserve: samples one inside the other, each with exactly its own probabilities.

The largest is drawn first. Systematic: each smaller one is a systematic draw among it with the probabilities left.
Sampford: the smaller ones are simple random samples of it, so that the joint probabilities of each are known; that
gives each its own probabilities only where the PSUs that are certain are certain in all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from questionnaires.problems import Problem, Value
from weighting.selection.design import Sampford, Systematic
from weighting.selection.probabilities import Probabilities, inclusion_probabilities
from weighting.selection.problems import UnusableSamplingDesign
from weighting.selection.sampford import joint_sampford, sampford
from weighting.selection.sharing import Amounts
from weighting.selection.systematic import Rows, systematic, thinned


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """A stratum, released replicate by replicate: sizes of its samples and every PSU's probability in each."""

    stratum: str
    sizes: tuple[int, ...]
    p: tuple[Probabilities, ...]


def levels(stratum: str, size: Amounts, sizes: Sequence[int]) -> Levels:
    """Probabilities in proportion to size at each level; the sizes of the samples do not fall."""
    return Levels(stratum, tuple(sizes), tuple(inclusion_probabilities(size, n) for n in sizes))


def drawn(of: Levels, method: Systematic | Sampford, random: np.random.Generator) -> list[Rows]:
    """The rows of the stratum in each sample, the main one first. Rows stand in the order of the draw.

    Raises UnusableSamplingDesign where Sampford's probabilities cannot be kept in all of them.
    """
    if isinstance(method, Sampford):
        return _drawn_sampford(of, random)
    starts = random.random(len(of.p))
    found = [np.flatnonzero(systematic(of.p[-1], float(starts[0])))]
    for level in range(len(of.p) - 2, -1, -1):
        start = float(starts[len(of.p) - 1 - level])
        found.append(thinned(found[-1], of.p[level], of.p[level + 1], start))
    return found[::-1]


def _drawn_sampford(of: Levels, random: np.random.Generator) -> list[Rows]:
    refuse_changing_certainty(of)
    taken = np.flatnonzero(sampford(of.p[-1], random.random(len(of.p[-1]))))
    certain = taken[of.p[-1][taken] >= 1]
    mixed = random.permutation(taken[of.p[-1][taken] < 1])
    return [np.sort(np.concatenate([certain, mixed[: n - len(certain)]])) for n in of.sizes]


def joint(of: Levels, level: int, sample: Rows) -> Probabilities:
    """Joint probabilities, in the sample of a level, of the PSUs that are in it; a Sampford draw with its reserve."""
    whole = np.zeros(len(of.p[-1]), dtype=bool)
    whole[sample] = True
    matrix = joint_sampford(of.p[-1], whole)
    certain = of.p[-1][sample] >= 1
    n_certain = int((of.p[-1] >= 1).sum())
    n, most = of.sizes[level] - n_certain, of.sizes[-1] - n_certain
    one = n / most if most else 1.0
    two = n * (n - 1) / (most * (most - 1)) if most > 1 else 0.0
    open_ = (~certain).astype(int)
    kept = np.array([1.0, one, two])[open_[:, None] + open_[None, :]]
    np.fill_diagonal(kept, np.where(certain, 1.0, one))
    return np.asarray(matrix * kept)


def refuse_changing_certainty(of: Levels) -> None:
    """Raise UnusableSamplingDesign where a PSU is certain with the reserve and not without it."""
    changing = (of.p[-1] >= 1) & (of.p[0] < 1)
    if changing.any():
        about: dict[str, Value] = {"stratum": of.stratum, "n": int(changing.sum())}
        raise UnusableSamplingDesign([Problem("selection.sampford_reserve", about)])
