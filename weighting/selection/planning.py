"""What designs find, how precisely, and what they cost: computed before anybody goes to the field."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from questionnaires.problems import Problem
from weighting.selection.anticipation import (
    Anticipated,
    anticipated,
    anticipated_variance,
    psu_price,
)
from weighting.selection.assumptions import Assumptions
from weighting.selection.design import RANDOM_ORDER, Allocation, Best, Candidate, SamplingDesign, Systematic
from weighting.selection.drawing import psus_by_stratum
from weighting.selection.frame import SamplingFrame
from weighting.selection.ordering import in_order
from weighting.selection.probabilities import Probabilities, inclusion_probabilities
from weighting.selection.problems import UnusableSamplingDesign
from weighting.selection.stratifying import Stratified, stratified
from weighting.selection.systematic import Rows

SAME_PSUS, SAME_MONEY = "selection.plan_same_psus", "selection.plan_same_money"


@dataclass(frozen=True)
class PlanLine:
    """What one design is expected to give. ``name`` is the design's, or the code of a best allocation's name."""

    name: str
    by_class: Mapping[str, int]
    psus: int
    listed: float
    """Dwellings."""
    found: float
    """Households sought."""
    cv: float
    """Of their estimated total; a share."""
    kish: float
    """Design effect of unequal weights (Kish), over households."""
    completes: float
    effective: float
    """Complete interviews of a simple random sample as precise for a mean."""
    cost: float | None

    @property
    def screens(self) -> float:
        """Dwellings listed for one household found."""
        return self.listed / self.found


@dataclass(frozen=True)
class Plan:
    """The design, its candidates, and where the PSUs would do most for the total."""

    design: str
    assumed: Assumptions
    lines: tuple[PlanLine, ...]


def plan(frame: SamplingFrame, design: SamplingDesign, assumed: Assumptions | None = None) -> Plan:
    """Every candidate of a design on this frame. Raises UnusableSamplingDesign, UnusableFrame."""
    if (assumed := assumed or design.assumptions) is None:
        raise UnusableSamplingDesign([Problem("selection.no_plan", {"design": design.name})])
    design = replace(design, assumptions=assumed)
    expected = anticipated(frame, assumed)
    candidates = [Candidate(design.name, design.allocation, design.strata), *design.candidates]
    lines = [_line(frame, design, candidate, expected) for candidate in candidates]
    lines.append(_line(frame, design, _best(design, lines[0].psus, costs=False), expected))
    if assumed.costs:
        lines.append(_for_the_money(frame, design, expected, lines[0]))
    return Plan(design.name, assumed, tuple(lines))


def _best(design: SamplingDesign, psus: int, *, costs: bool) -> Candidate:
    allocation = Allocation(Best(costs), psus, design.allocation.fewest)
    return Candidate(SAME_MONEY if costs else SAME_PSUS, allocation, design.strata)


def _for_the_money(frame: SamplingFrame, design: SamplingDesign, expected: Anticipated, given: PlanLine) -> PlanLine:
    """The best allocation with as many PSUs as the first design's money pays for."""
    strata = stratified(frame, design.strata)
    fewest = sum(min(len(rows), design.allocation.fewest) for rows in strata.rows.values())
    low, high = fewest, min(len(frame), max(4 * given.psus, fewest))
    while low < high:
        middle = (low + high + 1) // 2
        cost = _line(frame, design, _best(design, middle, costs=True), expected).cost
        low, high = (middle, high) if cost is not None and cost <= (given.cost or 0.0) else (low, middle - 1)
    return _line(frame, design, _best(design, low, costs=True), expected)


def _line(frame: SamplingFrame, design: SamplingDesign, candidate: Candidate, expected: Anticipated) -> PlanLine:
    assumed = design.assumptions
    assert assumed is not None  # noqa: S101 (plan() sees to it)
    strata = stratified(frame, candidate.strata)
    here = replace(design, allocation=candidate.allocation, strata=candidate.strata)
    sizes = psus_by_stratum(frame, strata, here)
    p, variance = _probabilities(frame, here, strata, sizes, expected)
    listed = p * frame.amounts("frame_dwellings") * assumed.growth
    found = p * expected.mean
    total = expected.mean.sum()
    kish = found.sum() * (expected.mean / p).sum() / total**2
    interviews = assumed.persons * assumed.response
    cluster = (p * expected.mean**2).sum() / found.sum() * interviews
    clustering = 1 + max(cluster - 1, 0.0) * (assumed.correlation or 0.0)
    completes = float(found.sum() * interviews)
    classes: dict[str, int] = {}
    for stratum, n in sizes.items():
        classes[strata.classes[stratum]] = classes.get(strata.classes[stratum], 0) + n
    return PlanLine(
        name=candidate.name,
        by_class=classes,
        psus=sum(sizes.values()),
        listed=float(listed.sum()),
        found=float(found.sum()),
        cv=float(np.sqrt(variance) / total),
        kish=float(kish),
        completes=completes,
        effective=float(completes / (kish * clustering)),
        cost=float(p @ psu_price(frame, assumed, expected)) if assumed.costs else None,
    )


def _probabilities(
    frame: SamplingFrame,
    design: SamplingDesign,
    strata: Stratified,
    sizes: Mapping[str, int],
    expected: Anticipated,
) -> tuple[Probabilities, float]:
    """Inclusion probabilities of the main sample by row of the frame, and the variance of the expected total."""
    size = frame.sizes(design.size)
    p, variance = np.zeros(len(frame)), 0.0
    for stratum, rows in strata.rows.items():
        p[rows] = inclusion_probabilities(size[rows], sizes[stratum])
        for zone in _zones(frame, design, rows, p):
            variance += anticipated_variance(p[zone], Anticipated(expected.mean[zone], expected.variance[zone]))
    return p, variance


def _zones(frame: SamplingFrame, design: SamplingDesign, rows: Rows, p: Probabilities) -> list[Rows]:
    """The parts of a stratum from which two PSUs come each: an order is a stratification that is not written down."""
    if not isinstance(design.method, Systematic) or design.method.order in ((), RANDOM_ORDER):
        return [rows]
    along = in_order(frame, design.method.order, rows[p[rows] < 1])
    zones = max(round(float(p[along].sum())) // 2, 1)
    share = np.cumsum(p[along]) / max(p[along].sum(), 1e-300)
    cuts = np.searchsorted(share, np.arange(1, zones) / zones)
    return [zone for zone in np.split(along, cuts) if len(zone)]
