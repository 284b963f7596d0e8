"""Everything of one export at once, part by part; the shape is that of ``survey_api``'s results of the field."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from analysis.fieldwork.back_checks.choosing import Before, Chosen, Plan, What, choose
from analysis.fieldwork.back_checks.comparing import Kind
from analysis.fieldwork.back_checks.error_rates import error_rate, error_rates
from analysis.fieldwork.representativity.telling import ALL, told
from analysis.fieldwork.representativity.units import Classes, Units, persons
from analysis.fieldwork.scorecards.cards import Findings, scorecards
from analysis.fieldwork.steering import shapes
from analysis.fieldwork.steering.asked_again import AskedAgain
from analysis.fieldwork.steering.checkable import checkable
from analysis.fieldwork.steering.expectation import aged, expectation, reached
from analysis.fieldwork.units import Fieldwork
from analysis.fieldwork.visits import Visits, day_of
from questionnaires.problems import ProblemError

Line = dict[str, Any]
PARTS = ("representativity", "scorecards", "back_checks", "error_rates", "bands")


@dataclass(frozen=True)
class Steered:
    """An export with what the service knows beside it: the moment, teams, and what the checks found.

    ``risk`` is the score of cases and units with flags, ``findings`` what was confirmed of each interviewer.
    """

    found: Fieldwork
    visits: Visits
    cases: pa.Table
    classes: Classes
    zone: str
    as_of: datetime
    seed: int
    plan: Plan = field(default_factory=Plan)
    team_of: Mapping[str, str] = field(default_factory=dict)  # interviewers
    psu_team: Mapping[str, str] = field(default_factory=dict)
    risk: Mapping[str, float] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    again: AskedAgain | None = None  # back-checks that were made
    before: Mapping[tuple[str, What], Before] = field(default_factory=dict)  # back-checks that were drawn

    @property
    def units(self) -> Mapping[str, str]:
        """The dwelling of each case."""
        columns = (self.cases.column(name).to_pylist() for name in ("case_id", "unit_id"))
        return dict(zip(*columns, strict=True))

    @cached_property
    def chosen(self) -> tuple[Chosen, ...]:
        """The back-checks to make."""
        return choose(checkable(self.found, self.visits, self.units, self.risk), self.plan, self.seed, self.before)

    def team(self, psu: str | None, interviewer: str | None = None) -> str | None:
        """The team of an interviewer, else of a PSU."""
        known = self.team_of.get(interviewer or "")
        return known or (self.psu_team.get(psu) if psu is not None else None)


def steering(known: Steered) -> Line:
    """Each of the parts by its name; and under ``failed`` what could not be told."""
    computed: Mapping[str, tuple[str, Callable[[Steered], Iterable[Line]]]] = {
        "representativity": ("representativity", _representativity),
        "scorecards": ("scorecards", _scorecards),
        "back_checks": ("back_checks", _back_checks),
        "error_rates": ("back_checks", _error_rates),
        "bands": ("band", _bands),
    }
    line: Line = {}
    failed = []
    for name in PARTS:
        part, compute = computed[name]
        try:
            line[name] = list(compute(known))
        except ProblemError as error:
            line[name] = []
            failed.append({"part": part, "code": error.problems[0].code})
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:  # one part must not silence the others
            line[name] = []
            failed.append({"part": part, "code": type(error).__name__})
    return line | {"failed": failed}


def flagged(flags: Iterable[Mapping[str, Any]]) -> Mapping[str, float]:
    """The risk of each case: the sum of the scores of the flags on its interview."""
    found: dict[str, float] = {}
    for flag in flags:
        if flag["case_id"] is not None:
            found[flag["case_id"]] = found.get(flag["case_id"], 0.0) + float(flag["score"])
    return found


def _representativity(known: Steered) -> Iterator[Line]:
    units = persons(known.found, known.cases, known.classes, weighted=True)
    for one in told(units, "region", days=True):
        yield shapes.representativity(one, "survey" if one.grouping == ALL else "region", one.level.removeprefix(ALL))
    for team in sorted(set(known.psu_team.values())):
        mine = _of_team(units, known.psu_team, team)
        if mine is not None:
            yield shapes.representativity(next(told(mine)), "team", team)


def _of_team(units: Units, psu_team: Mapping[str, str], team: str) -> Units | None:
    mask = np.array([psu_team.get(levels["psu_id"]) == team for levels in units.levels])
    return units.among(mask) if mask.any() else None


def _scorecards(known: Steered) -> Iterator[Line]:
    for one in scorecards(known.found, known.visits, known.zone, _findings(known)):
        yield shapes.scorecard(one, known.team(None, one.interviewer))


def _findings(known: Steered) -> Findings:
    """What was found of each interviewer, the errors on facts that back-checks met among it."""
    if known.again is None or known.findings.errors:
        return known.findings
    chance = {one.unit.name: one.probability for one in known.chosen}
    who = {one.unit.name: one.unit.interviewer for one in known.chosen}
    tallies = known.again.tallies(known.chosen, (Kind.FACT,))
    everybody = error_rate(tallies, chance)
    return replace(known.findings, errors=error_rates(tallies, chance, who), expected_errors=everybody.value)


def _back_checks(known: Steered) -> Iterator[Line]:
    made = {} if known.again is None else known.again.tallies(known.chosen)
    for one in known.chosen:
        team = known.team(one.unit.psu_id, one.unit.interviewer)
        yield shapes.back_check(one, team, made.get(one.unit.name))


def _error_rates(known: Steered) -> Iterator[Line]:
    """Of facts (false outcomes among them) and of what is hard to ask: the survey's and each interviewer's."""
    if known.again is None:
        return
    chance = {one.unit.name: one.probability for one in known.chosen}
    who = {one.unit.name: one.unit.interviewer for one in known.chosen}
    for kind in (Kind.FACT, Kind.HARD):
        tallies = known.again.tallies(known.chosen, (kind,))
        yield shapes.error_rate(error_rate(tallies, chance), kind, "survey", "", "")
        for name, rate in error_rates(tallies, chance, who).items():
            team = known.team(None, name)
            yield shapes.error_rate(rate, kind, "team" if team else "survey", team or "", name)


def _bands(known: Steered) -> Iterator[Line]:
    cases = aged(known.found, known.visits, known.units, known.zone)
    today = day_of(known.as_of, known.zone)
    shares = reached(cases, today)
    yield shapes.band(expectation(cases, shares, today), "survey", "")
    for team in sorted(set(known.psu_team.values())):
        mine = [case for case in cases if known.psu_team.get(case.levels["psu_id"]) == team]
        if mine:
            yield shapes.band(expectation(mine, shares, today), "team", team)
    for region in sorted({case.levels["region"] for case in cases}):
        mine = [case for case in cases if case.levels["region"] == region]
        yield shapes.band(expectation(mine, shares, today), "region", region)
