"""What a tablet is given to work: its team's cases, the PSUs to list, the interviews to correct; as small as can be."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from survey_api.collection.cases.reading import standings, standings_of
from survey_api.collection.cases.state import Standing, State
from survey_api.collection.errors import UnknownDevice
from survey_api.collection.psus.numbering import as_told, to_list
from survey_api.collection.reviews.returned import ReturnedInterview, returned_for
from survey_api.collection.service import Service
from survey_api.store import fetches, hints, people
from survey_api.store.fetches import Fetch

NOTED_EVERY = 60  # seconds: a tablet that asks more often is not written down each time


@dataclass(frozen=True)
class Assignment:
    """The body of the answer, and what tells whether a tablet has it already."""

    content: bytes = field(repr=False)
    cases: frozenset[str]
    former: Fetch | None

    @property
    def digest(self) -> str:
        """What tells this one from every other."""
        return hashlib.sha256(self.content).hexdigest()[:32]


def assignment_of(connection: Connection, service: Service, device_id: str, now: datetime) -> Assignment:
    """What a tablet is to work now. Raises UnknownDevice."""
    team = people.team_of_device(connection, device_id)
    if team is None:
        raise UnknownDevice()
    forms = service.settings.field_forms
    hinted = hints.units(connection, team)
    mine = [one for one in standings(connection, forms, now, team) if one.is_worked and _is_for(one, device_id)]
    returned = returned_for(connection, service.vault, forms, team, now)
    about = standings_of(connection, [one.case_id for one in returned if one.case_id], forms, now)  # of any team
    in_peace = {one.case.case_id for one in about if one.is_left_in_peace}
    back = [one for one in returned if one.case_id not in in_peace]  # to correct it somebody might go back
    told = {
        "team": team,
        "psus": [as_told(one) for one in to_list(connection, forms, device_id)],
        "cases": [_case(one, one.case.unit_id in hinted) for one in mine],
        "returned": [_returned(one) for one in back],
    }
    content = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    former = fetches.every(connection).get(device_id)
    return Assignment(content, frozenset(one.case.case_id for one in mine), former)


def note(service: Service, device_id: str, given: Assignment, now: datetime) -> None:
    """Remember that a tablet has this assignment: its leases are renewed."""
    before = given.former
    known = before is not None and before.digest == given.digest
    if before is not None and known and (now - before.fetched_at).total_seconds() < NOTED_EVERY:
        return

    def change(connection: Connection) -> None:
        fetches.note(connection, device_id, now, given.digest, given.cases)

    service.writer.change(change).result()


def _is_for(one: Standing, device_id: str) -> bool:
    return one.assigned is None or one.assigned.device in (None, device_id)


def _case(one: Standing, hinted: bool) -> dict[str, Any]:
    """A case in few bytes: what is not so is left out."""
    rest = one.history.rest
    told = {
        "case": one.case.case_id,
        "unit": one.case.unit_id,
        "psu": one.case.psu_id,
        "sex": one.case.sex,
        "age": one.case.age,
        "state": (State.ON_DEVICE if one.state is State.ASSIGNED else one.state).value,  # once it is read, it is there
        "visit": len(one.history.visits) + 1,
        "for": one.assigned.interviewer if one.assigned else None,
        "appointment": one.appointment.isoformat(timespec="minutes") if one.appointment else None,
        "language": one.language_needed,
        "not_by": rest.not_by if rest else None,
        "not_before": rest.not_before.isoformat() if rest else None,
        "lacks": {lack.what.value: lack.n for lack in one.wanted} if one.n_attempts else None,
        "hint": hinted or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _returned(one: ReturnedInterview) -> dict[str, Any]:
    told = {
        "form": one.form_id,
        "form_version": one.questionnaire_version,
        "record": one.record,
        "instance": one.instance_id,
        "version": one.version,
        "unit": one.unit_id,
        "case": one.case_id,
        "returned": one.returned_at.isoformat(timespec="minutes"),
        "expires": one.expires_at.isoformat(timespec="minutes"),
        "reason": one.reason,
        "questions": [
            {
                "thread": question.thread,
                "path": question.path,
                "position": question.position,
                "comments": list(question.comments),
                "answer": question.answer,
            }
            for question in one.questions
        ],
    }
    return {name: value for name, value in told.items() if value is not None}
