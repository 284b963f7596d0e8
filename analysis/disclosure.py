"""What may leave the house: estimates become publishable here, and nowhere else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from analysis.domains import ALL
from analysis.estimates import DEFAULT_POLICY, Cell, Estimate
from analysis.indicator import Indicator
from analysis.precision import Flag, PrecisionPolicy, Reason


@dataclass(frozen=True)
class ProtectedEstimate:
    """One figure that may be shown: a withheld one has no value, and a confidential one no respondents either.

    The persons represented are shown with the value only: of a total they are the value.
    """

    cell: Cell
    estimate: float | None
    se: float | None
    low: float | None
    high: float | None
    cv: float | None
    deff: float | None
    df: float | None
    n: int | None
    weighted_n: float | None
    flag: Flag
    note: Reason | None


@dataclass(frozen=True)
class ProtectedEstimates:
    """Estimates after protection, the only kind that is written to files and rendered."""

    figures: tuple[ProtectedEstimate, ...]
    policy: str


def protect(
    figures: Iterable[Estimate],
    indicators: Mapping[str, Indicator],
    policy: PrecisionPolicy = DEFAULT_POLICY,
) -> ProtectedEstimates:
    """Withhold what is imprecise, what rests on few respondents, and what could be worked out from the rest.

    Sensitive indicators keep their national level only, and there neither 0 nor 100 per cent (everybody in the group
    would be known). Where one level of a partition with a published total is confidential, the next smallest
    follows it.
    """
    sensitive = {name: indicator.sensitive for name, indicator in indicators.items()}
    judged = [_primary(figure, policy, sensitive=sensitive.get(figure.cell.indicator, False)) for figure in figures]
    published_totals = {_total(figure.cell) for figure in judged if _is_total(figure) and not figure.flag.withheld}
    secondary = _complementary(judged, published_totals)
    kept = (
        replace(figure, flag=Flag.CONFIDENTIAL, note=Reason.COMPLEMENTARY) if figure.cell in secondary else figure
        for figure in judged
    )
    return ProtectedEstimates(tuple(_shown(figure) for figure in kept), policy.name)


def _primary(figure: Estimate, policy: PrecisionPolicy, *, sensitive: bool) -> Estimate:
    if sensitive and figure.cell.partition != ALL.name:
        return replace(figure, flag=Flag.CONFIDENTIAL, note=Reason.NATIONAL_ONLY)
    if 0 < figure.n < policy.fewest(sensitive=sensitive):
        return replace(figure, flag=Flag.CONFIDENTIAL, note=Reason.FEW_RESPONDENTS)
    if sensitive and figure.estimate in (0.0, 1.0):
        return replace(figure, flag=Flag.CONFIDENTIAL, note=Reason.GROUP)
    return figure


def _complementary(figures: Iterable[Estimate], totals: set[tuple[str, str | None]]) -> set[Cell]:
    """The levels to withhold beside a confidential one that the published total would give away."""
    groups: defaultdict[tuple[str, str | None, str], list[Estimate]] = defaultdict(list)
    for figure in figures:
        groups[figure.cell.indicator, figure.cell.category, figure.cell.partition].append(figure)
    return {
        neighbour.cell
        for (indicator, category, partition), levels in groups.items()
        if partition != ALL.name and (indicator, category) in totals and (neighbour := _neighbour(levels))
    }


def _neighbour(levels: list[Estimate]) -> Estimate | None:
    withheld = [figure for figure in levels if figure.flag.withheld]
    if len(withheld) != 1 or withheld[0].flag is not Flag.CONFIDENTIAL:
        return None
    others = [figure for figure in levels if not figure.flag.withheld and figure.n > 0]
    return min(others, key=lambda figure: (figure.n, figure.weighted_n), default=None)


def _shown(figure: Estimate) -> ProtectedEstimate:
    shown, counted = not figure.flag.withheld, figure.flag is not Flag.CONFIDENTIAL
    return ProtectedEstimate(
        cell=figure.cell,
        estimate=figure.estimate if shown else None,
        se=figure.se if shown else None,
        low=figure.low if shown else None,
        high=figure.high if shown else None,
        cv=figure.cv if shown else None,
        deff=figure.deff if shown else None,
        df=figure.df if counted else None,
        n=figure.n if counted else None,
        weighted_n=figure.weighted_n if shown else None,
        flag=figure.flag,
        note=figure.note,
    )


def _is_total(figure: Estimate) -> bool:
    return figure.cell.partition == ALL.name


def _total(cell: Cell) -> tuple[str, str | None]:
    return cell.indicator, cell.category
