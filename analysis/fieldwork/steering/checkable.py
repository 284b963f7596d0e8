"""The units of an export whose outcome a back-check can verify, each with the interviewer who told it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from analysis.fieldwork.back_checks.choosing import Checkable, What
from analysis.fieldwork.outcomes import OutcomeClass
from analysis.fieldwork.units import NOT_VISITED, Fieldwork, Row
from analysis.fieldwork.visits import Visit, Visits

_NOBODY_ELIGIBLE, _VACANT = "4.7", "4.6"
_REFUSED_SCREENER = "3.211"
_INTERVIEWED = (OutcomeClass.COMPLETE, OutcomeClass.PARTIAL)


def checkable(
    found: Fieldwork, visits: Visits, units: Mapping[str, str], risk: Mapping[str, float]
) -> Iterator[Checkable]:
    """Interviews, dwellings without eligible persons, vacant units and refusals, of PSUs where visits began.

    ``units`` names the dwelling of each case, ``risk`` the score of a case or unit. What the listing alone found is of
    no interviewer, as the tables do not tell who listed, and counts from the first visit to its PSU.
    """
    begun = _begun(found, visits, units)
    for row in found.rows:
        what, psu = _what(row), row.levels["psu_id"]
        unit, case = (units[row.row_id], row.row_id) if row.row_id in units else (row.row_id, None)
        made = visits.of_case.get(case, ()) if case else ()
        last = _last(made) or _last(visits.of_unit.get(unit, ()))
        if what is not None and (last is not None or psu in begun):
            interviewer, at = (last.interviewer, last.at) if last else (NOT_VISITED, begun[psu])
            yield Checkable(unit, case, psu, interviewer, what, at, risk.get(row.row_id, 0.0))


def _begun(found: Fieldwork, visits: Visits, units: Mapping[str, str]) -> Mapping[str, datetime]:
    """When the first visit to each PSU was."""
    first: dict[str, datetime] = {}
    for row in found.rows:
        made = (*visits.of_case.get(row.row_id, ()), *visits.of_unit.get(units.get(row.row_id, row.row_id), ()))
        psu = row.levels["psu_id"]
        for visit in made:
            first[psu] = min(first.get(psu, visit.at), visit.at)
    return first


def _what(row: Row) -> What | None:
    if row.outcome in _INTERVIEWED:
        return What.INTERVIEW
    if row.code.startswith(_NOBODY_ELIGIBLE):
        return What.NO_ELIGIBLE
    if row.code.startswith(_VACANT):
        return What.VACANT
    if row.outcome is OutcomeClass.REFUSAL or row.code.startswith(_REFUSED_SCREENER):
        return What.REFUSAL
    return None


def _last(made: tuple[Visit, ...]) -> Visit | None:
    return made[-1] if made else None
