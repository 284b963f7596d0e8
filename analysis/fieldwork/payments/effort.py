"""The units of effort in an export, each with the record that proves it; what was voided or doubted is none.

Paying by the interview alone buys invented interviews: visits and screenings count too, whatever came of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from analysis.fieldwork.units import Fieldwork, Screened
from questionnaires.codes import ReviewState
from questionnaires.fieldwork import ContactForm

_NO_WORK = frozenset({ReviewState.VOIDED, ReviewState.QUARANTINED, ReviewState.ARCHIVED, ReviewState.FORK})
_APPROVED = frozenset({ReviewState.APPROVED, ReviewState.HQ_APPROVED, ReviewState.LOCKED})
_FINAL = frozenset({ReviewState.HQ_APPROVED, ReviewState.LOCKED})
_SCREENED = (Screened.WITH_ELIGIBLE, Screened.WITHOUT_ELIGIBLE)


class Item(StrEnum):
    """What is paid."""

    VISIT = "visit"
    SCREENING = "screening"
    INTERVIEW = "interview"  # approved by the supervisor: the part that is not held back
    RELEASE = "release"  # the part held back, once headquarters approved
    DAY = "day"


@dataclass(frozen=True, order=True)
class Unit:
    """One unit of effort. ``evidence`` names the record, unit or day that proves it: each is paid once."""

    interviewer: str
    item: Item
    evidence: str
    day: date

    @property
    def key(self) -> tuple[str, str, str]:
        """What is paid once: who, what, by which evidence."""
        return self.interviewer, self.item.value, self.evidence


def effort(
    found: Fieldwork, attempts: pa.Table, interviews: pa.Table | None, form: ContactForm, zone: str
) -> tuple[Unit, ...]:
    """Every unit of effort, in the order of interviewers.

    A visit is one in person whose record stands; a screening goes to whoever visited the screened dwelling last before
    a person was drawn there; a day is one with a visit or an interview.
    """
    where = ZoneInfo(zone)
    made = [row for row in _rows(attempts) if _stands(row) and row["visit_mode"] in form.in_person]
    units = [Unit(row["interviewer_id"], Item.VISIT, row["attempt_id"], _day(row["visited_at"], where)) for row in made]
    units += _screenings(found, made, where)
    for row in _rows(interviews):
        state = ReviewState(row["review_state"])
        if state in _APPROVED:
            units.append(Unit(row["interviewer_id"], Item.INTERVIEW, row["interview_id"], row["interview_date"]))
        if state in _FINAL:
            units.append(Unit(row["interviewer_id"], Item.RELEASE, row["interview_id"], row["interview_date"]))
    worked = {(one.interviewer, one.day) for one in units}
    units += [Unit(interviewer, Item.DAY, day.isoformat(), day) for interviewer, day in worked]
    return tuple(sorted(units))


def _screenings(found: Fieldwork, made: Iterable[Mapping[str, Any]], where: ZoneInfo) -> Iterator[Unit]:
    screened = {household.unit_id for household in found.households if household.screened in _SCREENED}
    last: dict[str, Mapping[str, Any]] = {}
    for row in sorted(made, key=lambda row: (row["visited_at"], row["attempt_id"])):
        if row["case_id"] is None and row["unit_id"] in screened:
            last[row["unit_id"]] = row
    for unit, row in last.items():
        yield Unit(row["interviewer_id"], Item.SCREENING, unit, _day(row["visited_at"], where))


def _rows(table: pa.Table | None) -> list[dict[str, Any]]:
    return [] if table is None else list(table.to_pylist())


def _stands(row: Mapping[str, Any]) -> bool:
    return ReviewState(row["review_state"]) not in _NO_WORK


def _day(moment: datetime, where: ZoneInfo) -> date:
    return moment.astimezone(where).date()
