"""What each step did to the weights, as values: the reports and the files render them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from weighting.factors import FloatArray


@dataclass(frozen=True)
class Spread:
    """How unequal weights are, among units that have one. Kish: deff = 1 + cv², n_eff = n / deff."""

    n: int
    total: float
    deff: float
    n_eff: float
    smallest: float
    largest: float


def spread(weights: FloatArray) -> Spread:
    """The spread of the weights that are not zero."""
    w = weights if weights.all() else weights[weights != 0]
    if not w.size:
        return Spread(0, 0.0, 1.0, 0.0, 0.0, 0.0)
    deff = w.size * float(w @ w) / float(w.sum()) ** 2
    return Spread(w.size, float(w.sum()), deff, w.size / deff, float(w.min()), float(w.max()))


@dataclass(frozen=True)
class CellTrace:
    """One cell of a step: how many units, who received, weight before and after, and the factor.

    ``before`` and ``after`` are sums over all units of the cell in the measure of the step, so that a step that
    conserves totals shows the same number twice.
    """

    cell: str
    n: int
    n_receiving: int
    before: float
    after: float
    factor: float


@dataclass(frozen=True)
class Collapse:
    """A class joined to another one, and why."""

    cell: str
    into: str
    reason: str


@dataclass(frozen=True)
class MarginTrace:
    """One level of a margin: its target, and the weighted count before and after."""

    margin: str
    level: str
    n: int
    target: float
    before: float
    after: float


@dataclass(frozen=True)
class Note:
    """A fact worth printing, as a message code and its values."""

    code: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True)
class StepTrace:
    """What one step did."""

    step: str
    parameters: Mapping[str, str]
    before: Spread
    after: Spread
    cells: tuple[CellTrace, ...] = ()
    collapsed: tuple[Collapse, ...] = ()
    margins: tuple[MarginTrace, ...] = ()
    notes: tuple[Note, ...] = ()
    n_replicates: int = 0
    n_failed: int = 0


@dataclass(frozen=True)
class Trace:
    """The steps of one run, in order, and the digest of the recipe that made them."""

    recipe: str
    digest: str
    steps: tuple[StepTrace, ...]
