"""The units of a fieldwork out of its exported tables: what became of each, its base weights, where it lies.

The rows of a rate are the drawn persons, and each listed unit in which nobody was drawn. The screener has the listed
units themselves. A drawn person carries the weight of the dwelling by the inverse of p_person.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pyarrow as pa

from analysis.fieldwork.outcomes import KNOWN_ELIGIBLE, MOST_NAMED, OutcomeClass, outcome_classes
from analysis.fieldwork.problems import UnusableTables
from analysis.fieldwork.visits import Visit, Visits, day_of, week_of
from questionnaires.codes import Eligibility
from questionnaires.problems import Problem

NOT_VISITED = "–"
NOBODY_ELIGIBLE = "4.7"
PLACES = ("stratum", "region", "governorate", "milieu", "psu_id")


class Screened(StrEnum):
    """What the screener came to in a listed unit."""

    WITH_ELIGIBLE = "with eligible persons"
    WITHOUT_ELIGIBLE = "nobody eligible"
    UNSCREENED = "not screened"
    UNCLEAR = "eligibility left open"
    NOT_FOUND = "not known to be in use"
    NOT_IN_USE = "not in use"


_OF_CLASS = {
    OutcomeClass.UNKNOWN_RESPONDENT: Screened.UNSCREENED,
    OutcomeClass.UNKNOWN_OTHER: Screened.UNCLEAR,
    OutcomeClass.UNKNOWN_HOUSING: Screened.NOT_FOUND,
    OutcomeClass.NOT_ELIGIBLE: Screened.NOT_IN_USE,
} | dict.fromkeys(KNOWN_ELIGIBLE, Screened.WITH_ELIGIBLE)


@dataclass(frozen=True)
class Household:
    """One listed unit, with the weight of its dwelling."""

    unit_id: str
    screened: Screened
    weight: float
    levels: Mapping[str, str]  # where it lies, by grouping
    attempts: int  # visits before anybody was drawn
    dwellings: int  # of its PSU on the frame


@dataclass(frozen=True)
class Row:
    """One case of a rate: a drawn person, or a listed unit in which nobody was drawn."""

    row_id: str
    code: str
    outcome: OutcomeClass
    weight: float
    person: bool  # drawn, or known to be eligible: a case of the interview stage
    levels: Mapping[str, str]
    variance_stratum: str
    variance_psu: str
    attempts: int  # up to the interview where there is one
    day: date | None  # of the interview, else of the last visit
    refused: bool  # at any visit


@dataclass(frozen=True)
class Fieldwork:
    """What became of every sampled unit. ``rule`` names the versions of the rule that derived the dispositions."""

    rows: tuple[Row, ...]
    households: tuple[Household, ...]
    rule: str = ""
    groupings: tuple[str, ...] = ()
    not_listed: int = 0  # PSUs without any listed unit
    facts: Mapping[str, Any] = field(default_factory=dict)


def fieldwork(
    tables: Mapping[str, pa.Table], visits: Visits, zone: str, facts: Mapping[str, Any] | None = None
) -> Fieldwork:
    """The units of the tables ``psus``, ``listing_units`` and ``cases``.

    Where they are there, ``interviews`` dates the interviews and ``psu_draw`` tells the replicates of the reserve.
    Raises UnusableTables where the tables do not belong together or a probability is none, UnknownOutcome.
    """
    known = _Known(_places(tables), {unit["unit_id"]: unit for unit in _records(tables["listing_units"])}, visits, zone)
    cases, held = _records(tables["cases"]), _held(tables.get("interviews"))
    cased = {case["unit_id"] for case in cases}
    bare = [unit for name, unit in known.units.items() if name not in cased]
    _refuse_strangers(known, cases, bare)
    _refuse_probabilities(known, cases)
    classes = outcome_classes([case["disposition"] for case in cases], [case["case_id"] for case in cases])
    others = outcome_classes([unit["disposition"] for unit in bare], [unit["unit_id"] for unit in bare])
    rows = [known.case_row(case, one, held.get(case["case_id"])) for case, one in zip(cases, classes, strict=True)]
    rows += [known.unit_row(unit, one) for unit, one in zip(bare, others, strict=True)]
    screened = {unit["unit_id"]: _screened(unit, one) for unit, one in zip(bare, others, strict=True)}
    return Fieldwork(
        rows=tuple(rows),
        households=tuple(known.household(name, screened.get(name, Screened.WITH_ELIGIBLE)) for name in known.units),
        rule=" + ".join(sorted({case["disposition_rule"] for case in cases})),
        groupings=(*known.lying, "interviewer", "week"),
        not_listed=len(known.places) - len({unit["psu_id"] for unit in known.units.values()}),
        facts=facts or {},
    )


@dataclass(frozen=True)
class _Known:
    """What is known of PSUs, units and visits, from which rows are made."""

    places: Mapping[str, Mapping[str, Any]]
    units: Mapping[str, Mapping[str, Any]]
    visits: Visits
    zone: str

    @property
    def lying(self) -> tuple[str, ...]:
        """The groupings by place."""
        return tuple(next(iter(self.places.values()))["levels"])

    def case_row(self, case: Mapping[str, Any], outcome: OutcomeClass, ended: datetime | None) -> Row:
        """The row of a drawn person; ``ended`` is when the interview did."""
        name, unit = case["case_id"], case["unit_id"]
        made, before = self.visits.of_case.get(name, ()), self.visits.of_unit.get(unit, ())
        held = ended if outcome in (OutcomeClass.COMPLETE, OutcomeClass.PARTIAL) else None
        row = self._row(name, str(case["disposition"]), outcome, unit, made, held)
        refused = row.refused or any(visit.refused for visit in before)
        return replace(row, weight=row.weight / float(case["p_person"]), person=True, refused=refused)

    def unit_row(self, unit: Mapping[str, Any], outcome: OutcomeClass) -> Row:
        """The row of a listed unit in which nobody was drawn."""
        name = unit["unit_id"]
        return self._row(name, str(unit["disposition"]), outcome, name, self.visits.of_unit.get(name, ()), None)

    def household(self, name: str, screened: Screened) -> Household:
        """The listed unit as the screener met it."""
        place, attempts = self._place(name), len(self.visits.of_unit.get(name, ()))
        return Household(name, screened, self._weight(name), place["levels"], attempts, int(place["frame_dwellings"]))

    def _row(
        self,
        row_id: str,
        code: str,
        outcome: OutcomeClass,
        unit: str,
        made: tuple[Visit, ...],
        ended: datetime | None,
    ) -> Row:
        place = self._place(unit)
        moment = ended or (made[-1].at if made else None)
        day = None if moment is None else day_of(moment, self.zone)
        who = {"interviewer": made[-1].interviewer if made else NOT_VISITED}
        when = {"week": NOT_VISITED if day is None else week_of(day)}
        return Row(
            row_id,
            code,
            outcome,
            weight=self._weight(unit),
            person=outcome in KNOWN_ELIGIBLE,
            levels={**place["levels"], **who, **when},
            variance_stratum=str(place["psu_id"] if place["certainty"] else place["stratum"]),
            variance_psu=str(unit if place["certainty"] else place["psu_id"]),
            attempts=len(made) if ended is None else max(sum(visit.at <= ended for visit in made), 1),
            day=day,
            refused=outcome is OutcomeClass.REFUSAL or any(visit.refused for visit in made),
        )

    def _place(self, unit: str) -> Mapping[str, Any]:
        return self.places[self.units[unit]["psu_id"]]

    def _weight(self, unit: str) -> float:
        return 1.0 / (float(self._place(unit)["p_psu"]) * float(self.units[unit]["p_dwelling"]))


def _records(table: pa.Table) -> list[dict[str, Any]]:
    return list(table.to_pylist())


def _places(tables: Mapping[str, pa.Table]) -> dict[str, dict[str, Any]]:
    drawn = tables.get("psu_draw")
    replicate = {} if drawn is None else {row["psu_id"]: str(row["replicate"]) for row in _records(drawn)}
    return {psu["psu_id"]: {**psu, "levels": _lies(psu, replicate)} for psu in _records(tables["psus"])}


def _lies(psu: Mapping[str, Any], replicate: Mapping[str, str]) -> Mapping[str, str]:
    lies = {name: str(psu[name]) for name in PLACES}
    return {**lies, "replicate": replicate.get(psu["psu_id"], "0")} if replicate else lies


def _held(interviews: pa.Table | None) -> Mapping[str, datetime]:
    """When each interview ended."""
    if interviews is None:
        return {}
    columns = (interviews.column(name).to_pylist() for name in ("case_id", "ended_at"))
    return dict(zip(*columns, strict=True))


def _screened(unit: Mapping[str, Any], outcome: OutcomeClass) -> Screened:
    nobody = str(unit["disposition"]).startswith(NOBODY_ELIGIBLE)
    return Screened.WITHOUT_ELIGIBLE if nobody else _OF_CLASS[outcome]


def _refuse_strangers(known: _Known, cases: list[dict[str, Any]], bare: list[Mapping[str, Any]]) -> None:
    problems = [] if known.units else [Problem("fieldwork.nothing_listed")]
    psus = sorted({str(unit["psu_id"]) for unit in known.units.values()} - set(known.places))
    problems += [Problem("fieldwork.unit_without_psu", {"psu": psu}) for psu in psus]
    lost = sorted({str(case["unit_id"]) for case in cases} - set(known.units))
    problems += [Problem("fieldwork.case_without_unit", {"unit": unit}) for unit in lost]
    for unit in bare:
        if unit["eligibility"] == Eligibility.ELIGIBLE:
            problems.append(Problem("fieldwork.eligible_without_case", {"unit": unit["unit_id"]}))
        elif unit["disposition"] is None:
            problems.append(Problem("fieldwork.unit_without_outcome", {"unit": unit["unit_id"]}))
    if problems:
        raise UnusableTables(problems[:MOST_NAMED])


def _refuse_probabilities(known: _Known, cases: list[dict[str, Any]]) -> None:
    wrong = [
        Problem("fieldwork.bad_probability", {"column": column, "unit": name, "value": str(value)})
        for column, name, value in _probabilities(known, cases)
        if value is None or not 0 < value <= 1
    ]
    if wrong:
        raise UnusableTables(wrong[:MOST_NAMED])


def _probabilities(known: _Known, cases: list[dict[str, Any]]) -> Iterator[tuple[str, str, float | None]]:
    used = {unit["psu_id"] for unit in known.units.values()}
    yield from (("p_psu", name, place["p_psu"]) for name, place in known.places.items() if name in used)
    yield from (("p_dwelling", name, unit["p_dwelling"]) for name, unit in known.units.items())
    yield from (("p_person", case["case_id"], case["p_person"]) for case in cases)
