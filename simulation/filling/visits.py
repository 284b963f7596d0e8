"""Contact forms: one record for each attempt to reach a case, and for each visit to a door before there is one."""

from collections.abc import Mapping
from datetime import timedelta

from questionnaires.filling import Clock, Filling
from questionnaires.form import Form
from simulation.field.attempt_columns import IN_PERSON, language_of, mode_of
from simulation.field.listing import Door, ListedUnit
from simulation.field.persons import AT_THE_DOOR, Visit
from simulation.field.results import Met, Result
from simulation.filling.filling_in import any_code, fill
from simulation.filling.submissions import Submission
from simulation.identifiers import instance_id
from simulation.streams import uniform

QUARTER = 15  # minutes: appointments are made for the quarter of an hour
NOTHING_SEEN, LOCKED = "0", "4"
SEEN = {"1": 0.012, "2": 0.010, "3": 0.006}  # police, hostile neighbours, control by the employer; assumed
NOTED = 0.12  # of the visits that say more than their result
NOTES: Mapping[Result, tuple[str, ...]] = {
    Result.APPOINTMENT: ("Rappeler après 18 h.", "Disponible le week-end seulement."),
    Result.NOBODY: ("Voisins présents, personne n'ouvre.", "لا أحد في المنزل، الجيران لا يعرفون متى يعود."),
    Result.REFUSAL: ("Refus courtois, sans explication.", "رفض المشاركة بسبب ضيق الوقت."),
    Result.NO_ACCESS: ("Portail fermé, gardien absent.",),
    Result.MOVED: ("Le voisin dit que la personne a quitté la ville.",),
}


def contact(form: Form, visit: Visit, seed: int) -> Submission:
    """The record of one visit."""
    filling = noted(form, visit, seed)
    return Submission(
        form.form_id,
        form.version,
        filling.instance_id,
        filling.to_xml(),
        visit.device,
        (filling.clock.end or filling.clock.now).timestamp(),
        psu_id=visit.case.unit.psu_id,
        case_id=visit.case.member.case_id,
        interviewer=visit.interviewer,
    )


def noted(form: Form, visit: Visit, seed: int) -> Filling:
    """The same record, filled in and not yet sent."""
    case = visit.case
    facts = {
        "unit_id": case.unit.unit_id,
        "case_id": case.member.case_id,
        "psu_code": case.unit.psu_id,
        "visit_no": str(visit.visit_no),
        "interviewer_id": visit.interviewer,
    }
    name = instance_id(seed, form.form_id, case.member.case_id, visit.visit_no)
    filling = Filling(form, Clock(visit.at, visit.at + timedelta(minutes=AT_THE_DOOR)), facts, name)
    told = _told(visit, seed)
    fill(filling, lambda question: told.get(question.name), any_code)
    return filling


def at_the_door(form: Form, unit: ListedUnit, door: Door, seed: int) -> Submission:
    """The record of one visit of the listing."""
    facts = {
        "unit_id": unit.unit_id,
        "psu_code": unit.psu_id,
        "visit_no": str(door.visit_no),
        "interviewer_id": unit.interviewer,
    }
    name = instance_id(seed, form.form_id, unit.unit_id, door.visit_no)
    filling = Filling(form, Clock(door.at, door.at + timedelta(minutes=AT_THE_DOOR)), facts, name)
    told = _told_at_the_door(unit, door, seed)
    fill(filling, lambda question: told.get(question.name), any_code)
    return Submission(
        form.form_id,
        form.version,
        name,
        filling.to_xml(),
        unit.device,
        (door.at + timedelta(minutes=AT_THE_DOOR)).timestamp(),
        psu_id=unit.psu_id,
        interviewer=unit.interviewer,
    )


def _told_at_the_door(unit: ListedUnit, door: Door, seed: int) -> Mapping[str, str]:
    key = f"{seed}/{unit.unit_id}/{door.visit_no}/seen".encode()
    return {
        "visit_dt": door.at.isoformat(timespec="milliseconds"),
        "visit_mode": IN_PERSON,
        "visit_result": door.result.value,
        "who_contact": Met.MEMBER.value,
        "refuse_why": door.reason.value if door.reason else "96",
        "obs_risk": _seen(key),
        "visit_comment": "",
    }


def _told(visit: Visit, seed: int) -> Mapping[str, str]:
    case_id, nobody = visit.case.member.case_id, visit.result is Result.NOBODY
    key = f"{seed}/{case_id}/{visit.visit_no}/seen".encode()
    meeting = visit.at + visit.appointment_in
    meeting = meeting.replace(minute=meeting.minute - meeting.minute % QUARTER, second=0)
    return {
        "visit_dt": visit.at.isoformat(timespec="milliseconds"),
        "visit_mode": mode_of(seed, case_id, visit.visit_no, nobody=nobody),
        "visit_result": visit.result.value,
        "who_contact": visit.who,
        "refuse_why": visit.reason.value if visit.reason else "96",
        "lang_barrier": language_of(seed, case_id, visit.visit_no, visit.case.origin),
        "appoint_dt": meeting.isoformat(timespec="milliseconds"),
        "obs_risk": LOCKED if visit.result is Result.NO_ACCESS else _seen(key),
        "visit_comment": _note(visit, key),
    }


def _seen(key: bytes) -> str:
    left = uniform(key, "seen")
    for code, share in SEEN.items():
        left -= share
        if left < 0:
            return code
    return NOTHING_SEEN


def _note(visit: Visit, key: bytes) -> str:
    notes = NOTES.get(visit.result, ())
    place = int(uniform(key, "note") / NOTED * len(notes))
    return notes[place] if place < len(notes) else ""
