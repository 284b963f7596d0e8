"""A case as it is told to whoever works with it: where it stands and what happened there, without answers."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from presentation.messages import say
from presentation.text import Language
from questionnaires.effort import Lack
from survey_api.collection.cases.history import Made, Why
from survey_api.collection.cases.state import OnTablet, Standing, breaches_of

Told = dict[str, Any]
TIME = "%Y-%m-%d %H:%M"


def line(found: Standing, now: datetime, language: Language) -> Told:
    """A case in a list: its state, the code that follows, what is missing, who has it, what is due."""
    rest, closure = found.history.rest, found.closure
    return {
        "case_id": found.case.case_id,
        "unit_id": found.case.unit_id,
        "psu_id": found.case.psu_id,
        "team": found.team,
        "interviewer": found.assigned.interviewer if found.assigned else None,
        "device": found.assigned.device if found.assigned else None,
        "state": found.state.value,
        "code": found.code.value,
        "disposition_rule": found.rule,
        "confirmed_by": found.confirmed_by,
        "attempts": found.n_attempts,
        "missing": [{"what": lack.what.value, "n": lack.n, "words": _missing(lack, language)} for lack in found.wanted],
        "appointment": _at(found.appointment),
        "appointment_overdue": found.appointment is not None and found.appointment < now,
        "language_needed": found.language_needed,
        "not_by": rest.not_by if rest else None,
        "not_before": rest.not_before.isoformat() if rest else None,
        "closed_since": _at(closure.at) if closure else None,
        "closed_because": closure.why.value if closure else None,
        "pending": [
            {
                "what": one.side.value,
                "owner": one.owner,
                "since": _at(one.since),
                "due": _at(one.due),
                "overdue": one.is_overdue(now),
            }
            for one in found.pending
        ],
        "breaches": [why.value for why in breaches_of(found)],
        "ever_refused": found.ever_refused,
        "converted": found.is_converted,
        "tablets": [_tablet(one, found, language) for one in found.tablets],
        "version": found.version,
    }


def sheet(found: Standing, now: datetime, language: Language, able: Mapping[str, str]) -> Told:
    """The same with everything that happened, the earliest first. ``able``: who speaks the language needed."""
    return {**line(found, now, language), "speak_the_language": sorted(able), "timeline": timeline(found)}


def timeline(found: Standing) -> list[Told]:
    """Visits and interviews by the tablets' clocks, and decisions by the server's."""
    return sorted([*_made(found), *_decided(found)], key=lambda one: (one["at"], one["what"], one.get("name", "")))


def _made(found: Standing) -> Iterator[Told]:
    told = found.history
    for one in (*told.attempts, *told.interviews):
        yield _record(one)
    for late in told.breaches:
        if late.why is Why.AFTERWARDS:
            about = {"at": _at(late.at), "interviewer": late.interviewer_id, "name": late.name}
            yield {"what": late.kind.value, **about, "counts": False, "breach": late.why.value}


def _record(made: Made) -> Told:
    facts = made.facts
    told: Told = {"what": facts.kind.value, "at": _at(made.at), "interviewer": facts.interviewer_id, "name": made.name}
    told |= {"code": facts.outcome or None, "counts": True}
    return told | ({"mode": facts.mode, "appointment": _at(facts.appointment)} if facts.mode else {})


def _decided(found: Standing) -> Iterator[Told]:
    for one in found.decided.decisions:
        about = {"at": _at(one.at), "action": one.action, "by": one.by, "version": one.version}
        yield {"what": "decision", **about, "details": dict(one.details)}


def _tablet(one: OnTablet, found: Standing, language: Language) -> Told:
    """Whether the tablet knows what was decided last, in words where it does not."""
    last = found.decided.decisions[-1].at if found.decided.decisions else None
    behind = last is not None and last > one.heard_at
    told: Told = {"device": one.device_id, "since": _at(one.since), "heard": _at(one.heard_at), "behind": behind}
    told["lease"] = one in found.leases
    if behind:
        told["words"] = say("cases.not_on_tablet", language, {"at": one.heard_at.strftime(TIME)})
    return told


def _missing(lack: Lack, language: Language) -> str:
    return say(f"cases.missing_{lack.what.value}", language, {"n": lack.n})


def _at(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
