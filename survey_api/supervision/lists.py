"""Every list of the supervisor's pages as a table to take along: codes and counts, no answers."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from questionnaires.cells import safe_line
from survey_api.supervision.flags import flags, verdict
from survey_api.supervision.view import Part

Line = Sequence[object]
BOM = "\ufeff"  # by which spreadsheets know UTF-8


class ListName(StrEnum):
    """The lists that there are."""

    FLAGS = "flags"
    BACK_CHECKS = "back_checks"
    INTERVIEWS = "interviews"
    CASES = "cases"
    PSUS = "psus"


def as_csv(name: ListName, part: Part) -> str:
    """One list of a part of the field; the moment as of which it is stands in each line."""
    columns, rows = _LISTS[name]
    text = io.StringIO()
    written = csv.writer(text, lineterminator="\r\n")
    written.writerow([*columns, "as_of"])
    written.writerows(safe_line([*map(_cell, row), _cell(_as_of(name, part))]) for row in rows(part))
    return BOM + text.getvalue()


def _as_of(name: ListName, part: Part) -> datetime:
    found = part.view.found
    by_checks = found is not None and name in (ListName.FLAGS, ListName.BACK_CHECKS)
    return found.as_of if found is not None and by_checks else part.view.as_of


def _flags(part: Part) -> Iterable[Line]:
    for one in flags(part).values():
        named = (one.rule, one.severity.value, one.team, one.interviewer, one.case_id, one.psu_id, one.record)
        yield (*named, round(one.score, 3), one.raised_at, one.due_at, verdict(part, one.key).value)


def _back_checks(part: Part) -> Iterable[Line]:
    for one in part.view.found.back_checks if part.view.found else ():
        if part.team in (None, one.team):
            named = (one.case_id, one.psu_id, one.team, one.kind, one.part, round(one.probability, 4), one.due_at)
            yield (*named, int(one.done), one.compared, one.differences)


def _interviews(part: Part) -> Iterable[Line]:
    for one in part.interviews:
        named = (one.form_id, one.name, one.state.value, one.team, one.case_id, one.interviewer, one.received_at)
        yield (*named, one.minutes, one.problems, one.open_comments)


def _cases(part: Part) -> Iterable[Line]:
    for one in (case for tally in part.tallies for case in tally.cases):
        named = (one.case_id, one.psu_id, one.team, one.state.value, one.code.value, one.attempts, one.interviewer)
        yield (*named, one.appointment)


def _psus(part: Part) -> Iterable[Line]:
    for one in part.psus:
        yield one.psu_id, one.team, one.state.value, one.units, one.waiting, one.unfinished


_OF_FLAGS = "rule severity team interviewer_id case_id psu_id interview_id score raised_at due_at verdict"
_OF_BACK_CHECKS = "case_id psu_id team kind part probability due_at done compared differences"
_OF_INTERVIEWS = "form_id interview_id state team case_id interviewer_id received_at minutes problems open_comments"
_OF_CASES = "case_id psu_id team state disposition attempts interviewer_id appointment"
_OF_PSUS = "psu_id team state units waiting unfinished"
_LISTS: Mapping[ListName, tuple[Sequence[str], Callable[[Part], Iterable[Line]]]] = {
    ListName.FLAGS: (_OF_FLAGS.split(), _flags),
    ListName.BACK_CHECKS: (_OF_BACK_CHECKS.split(), _back_checks),
    ListName.INTERVIEWS: (_OF_INTERVIEWS.split(), _interviews),
    ListName.CASES: (_OF_CASES.split(), _cases),
    ListName.PSUS: (_OF_PSUS.split(), _psus),
}


def _cell(value: object) -> object:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
