"""The units of an export whose representativity is told, each with what frame and listing knew before any answer.

Persons: those drawn and not found to be outside the survey; a response is an interview. Households: the listed units
not found to be empty or no dwellings; a response is a screener. Nothing an interview tells, and no residence status,
is among the variables.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pyarrow as pa

from analysis.columns import Mask
from analysis.fieldwork.outcomes import OutcomeClass
from analysis.fieldwork.problems import UnusableTables
from analysis.fieldwork.representativity.observed import Observed, observed
from analysis.fieldwork.units import Fieldwork, Household, Row, Screened
from questionnaires.problems import Problem

INTERVIEWED = (OutcomeClass.COMPLETE, OutcomeClass.PARTIAL)
SCREENED = (Screened.WITH_ELIGIBLE, Screened.WITHOUT_ELIGIBLE)
SIZES = ((0, "<60"), (60, "60-99"), (100, "100-139"), (140, "140+"))  # dwellings of the PSU on the frame; assumed
Classes = Callable[[pa.Table], pa.Table]


class Stage(StrEnum):
    """Whose response is looked at."""

    PERSONS = "persons"
    HOUSEHOLDS = "households"


AUXILIARIES: Mapping[Stage, tuple[str, ...]] = {
    Stage.PERSONS: ("region", "milieu", "sex", "age_group", "origin_group"),
    Stage.HOUSEHOLDS: ("region", "milieu", "psu_size"),
}
SAID: Mapping[Stage, tuple[str, ...]] = {  # the combinations that are told in words
    Stage.PERSONS: ("region", "sex", "age_group"),
    Stage.HOUSEHOLDS: ("region", "milieu"),
}


@dataclass(frozen=True, eq=False)
class Units:
    """Units of one stage with the levels of every grouping and the day of their response (None: none, or not known)."""

    stage: Stage
    observed: Observed
    levels: tuple[Mapping[str, str], ...]
    days: tuple[date | None, ...]

    def among(self, mask: Mask) -> "Units":
        """Some of the units, with their own categories only."""
        kept = [place for place, inside in enumerate(mask.tolist()) if inside]
        columns = {one.name: [one.levels[one.codes[place]] for place in kept] for one in self.observed.variables}
        one = self.observed
        return Units(
            self.stage,
            observed(
                one.responded[kept].tolist(),
                columns,
                one.weights[kept].tolist() if one.weighted else None,
                strata=None if one.strata is None else one.strata[kept].tolist(),
                psus=None if one.psus is None else one.psus[kept].tolist(),
            ),
            tuple(self.levels[place] for place in kept),
            tuple(self.days[place] for place in kept),
        )


def persons(found: Fieldwork, cases: pa.Table, classes: Classes, *, weighted: bool) -> Units:
    """The drawn persons; ``classes`` adds the survey's groups of age and origin to the table of cases.

    Raises UnusableTables, UnusableObserved.
    """
    told = {row["case_id"]: row for row in classes(cases).to_pylist()}
    rows = [row for row in found.rows if row.row_id in told and row.outcome is not OutcomeClass.NOT_ELIGIBLE]
    _refuse_none(rows)
    columns: dict[str, list[object]] = {name: [row.levels[name] for row in rows] for name in ("region", "milieu")}
    for name in ("sex", "age_group", "origin_group"):
        if name in told[rows[0].row_id]:
            columns[name] = [told[row.row_id][name] for row in rows]
    responded = [row.outcome in INTERVIEWED for row in rows]
    days = tuple(row.day if row.outcome in INTERVIEWED else None for row in rows)
    return Units(Stage.PERSONS, _observed(rows, responded, columns, weighted), tuple(row.levels for row in rows), days)


def households(found: Fieldwork, *, weighted: bool) -> Units:
    """The listed units. Raises UnusableTables, UnusableObserved."""
    units = [unit for unit in found.households if unit.screened is not Screened.NOT_IN_USE]
    _refuse_none(units)
    columns: dict[str, list[object]] = {name: [unit.levels[name] for unit in units] for name in ("region", "milieu")}
    columns["psu_size"] = [_size(unit.dwellings) for unit in units]
    responded = [unit.screened in SCREENED for unit in units]
    told = observed(
        responded,
        columns,
        [unit.weight for unit in units] if weighted else None,
        strata=[unit.levels["stratum"] for unit in units] if weighted else None,
        psus=[unit.levels["psu_id"] for unit in units] if weighted else None,
    )
    return Units(Stage.HOUSEHOLDS, told, tuple(unit.levels for unit in units), (None,) * len(units))


def _observed(
    rows: Sequence[Row], responded: Sequence[bool], columns: Mapping[str, Sequence[object]], weighted: bool
) -> Observed:
    if not weighted:
        return observed(responded, columns)
    return observed(
        responded,
        columns,
        [row.weight for row in rows],
        strata=[row.variance_stratum for row in rows],
        psus=[row.variance_psu for row in rows],
    )


def _size(dwellings: int) -> str:
    return next(name for start, name in reversed(SIZES) if dwellings >= start)


def _refuse_none(units: Sequence[Row] | Sequence[Household]) -> None:
    if not units:
        raise UnusableTables([Problem("representativity.no_units")])
