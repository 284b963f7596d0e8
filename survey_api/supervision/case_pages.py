"""The list of cases, and one case: where it stands, everything that happened there, what may be decided."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from survey_api.collection.cases.decided import Action
from survey_api.collection.cases.deciding import CONTESTED_FOR, NOT_ATTEMPTED_FOR, RIGHTS
from survey_api.collection.cases.reading import standing_of
from survey_api.collection.cases.state import HELD, Standing, State
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
    show = show if show in SHOWN else "open"
    psus = [one for one in looking.part.tallies if not psu_id or one.psu_id == psu_id]
    appointed = [case for one in psus for case in one.kinds["appointed"]]
    moments = {name: [case for case in appointed if _is(name, case, looking)] for name in ("overdue", "tomorrow")}
    counts = {name: sum(len(one.kinds[name]) for one in psus) for name in SHOWN if name not in moments}
    counts |= {name: len(cases) for name, cases in moments.items()}
    if side:
        found = [case for one in psus for case in one.kinds["pending"] if any(due.what == side for due in case.pending)]
        total = len(found)
    elif show in moments:
        found = sorted(moments[show], key=lambda one: (one.appointment or looking.now, one.case_id))
        total = len(found)
    else:
        found, total = [case for one in psus for case in one.kinds[show]], counts[show]
    start = int(number) if (number := query.get("from", "0")).isdecimal() and len(number) < 8 else 0
    values = {
        "live": "cases",
        "show": show,
        "psu": psu_id,
        "side": side,
        "filters": [(name, counts[name]) for name in SHOWN],
        "lines": found[start : start + MOST],
        "start": start,
        "next": start + MOST if len(found) > start + MOST else None,
        "total": total,
    }
    return "supervision/cases.html", values


SHOWN = ("open", "pending", "overdue", "tomorrow", "evening", "weekend", "untouched", "resolved", "done", "all")


def _is(name: str, one: CaseLine, looking: Looking) -> bool:
    """Whether an appointment has gone by, or is tomorrow."""
    if one.appointment is None:
        return False
    if name == "overdue":
        return one.appointment < looking.now
    tomorrow = looking.now.astimezone(looking.zone).date() + timedelta(days=1)
    return one.appointment.astimezone(looking.zone).date() == tomorrow


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
