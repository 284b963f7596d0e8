"""The design of a sample as values: strata, allocation, method, reserve, segments."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from weighting.selection.assumptions import Assumptions

RANDOM_ORDER = ("random",)


@dataclass(frozen=True)
class Classes:
    """Classes of a count of the frame: ``starts[i]`` is the smallest count of class ``names[i]``, in rising order.

    A class with fewer PSUs than ``smallest``, within the columns it is crossed with, joins the class below.
    """

    count: str
    names: tuple[str, ...]
    starts: tuple[int, ...]
    smallest: int = 1


@dataclass(frozen=True)
class Strata:
    """What the strata are: columns of the frame crossed, in classes of a count where there are any.

    ``known``: the only strata that may come, where the design names them.
    """

    by: tuple[str, ...] = ("stratum",)
    classes: Classes | None = None
    known: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shares:
    """PSUs shared by a power of what the strata hold: 1 in proportion, 0 equal, between them Bankier's compromise.

    ``of`` is a column that is summed, or empty for the number of PSUs.
    """

    power: float = 1.0
    of: str = ""


@dataclass(frozen=True)
class GivenSizes:
    """PSUs of each stratum, said one by one."""

    psus: Mapping[str, int]


@dataclass(frozen=True)
class Best:
    """Where the variance of the expected total is smallest: for the same PSUs (Neyman), or for the same money."""

    costs: bool = False


@dataclass(frozen=True)
class Allocation:
    """How many PSUs in all, or in each class, and the rule that shares them. ``fewest`` in a stratum."""

    rule: Shares | GivenSizes | Best
    psus: int | Mapping[str, int] = 0
    fewest: int = 2


@dataclass(frozen=True)
class Systematic:
    """Madow's draw along an order: columns of the frame (an implicit stratification), or a random order."""

    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sampford:
    """Sampford's draw, with known joint probabilities."""


@dataclass(frozen=True)
class Reserve:
    """Further PSUs, as a share of the main sample, in replicates released one after the other."""

    replicates: int = 0
    share: float = 0.0

    def sizes(self, n: int, most: int) -> tuple[int, ...]:
        """PSUs of a stratum when no replicate is released, one is, two are ..."""
        if not self.replicates:
            return (n,)
        return tuple(min(most, n + round(n * self.share * k / self.replicates)) for k in range(self.replicates + 1))


@dataclass(frozen=True)
class Segments:
    """PSUs with more dwellings than ``above`` are cut into parts of about ``size``; one part is drawn and listed."""

    above: int
    size: int

    def of(self, dwellings: int) -> int:
        """Parts of a PSU with this many dwellings."""
        return max(1, round(dwellings / self.size)) if dwellings > self.above else 1


@dataclass(frozen=True)
class Candidate:
    """Another allocation (over strata of its own, where it says so), to compare before the field."""

    name: str
    allocation: Allocation
    strata: Strata


@dataclass(frozen=True)
class FrameColumns:
    """Where the columns of a frame come from: a column of the file under another name, or one value for all rows."""

    named: Mapping[str, str] = field(default_factory=dict)
    constant: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SamplingDesign:
    """One design: everything that is decided before the seed. ``size`` is empty for equal probabilities."""

    name: str
    survey: str
    allocation: Allocation
    strata: Strata = Strata()
    method: Systematic | Sampford = Systematic()
    size: str = "frame_dwellings"
    reserve: Reserve = Reserve()
    segments: Segments | None = None
    columns: FrameColumns = FrameColumns()
    simulated: bool = False
    assumptions: Assumptions | None = None
    candidates: tuple[Candidate, ...] = ()

    @property
    def counts(self) -> tuple[str, ...]:
        """Columns of the frame that must hold numbers."""
        allocations = [self.allocation, *(candidate.allocation for candidate in self.candidates)]
        strata = [self.strata, *(candidate.strata for candidate in self.candidates)]
        wanted = [self.size, self.assumptions.count if self.assumptions else ""]
        wanted += [one.rule.of for one in allocations if isinstance(one.rule, Shares)]
        wanted += [one.classes.count for one in strata if one.classes]
        return tuple(sorted({name for name in wanted if name} - {"frame_dwellings"}))
