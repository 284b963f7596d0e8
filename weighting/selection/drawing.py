"""Drawing a sample: the frame, the design and the seed give one draw, always the same."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from weighting.selection.anticipation import merits
from weighting.selection.chance import chance, selection_seed
from weighting.selection.design import RANDOM_ORDER, Best, Sampford, SamplingDesign, Systematic
from weighting.selection.frame import SamplingFrame, Texts
from weighting.selection.nested import Levels, drawn, joint, levels
from weighting.selection.ordering import in_order
from weighting.selection.sizes import sample_sizes
from weighting.selection.stratifying import Stratified, stratified
from weighting.selection.systematic import Rows


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a PSU that is listed, of as many parts, one as likely as another."""

    number: int
    of: int

    @property
    def p(self) -> float:
        """Probability of the part."""
        return 1 / self.of


@dataclass(frozen=True, slots=True)
class DrawnPsu:
    """A PSU of the sample or its reserve; ``p[k]`` is its probability when replicates 1 to k are released."""

    row: int  # of the frame
    psu_id: str
    stratum: str
    replicate: int  # 0 the main sample
    p: tuple[float, ...]
    selection_seed: str
    segment: Segment | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two PSUs of a sample, and the probability that both are in it when replicates 1 to ``released`` are."""

    stratum: str
    released: int
    first: str
    second: str
    p: float


@dataclass(frozen=True)
class Draw:
    """A drawn sample with its reserve, frozen: PSUs sorted by name, and everything it was drawn from."""

    design: str
    seed: int
    frame_digest: str
    replicates: int
    sizes: Mapping[str, tuple[int, ...]]  # PSUs of each stratum, level by level
    psus: tuple[DrawnPsu, ...]
    pairs: tuple[Pair, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of everything drawn."""
        told = (self.design, self.seed, self.frame_digest, self.replicates, tuple(self.sizes.items()), self.psus)
        return hashlib.sha256(repr((*told, self.pairs)).encode()).hexdigest()


def draw(frame: SamplingFrame, design: SamplingDesign, seed: int) -> Draw:
    """The sample that the seed gives. Raises UnusableSamplingDesign and UnusableFrame."""
    strata = stratified(frame, design.strata)
    sizes = psus_by_stratum(frame, strata, design)
    size = frame.sizes(design.size)
    names = frame.texts("psu_id")
    psus: list[DrawnPsu] = []
    pairs: list[Pair] = []
    by_level: dict[str, tuple[int, ...]] = {}
    for stratum, rows in strata.rows.items():
        random = chance(seed, "psus", stratum)
        along = _in_order(frame, design, rows, random)
        n = design.reserve.sizes(sizes[stratum], len(rows))
        of = levels(stratum, size[along], n)
        samples = drawn(of, design.method, random)
        by_level[stratum] = n
        psus += _psus(frame, design, seed, of, along, samples)
        if isinstance(design.method, Sampford):
            pairs += _pairs(of, names[along], samples)
    psus.sort(key=lambda psu: psu.psu_id)
    pairs.sort(key=lambda pair: (pair.stratum, pair.released, pair.first, pair.second))
    return Draw(design.name, seed, frame.digest, design.reserve.replicates, by_level, tuple(psus), tuple(pairs))


def psus_by_stratum(frame: SamplingFrame, strata: Stratified, design: SamplingDesign) -> dict[str, int]:
    """PSUs of the main sample in each stratum."""
    rule = design.allocation.rule
    best = merits(frame, strata, design.assumptions, design.size, costs=rule.costs) if isinstance(rule, Best) else None
    return sample_sizes(frame, strata, design.allocation, best)


def _in_order(frame: SamplingFrame, design: SamplingDesign, rows: Rows, random: np.random.Generator) -> Rows:
    """The rows of a stratum in the order of the draw: that of the design, then of their names."""
    if not isinstance(design.method, Systematic) or not design.method.order:
        return rows
    if design.method.order == RANDOM_ORDER:
        return np.asarray(random.permutation(rows))
    return in_order(frame, design.method.order, rows)


def _psus(
    frame: SamplingFrame, design: SamplingDesign, seed: int, of: Levels, along: Rows, samples: list[Rows]
) -> Iterator[DrawnPsu]:
    names = frame.table.column("psu_id")
    dwellings = frame.table.column("frame_dwellings")
    inside = [set(sample.tolist()) for sample in samples]
    for place in samples[-1].tolist():
        row = int(along[place])
        name = names[row].as_py()
        yield DrawnPsu(
            row=row,
            psu_id=name,
            stratum=of.stratum,
            replicate=next(level for level, sample in enumerate(inside) if place in sample),
            p=tuple(float(p[place]) for p in of.p),
            selection_seed=selection_seed(seed, name),
            segment=_segment(design, seed, name, dwellings[row].as_py()),
        )


def _segment(design: SamplingDesign, seed: int, psu: str, dwellings: int) -> Segment | None:
    parts = design.segments.of(dwellings) if design.segments else 1
    return Segment(int(chance(seed, "segment", psu).integers(parts)) + 1, parts) if parts > 1 else None


def _pairs(of: Levels, names: Texts, samples: list[Rows]) -> Iterator[Pair]:
    for level, sample in enumerate(samples):
        matrix = joint(of, level, sample)
        for place, first in enumerate(sample.tolist()):
            for other in range(place + 1, len(sample)):
                one, two = sorted((str(names[first]), str(names[sample[other]])))
                yield Pair(of.stratum, level, one, two, float(matrix[place, other]))
