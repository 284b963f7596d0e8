"""Answers about coming to the country: when, why, from what, and which papers people have."""

from collections.abc import Mapping

from simulation.answers.respondent import MONTHS, Answer, Respondent
from simulation.answers.simple import shares

STUDENT_CARD, VISA, NO_DOCUMENT = "7", "4", "8"
VISA_MONTHS = 4  # about the time a visa or a visa-free stay covers
SCHOOL_AGE = 16
FAMILY, STUDIES = "5", "4"
OWN_USE_FARMING, AT_WORK, SEARCHING, STUDYING, HOUSEHOLD, RETIRED = "2", "1", "3", "4", "5", "6"


def _stay(person: Respondent) -> str:
    if person.months >= 12:
        return "4"
    if person.months >= 6:
        return person.pick("stay_dur", {"3": 0.32, "4": 0.68})
    return person.pick("stay_dur", {"3": 0.3, "4": 0.7} if person.intends == "1" else {"1": 0.4, "2": 0.6})


def _came_as_child(person: Respondent) -> bool:
    """Whoever came young came with the family, whatever else brings people of this origin."""
    return person.age_at_arrival < SCHOOL_AGE


def _reason(person: Respondent) -> str:
    return FAMILY if _came_as_child(person) and person.reason != STUDIES else person.reason


def _for_work(person: Respondent) -> bool:
    return person.for_work and not _came_as_child(person)


def _before(person: Respondent) -> str:
    if _came_as_child(person):
        return STUDYING
    if person.reason == STUDIES:
        return person.pick("act_before", {STUDYING: 0.84, AT_WORK: 0.12, SEARCHING: 0.04})
    if person.age_at_arrival >= 60:
        return person.pick("act_before", {RETIRED: 0.7, AT_WORK: 0.2, HOUSEHOLD: 0.1})
    usual = dict(shares("origin", "act_before", person))
    usual.pop(RETIRED, None)
    if person.sex == "1":
        usual[HOUSEHOLD] *= 0.15
    return person.pick("act_before", usual)


def _permit(person: Respondent) -> str:
    if person.student and not person.irregular:
        return person.pick("permit_now", {STUDENT_CARD: 0.62, "2": 0.26, "3": 0.12})
    usual = dict(shares("origin", "irregular_permit" if person.irregular else "regular_permit", person))
    if not person.irregular and person.months > VISA_MONTHS:
        usual[VISA] = 0.0
    if person.irregular and person.months <= VISA_MONTHS:
        usual[VISA] = usual.get(VISA, 0.0) * 0.2
    return person.pick("permit_now", usual)


def _validity(person: Respondent) -> str:
    return "3" if person.irregular else person.pick("permit_valid", {"1": 0.87, "2": 0.13})


def _work_permit(person: Respondent) -> str:
    if person.irregular:
        return person.pick("work_permit", {"4": 0.95, "3": 0.05})
    if not person.employed:
        return person.pick("work_permit", {"4": 0.84, "1": 0.06, "2": 0.05, "3": 0.05})
    if person.job.insured:
        return person.pick("work_permit", {"1": 0.62, "2": 0.19, "3": 0.08, "4": 0.11})
    return person.pick("work_permit", {"4": 0.70, "1": 0.12, "2": 0.10, "3": 0.08})


ANSWERS: Mapping[str, Answer] = {
    "arr_year": lambda person: str(person.arrival // MONTHS),
    "arr_month": lambda person: str(person.arrival % MONTHS + 1),
    "stay_dur": _stay,
    "mig_reason": _reason,
    "mig_forwork": lambda person: "1" if _for_work(person) else "0",
    "job_arranged": lambda person: "1" if person.arranged and not _came_as_child(person) else "0",
    "act_before": _before,
    "permit_now": _permit,
    "permit_valid": _validity,
    "work_permit": _work_permit,
}
