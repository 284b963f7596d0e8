"""Answers that lead to the labour force status: work last week, absence, search, availability, last job."""

from collections.abc import Mapping

from simulation.answers.origins import MONTHS
from simulation.answers.respondent import Answer, Respondent
from simulation.traits import (
    APPRENTICE,
    EMPLOYEE,
    FAMILY_HELPER,
    OWN_ACCOUNT,
    POTENTIAL,
    UNAVAILABLE,
    UNEMPLOYED,
    WILLING,
)

FARMING = ("1", "2")
ACTIVE_SEARCH = (("1", 0.55), ("2", 0.25), ("3", 0.70), ("4", 0.12), ("5", 0.30), ("6", 0.08))


def works_for(person: Respondent, *statuses: str) -> bool:
    """At work last week, with one of these statuses in employment."""
    return person.employed and not person.absent and person.job.status in statuses


def employee(person: Respondent) -> bool:
    """Employed for pay, apprentices included."""
    return person.employed and person.job.status in (EMPLOYEE, APPRENTICE)


def month_between(person: Respondent, name: str, first: int) -> int:
    """A month from a first one to the present, counted since year 0."""
    return first + int(person.u(name) * (person.this_month - first + 1))


def first_job(person: Respondent) -> int:
    """Month of the first job as an employee in the country: mostly in the year of arrival."""
    return min(person.arrival + int(person.u("first job") ** 2 * 13), person.this_month)


def this_job(person: Respondent) -> int:
    """Month in which the present job started."""
    return month_between(person, "this job", max(person.arrival, person.this_month - 84))


def last_job_end(person: Respondent) -> int:
    """Month in which the last job ended, for people without one."""
    return month_between(person, "last job", max(person.arrival, person.this_month - 40))


def _month(person: Respondent, name: str, month: int) -> str:
    long_ago = person.this_month - month > 24
    return "-8" if long_ago and person.u(name) < 0.06 else str(month % MONTHS + 1)


def _absence(person: Respondent) -> str:
    women = {"3": 0.12} if person.sex == "2" else {}
    return person.pick("abs_why", {"1": 0.36, "2": 0.24, "4": 0.12, "6": 0.16, "7": 0.06, "9": 0.06} | women)


def _main_activity(person: Respondent) -> str:
    if person.student and person.u("main_act") < 0.85:
        return "4"
    if person.employed:
        return "1"
    if person.labour in (UNEMPLOYED, UNAVAILABLE):
        return "3"
    if person.age >= 62:
        return "6"
    return person.pick(
        "main_act", {"5": 0.8, "96": 0.15, "7": 0.05} if person.sex == "2" else {"96": 0.6, "5": 0.2, "7": 0.2}
    )


def _searches(person: Respondent) -> bool:
    return person.labour in (UNEMPLOYED, UNAVAILABLE)


def _first_employment(person: Respondent) -> str:
    if employee(person):
        return "1"
    return person.chance("fj_any", 0.45)


def _methods(person: Respondent) -> str:
    used = [code for code, share in ACTIVE_SEARCH if person.u(f"search {code}") < share]
    return " ".join(used or ["3"])


def _availability(person: Respondent) -> str:
    if person.labour in (UNEMPLOYED, POTENTIAL):
        return person.pick("srh_avail", {"1": 0.7, "2": 0.3})
    return "3"


ANSWERS: Mapping[str, Answer] = {
    "fj_any": _first_employment,
    "fj_year": lambda person: str(first_job(person) // MONTHS),
    "fj_month": lambda person: _month(person, "fj_month", first_job(person)),
    "atw_pay": lambda person: "1" if works_for(person, EMPLOYEE, APPRENTICE) else "0",
    "atw_pft": lambda person: "1" if works_for(person, OWN_ACCOUNT) else "0",
    "atw_fam": lambda person: "1" if works_for(person, FAMILY_HELPER) else "0",
    "agf_chk": lambda person: "1" if person.job.sector in FARMING else "0",
    "agf_mkt": lambda person: person.pick("agf_mkt", {"1": 0.7, "2": 0.3}),
    "abs_job": lambda person: "1" if person.employed and person.absent else "0",
    "abs_why": _absence,
    "main_act": _main_activity,
    "srh_job": lambda person: "1" if _searches(person) and person.u("srh_job") < 0.88 else "0",
    "srh_bus": lambda person: "1" if _searches(person) else "0",
    "srh_meth": _methods,
    "srh_dur": lambda person: str(min(int(1 + person.u("srh_dur") ** 2 * 30), max(person.months, 1))),
    "srh_want": lambda person: "1" if person.labour in (POTENTIAL, WILLING) else "0",
    "srh_avail": _availability,
    "pwk_end_year": lambda person: str(last_job_end(person) // MONTHS),
    "pwk_end_month": lambda person: _month(person, "pwk_end_month", last_job_end(person)),
    "mjt_year": lambda person: str(this_job(person) // MONTHS),
    "mjt_month": lambda person: _month(person, "mjt_month", this_job(person)),
}
