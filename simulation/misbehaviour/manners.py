"""The manners of a fieldwork: how each interview is held that is not held as it should be, by case."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from simulation.answers.respondent import Respondent, respondent
from simulation.field import AT_THE_DOOR, Visit
from simulation.interviews import Manner
from simulation.misbehaviour.deed import Deed
from simulation.misbehaviour.deeds import NOBODY
from simulation.misbehaviour.labels import case_ids
from simulation.misbehaviour.misreport import Misreported


def manners(told: Misreported, visits: Iterable[Visit]) -> Mapping[str, Manner]:
    """The manner of each case whose interview is touched; all others are honest. ``visits`` are those of the draw."""
    draw, deeds = told.draw, told.deeds
    held = {visit.case.member.case_id: visit for visit in visits if visit.interviewed}
    copied = deeds.source != NOBODY
    cases = case_ids(draw, draw.attempts.case[deeds.attempt])
    sources = iter(case_ids(draw, draw.attempts.case[deeds.source[copied]]))
    found = {}
    for row, case in enumerate(cases):
        source = _answering(told, held[next(sources)]) if copied[row] else None
        key = f"{draw.seed}/misbehaviour/{case}".encode()
        deed = Deed(key, float(deeds.changed[row]), float(deeds.minutes[row]), source)
        found[case] = told.kind(str(deeds.kind[row])).manner(deed)
    return found


def _answering(told: Misreported, visit: Visit) -> Respondent:
    """The person of an interview as on its day."""
    day = (visit.at + timedelta(minutes=AT_THE_DOOR)).date()
    return respondent(told.draw.world, visit.case.unit, visit.case.member, day, told.draw.seed)
