"""The manners of a fieldwork: how each interview is held that is not held as it should be, by case."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from simulation.answers.respondent import Respondent, respondent
from simulation.field.persons import AT_THE_DOOR, Visit
from simulation.filling.interviews import Manner
from simulation.misbehaviour.deed import Deed
from simulation.misbehaviour.deeds import NOBODY
from simulation.misbehaviour.misreport import Misreported


def manners(told: Misreported, visits: Sequence[Visit]) -> Mapping[str, Manner]:
    """The manner of each case whose interview is touched; all others are honest. ``visits`` are those of the draw."""
    deeds, found = told.deeds, {}
    for row, attempt in enumerate(deeds.attempt.tolist()):
        case, source = visits[attempt].case.member.case_id, int(deeds.source[row])
        deed = Deed(
            key=f"{told.draw.seed}/misbehaviour/{case}".encode(),
            changed=float(deeds.changed[row]),
            minutes=float(deeds.minutes[row]),
            source=None if source == NOBODY else _answering(told, visits[source]),
        )
        found[case] = told.kind(str(deeds.kind[row])).manner(deed)
    return found


def _answering(told: Misreported, visit: Visit) -> Respondent:
    """The person of an interview as on its day."""
    day = (visit.at + timedelta(minutes=AT_THE_DOOR)).date()
    return respondent(told.draw.world, visit.case.member.person, day, told.draw.seed)
