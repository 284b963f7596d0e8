"""The list of cases, and one case: where it stands, everything that happened there, what may be decided."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from questionnaires.effort import Wanting
from survey_api.collection.cases.decided import Action
from survey_api.collection.cases.deciding import CONTESTED_FOR, NOT_ATTEMPTED_FOR, RIGHTS
from survey_api.collection.cases.reading import standing_of
from survey_api.collection.cases.state import DONE, HELD, Standing, State
from survey_api.collection.cases.telling import sheet
from survey_api.collection.errors import NotAllowed
from survey_api.collection.rights import Right, may
from survey_api.collection.service import Service
from survey_api.store import languages
from survey_api.supervision.flags import flags, rules, verdict
from survey_api.supervision.rendering import Looking
from survey_api.supervision.tally import CaseLine

Page = tuple[str, Mapping[str, Any]]
MOST = 60
_HOLDS = tuple(sorted(side.value for side in HELD))


def case_list(looking: Looking) -> Page:
    """The cases of one kind, by PSU."""
    query = looking.request.query_params
    show, psu_id, side = query.get("show", "open"), query.get("psu", ""), query.get("side", "")
    wanted = _shown(looking)
    show = show if show in wanted else "open"
    psus = [one for one in looking.part.tallies if not psu_id or one.psu_id == psu_id]
    among = [case for one in psus for case in one.cases]
    if side:
        found = [one for one in among if any(due.what == side for due in one.pending)]
    else:
        found = [one for one in among if wanted[show](one)]
    found.sort(key=lambda one: (one.appointment or _FAR, one.psu_id, one.case_id))
    start = int(number) if (number := query.get("from", "0")).isdecimal() and len(number) < 8 else 0
    values = {
        "live": "cases",
        "show": show,
        "psu": psu_id,
        "side": side,
        "filters": [(name, sum(map(fits, among))) for name, fits in wanted.items()],
        "lines": found[start : start + MOST],
        "start": start,
        "next": start + MOST if len(found) > start + MOST else None,
        "total": len(found),
    }
    return "supervision/cases.html", values


_FAR = datetime(9999, 1, 1, tzinfo=UTC)


def _shown(looking: Looking) -> Mapping[str, Callable[[CaseLine], bool]]:
    now, zone = looking.now, looking.zone
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)

    def is_tomorrow(one: CaseLine) -> bool:
        return one.is_open and one.appointment is not None and one.appointment.astimezone(zone).date() == tomorrow

    return {
        "open": lambda one: one.is_open,
        "pending": lambda one: bool(one.pending),
        "overdue": lambda one: one.is_open and one.appointment is not None and one.appointment < now,
        "tomorrow": is_tomorrow,
        "evening": lambda one: one.is_open and one.attempts > 0 and Wanting.EVENING in one.lacks,
        "weekend": lambda one: one.is_open and one.attempts > 0 and Wanting.WEEKEND in one.lacks,
        "untouched": lambda one: one.is_open and not one.attempts,
        "resolved": lambda one: one.state is State.RESOLVED,
        "done": lambda one: one.state in DONE,
        "all": lambda _: True,
    }


def case_page(looking: Looking, service: Service, case_id: str) -> Page:
    """One case. Raises NoSuchCase, NotAllowed."""
    now, field = looking.now, service.settings.field_forms

    def read(connection: Connection) -> tuple[Standing, dict[str, str]]:
        found = standing_of(connection, case_id, field, now)
        needed = found.language_needed
        return found, dict(languages.speaking(connection, needed)) if needed else {}

    found, able = service.read(read)
    if not may(looking.person, Right.SEE_CASES, found.team or ""):
        raise NotAllowed(role=looking.person.role.value)
    allowed = [action for action, right in RIGHTS.items() if may(looking.person, right, found.team or "")]
    about = [one for one in flags(looking.part).values() if one.case_id == case_id]
    values = {
        "one": sheet(found, now, looking.language, able),
        "allowed": [action.value for action in allowed if _fits(action, found)],
        "interviews": [one for one in looking.part.interviews if one.case_id == case_id],
        "interviewers": sorted({who for _, who, _ in looking.part.total.visits if who}),
        "holds": _HOLDS,
        "releasable": [one.side.value for one in found.pending if one.side in HELD or one.side.value == "breach"]
        + (["lease"] if found.leases else []),
        "contested_for": CONTESTED_FOR,
        "not_attempted_for": NOT_ATTEMPTED_FOR,
        "able": able,
        "flags": about,
        "rules": rules(looking.part),
        "verdicts": {one.key: verdict(looking.part, one.key) for one in about},
        "done": looking.request.query_params.get("done", ""),
    }
    return "supervision/case.html", values


def _fits(action: Action, found: Standing) -> bool:
    """Whether it is worth offering; whatever else stands against it is said when it is asked for."""
    if found.case.withdrawn is not None or found.closure is not None:
        return action in (Action.RELEASE, Action.HOLD)
    match action:
        case Action.CONFIRM:
            return found.state is State.RESOLVED
        case Action.CONTEST:
            return found.n_attempts > 0
        case Action.NOT_ATTEMPTED:
            return not found.n_attempts
        case Action.INTERPRETER:
            return found.language_needed is not None
        case Action.RELEASE:
            return bool(found.pending or found.leases)
        case Action.TRANSFER:
            return found.team is not None
    return True
