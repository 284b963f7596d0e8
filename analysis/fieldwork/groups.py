"""The units of a fieldwork by group: everybody, or each level of a region, stratum, interviewer, week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from analysis.fieldwork.counts import Number, Outcomes, total
from analysis.fieldwork.outcomes import OutcomeClass
from analysis.fieldwork.problems import UnknownGrouping
from analysis.fieldwork.stages import Stages
from analysis.fieldwork.units import Fieldwork, Household, Row, Screened

ALL = "all"
_Unit = TypeVar("_Unit", Row, Household)


@dataclass(frozen=True)
class Group:
    """The rows of one group and, where it is a group of places, its listed units."""

    grouping: str
    level: str
    rows: tuple[Row, ...]
    households: tuple[Household, ...] | None  # None: units belong to no interviewer and no week

    def outcomes(self, *, weighted: bool) -> Outcomes:
        """The rows by outcome."""
        found: dict[OutcomeClass, list[Number]] = {}
        for row in self.rows:
            found.setdefault(row.outcome, []).append(row.weight if weighted else 1)
        return Outcomes({outcome: total(weights) for outcome, weights in found.items()}, weighted)

    def stages(self, *, weighted: bool) -> Stages | None:
        """The screener and the interviews; None for a group that is not one of places."""
        if self.households is None:
            return None
        found: dict[Screened, list[Number]] = {state: [] for state in Screened}
        for household in self.households:
            found[household.screened].append(household.weight if weighted else 1)
        number = {state: total(weights) for state, weights in found.items()}
        persons = Group(self.grouping, self.level, tuple(row for row in self.rows if row.person), None)
        return Stages(
            with_eligible=number[Screened.WITH_ELIGIBLE],
            without_eligible=number[Screened.WITHOUT_ELIGIBLE],
            unscreened=number[Screened.UNSCREENED],
            unclear=number[Screened.UNCLEAR],
            not_found=number[Screened.NOT_FOUND],
            not_in_use=number[Screened.NOT_IN_USE],
            persons=persons.outcomes(weighted=weighted),
        )


def everybody(found: Fieldwork) -> Group:
    """All units."""
    return Group(ALL, ALL, found.rows, found.households)


def groups(found: Fieldwork, grouping: str) -> tuple[Group, ...]:
    """The groups of one grouping, by level. Raises UnknownGrouping."""
    if grouping == ALL:
        return (everybody(found),)
    if grouping not in found.groupings:
        raise UnknownGrouping(grouping=grouping, known=", ".join(found.groupings))
    rows = _by_level(found.rows, grouping)
    of_places = bool(found.households) and grouping in found.households[0].levels
    households = _by_level(found.households, grouping) if of_places else None
    return tuple(
        Group(grouping, level, tuple(rows.get(level, ())), None if households is None else tuple(households[level]))
        for level in sorted(rows if households is None else households)
    )


def _by_level(units: Iterable[_Unit], grouping: str) -> Mapping[str, list[_Unit]]:
    found: dict[str, list[_Unit]] = {}
    for unit in units:
        found.setdefault(unit.levels[grouping], []).append(unit)
    return found
