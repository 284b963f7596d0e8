"""Where cases stand, read from the store: one of them, those of a team, or all."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from questionnaires.facts import RecordKind
from questionnaires.fieldwork import FieldForms
from questionnaires.precedence import CURRENT, DispositionRule
from survey_api.collection.cases.decided import KIND, NOTHING, Decided
from survey_api.collection.cases.history import Made
from survey_api.collection.cases.state import Case, Measure, OnTablet, Standing, standing
from survey_api.collection.errors import NoSuchCase
from survey_api.collection.reviews.reading import some_standings, voided_cases
from survey_api.collection.reviews.state import Action as Reviewed
from survey_api.store import decisions, facts, fetches, records, sample
from survey_api.store.decisions import Decision
from survey_api.store.facts import Standing as Facts
from survey_api.store.fetches import Fetch
from survey_api.store.withdrawal import withdrawn_cases

Name = tuple[str, str]  # of a record: its questionnaire and its instance
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_ENDS = ("close", "reopen")  # of the work in a PSU
_TAKES_OUT = (Reviewed.CONFIRM_VOID, Reviewed.ARCHIVE, Reviewed.PICK)


def measure_of(forms: FieldForms, rule: DispositionRule = CURRENT) -> Measure:
    """What the cases of a survey are judged by."""
    return Measure(forms.rules, rule, ZoneInfo(forms.zone), forms.contact.in_person)


def object_named(case_id: str) -> str:
    """What the decisions about a case are kept under."""
    return f"{KIND}:{case_id}"


def standing_of(connection: Connection, case_id: str, forms: FieldForms, now: datetime) -> Standing:
    """Where one case stands. Raises NoSuchCase."""
    row = sample.case(connection, case_id)
    if row is None:
        raise NoSuchCase(case=case_id[:80])
    decided = {object_named(case_id): decisions.of(connection, object_named(case_id))}
    [found] = _standings(connection, [row], decided, forms, measure_of(forms), now)
    return found


def standings_of(connection: Connection, case_ids: Iterable[str], forms: FieldForms, now: datetime) -> list[Standing]:
    """Where some cases stand, whoever works them; what was never drawn is not there."""
    rows = [row for case_id in sorted(set(case_ids)) if (row := sample.case(connection, case_id)) is not None]
    decided = decisions.of_objects(connection, [object_named(row["case_id"]) for row in rows])
    return _standings(connection, rows, decided, forms, measure_of(forms), now) if rows else []


def standings(
    connection: Connection,
    forms: FieldForms,
    now: datetime,
    team: str | None = None,
    rule: DispositionRule = CURRENT,
    after: str = "",
    most: int | None = None,
) -> list[Standing]:
    """Where every case stands, or every case of a team, by name. Another ``rule`` derives every code anew.

    Of those whose name comes ``after`` another at most so many.
    """
    decided = decisions.of_kind(connection, KIND)
    rows = [row for row in sample.rows(connection, "drawn_cases") if row["case_id"] > after]
    if team is not None:
        teams = teams_of_psus(connection)
        rows = [row for row in rows if _team(row, decided, teams) == team]
    return _standings(connection, rows[:most], decided, forms, measure_of(forms, rule), now)


def teams_of_psus(connection: Connection) -> Mapping[str, str]:
    """The team that each PSU was assigned to last."""
    found = decisions.of_kind(connection, "psu").items()
    return {name.partition(":")[2]: team for name, made in found if (team := _team_of(made)) is not None}


def closed_psus(connection: Connection) -> frozenset[str]:
    """The PSUs whose work has ended."""
    found = decisions.of_kind(connection, "psu").items()
    last = {name.partition(":")[2]: [one.action for one in made if one.action in _ENDS] for name, made in found}
    return frozenset(psu for psu, actions in last.items() if actions and actions[-1] == _ENDS[0])


def _team_of(made: Sequence[Decision]) -> str | None:
    teams = [one.details["team"] for one in made if one.details.get("team")]
    return teams[-1] if teams else None


@dataclass(frozen=True)
class TakenOut:
    """The current records of interviews that were voided, or not picked, and the cases of the former.

    ``passed_over``: the versions that were not picked; ``picked``: the numbers of those that were instead.
    """

    records: frozenset[Name]
    voided: frozenset[str]
    passed_over: frozenset[Name] = frozenset()
    picked: frozenset[int] = frozenset()


def taken_out(connection: Connection) -> TakenOut:
    """What review has taken out of the survey."""
    names = records.decided_since(connection, [action.value for action in _TAKES_OUT], _LONG_AGO)
    found = some_standings(connection, names) if names else []
    out = ((one.form_id, one.head.instance_id) for one in found if one.head and not one.counts)
    over = ((record.form_id, record.instance_id) for one in found for record in one.passed_over)
    picked = (one.head.number for one in found if one.head is not None and one.passed_over)
    return TakenOut(frozenset(out), voided_cases(found), frozenset(over), frozenset(picked))


def made_of(one: Facts) -> Made:
    """A record as the history of a case takes it."""
    return Made(one.instance_id, one.facts)


@dataclass(frozen=True)
class Surroundings:
    """What stands around the cases, read once: teams of PSUs, what was withdrawn or taken out, what tablets have."""

    teams: Mapping[str, str]
    withdrawn: Mapping[str, int]
    out: TakenOut
    closed: frozenset[str]
    tablets: Mapping[str, Sequence[OnTablet]]


def surroundings(connection: Connection, forms: FieldForms) -> Surroundings:
    """What stands around the cases now."""
    return Surroundings(
        teams_of_psus(connection),
        withdrawn_cases(connection, forms.contact.form_id),
        taken_out(connection),
        closed_psus(connection),
        _tablets(fetches.every(connection).values()),
    )


def standings_among(
    rows: Sequence[Mapping[str, Any]],
    told: Iterable[Facts],
    decided: Mapping[str, tuple[Decision, ...]],
    around: Surroundings,
    measure: Measure,
    now: datetime,
) -> list[Standing]:
    """Where these drawn cases stand. ``told``: the facts of at least every record about them and about their units."""
    of_case = _by_case(told, rows, around.out)
    return [
        standing(
            _case(row, around),
            of_case.get(row["case_id"], ()),
            _decided(decided, row["case_id"]),
            around.tablets.get(row["case_id"], ()),
            measure,
            now,
        )
        for row in rows
    ]


def _standings(
    connection: Connection,
    rows: Sequence[Mapping[str, Any]],
    decided: Mapping[str, tuple[Decision, ...]],
    forms: FieldForms,
    measure: Measure,
    now: datetime,
) -> list[Standing]:
    around = surroundings(connection, forms)
    units, cases = {row["unit_id"] for row in rows}, {row["case_id"] for row in rows}
    told = chain(_facts_of(connection, cases, units), facts.of_submissions(connection, around.out.picked))
    return standings_among(rows, told, decided, around, measure, now)


def _by_case(told: Iterable[Facts], rows: Sequence[Mapping[str, Any]], out: TakenOut) -> Mapping[str, Sequence[Made]]:
    """The records about each case, and those of its unit that name no case; a visit names the unit of its case."""
    units: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        units[row["unit_id"]].append(row["case_id"])
    unit_of = {row["case_id"]: row["unit_id"] for row in rows}
    found: dict[str, list[Made]] = defaultdict(list)
    for one in told:
        if (one.form_id, one.instance_id) in out.passed_over:
            continue
        case_id, unit_id = one.facts.case_id or "", one.facts.unit_id or ""
        if one.facts.kind is RecordKind.INTERVIEW and case_id in unit_of:
            if (one.form_id, one.instance_id) not in out.records:
                found[case_id].append(made_of(one))
        elif one.facts.kind is RecordKind.VISIT and not case_id:
            for of_unit in units.get(unit_id, ()):
                found[of_unit].append(made_of(one))
        elif one.facts.kind is RecordKind.VISIT and unit_of.get(case_id) == unit_id:
            found[case_id].append(made_of(one))
    return found


def _facts_of(connection: Connection, cases: Collection[str], units: Collection[str]) -> Iterable[Facts]:
    few = len(cases) + len(units) <= decisions.MOST_NAMED
    return facts.of_cases(connection, sorted(cases), sorted(units)) if few else facts.every(connection)


def _tablets(found: Iterable[Fetch]) -> Mapping[str, list[OnTablet]]:
    tablets: dict[str, list[OnTablet]] = defaultdict(list)
    for fetch in found:
        for case_id, since in fetch.cases.items():
            tablets[case_id].append(OnTablet(fetch.device_id, since, fetch.fetched_at))
    return tablets


def _case(row: Mapping[str, Any], around: Surroundings) -> Case:
    return Case(
        case_id=row["case_id"],
        unit_id=row["unit_id"],
        psu_id=row["psu_id"],
        sex=row["sex"],
        age=row["age"],
        team=around.teams.get(row["psu_id"]),
        withdrawn=around.withdrawn.get(row["case_id"]),
        voided=row["case_id"] in around.out.voided,
        is_over=row["psu_id"] in around.closed,
    )


def _decided(decided: Mapping[str, tuple[Decision, ...]], case_id: str) -> Decided:
    made = decided.get(object_named(case_id))
    return Decided(made) if made else NOTHING


def _team(row: Mapping[str, Any], decided: Mapping[str, tuple[Decision, ...]], teams: Mapping[str, str]) -> str | None:
    assigned = _decided(decided, row["case_id"]).assignments
    return assigned[-1].team if assigned else teams.get(row["psu_id"])
