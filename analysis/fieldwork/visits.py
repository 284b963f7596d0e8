"""The contact attempts behind each row: how many, by whom and when the last one, and whether anybody ever refused."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.fieldwork.outcomes import OutcomeClass, outcome_class
from questionnaires.fieldwork import ContactForm


@dataclass(frozen=True)
class Visit:
    """One attempt, as far as rates need it."""

    at: datetime
    interviewer: str
    refused: bool


@dataclass(frozen=True)
class Visits:
    """The attempts of each case and, before somebody was drawn there, of each unit; each list in the order of time."""

    of_case: Mapping[str, tuple[Visit, ...]]
    of_unit: Mapping[str, tuple[Visit, ...]]


def refusals(form: ContactForm) -> Set[str]:
    """The results of a visit that are refusals or break-offs, whoever was met."""
    told = {result: form.disposition({form.result: result}) for result in form.results}
    return {code for code, found in told.items() if found is not None and _refuses(found.value)}


def visits(attempts: pa.Table, refused: Set[str]) -> Visits:
    """The attempts of the table by case and by unit."""
    columns = [attempts.column(name).to_pylist() for name in ("unit_id", "case_id", "interviewer_id", "result")]
    moments = pc.cast(attempts.column("visited_at"), pa.timestamp("ms", tz="UTC")).to_pylist()
    order = np.argsort(np.array([moment.timestamp() for moment in moments]), kind="stable").tolist()
    of_case: dict[str, list[Visit]] = {}
    of_unit: dict[str, list[Visit]] = {}
    units, cases, interviewers, results = columns
    for row in order:
        visit = Visit(moments[row], interviewers[row], results[row] in refused)
        if cases[row] is None:
            of_unit.setdefault(units[row], []).append(visit)
        else:
            of_case.setdefault(cases[row], []).append(visit)
    return Visits(_fixed(of_case), _fixed(of_unit))


def day_of(moment: datetime, zone: str) -> date:
    """The day in the time zone of the field."""
    return moment.astimezone(ZoneInfo(zone)).date()


def week_of(day: date) -> str:
    """The ISO week of a day: 2026-W14."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _refuses(code: str) -> bool:
    return outcome_class(code) is OutcomeClass.REFUSAL


def _fixed(found: Mapping[str, list[Visit]]) -> Mapping[str, tuple[Visit, ...]]:
    return {name: tuple(told) for name, told in found.items()}
