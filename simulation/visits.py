"""Contact forms: one record for each attempt to reach a case."""

from collections.abc import Mapping
from datetime import timedelta

from questionnaires.filling import Clock, Filling
from questionnaires.form import Form
from simulation.answers.origins import INTERVIEW_LANGUAGES
from simulation.field import AT_THE_DOOR, Result, Visit
from simulation.filling_in import any_code, fill
from simulation.identifiers import instance_id
from simulation.streams import uniform
from simulation.submissions import Submission

BY_PHONE = 0.07  # of the attempts after the first
NOTHING_SEEN, LOCKED = "0", "4"


def contact(form: Form, visit: Visit, seed: int) -> Submission:
    """The record of one visit."""
    case = visit.case
    name = instance_id(seed, form.form_id, case.member.case_id, visit.visit_no)
    facts = {
        "unit_id": case.unit.unit_id,
        "case_id": case.member.case_id,
        "psu_code": case.unit.psu_id,
        "visit_no": str(visit.visit_no),
        "interviewer_id": visit.interviewer,
    }
    end = visit.at + timedelta(minutes=AT_THE_DOOR)
    filling = Filling(form, Clock(visit.at, end), facts, name)
    told = _told(visit, seed)
    fill(filling, lambda question: told.get(question.name), any_code)
    return Submission(form.form_id, form.version, name, filling.to_xml(), visit.device, end.timestamp())


def _told(visit: Visit, seed: int) -> Mapping[str, str]:
    key = f"{seed}/{visit.case.member.case_id}/{visit.visit_no}".encode()
    by_phone = visit.visit_no > 1 and visit.result is Result.NOBODY and uniform(key, "phone") < BY_PHONE
    meeting = (visit.at + timedelta(days=visit.appointment_in_days)).replace(minute=0, second=0)
    return {
        "visit_dt": visit.at.isoformat(timespec="milliseconds"),
        "visit_mode": "2" if by_phone else "1",
        "visit_result": visit.result.value,
        "who_contact": visit.who,
        "refuse_why": visit.reason.value if visit.reason else "96",
        "lang_barrier": _language(visit, key),
        "appoint_dt": meeting.isoformat(timespec="milliseconds"),
        "obs_risk": LOCKED if visit.result is Result.NO_ACCESS else NOTHING_SEEN,
    }


def _language(visit: Visit, key: bytes) -> str:
    spoken = list(INTERVIEW_LANGUAGES[visit.case.origin])
    return spoken[1 + int(uniform(key, "language") * (len(spoken) - 1))]
