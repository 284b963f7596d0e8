"""Answers that lead to the labour force status: work last week, absence, search, availability, last job."""

from collections.abc import Mapping

from simulation.answers.careers import ever_worked, last_job_end
from simulation.answers.respondent import MONTHS, Answer, Respondent
from simulation.answers.simple import content, several, shares
from simulation.population.traits import (
    APPRENTICE,
    EMPLOYEE,
    FAMILY_HELPER,
    OUTSIDE,
    OWN_ACCOUNT,
    POTENTIAL,
    UNAVAILABLE,
    UNEMPLOYED,
)

FARMING = ("1", "2")
SECOND_KIND = 0.35  # of second jobs that are of the other kind: own business beside a job, a job beside a business
OWN_USE = 0.03  # grows or raises for own use, of people without a job outside towns
DETACHED = 0.03  # of people without a job, say that they have one from which they are absent
PASSIVE = 0.2  # of potential job seekers: they only read advertisements or wait
STARTS_SOON = 0.04  # of the unemployed: a job is found that has not begun
BUSINESS = 0.08  # of job seekers try to start a business instead
STUDYING, AT_WORK, SEARCHING, RETIRED = "4", "1", "3", "6"
RETIREMENT = 62
PAPERS = "9"  # reason of absence: papers, controls or fear of arrest


def works_for(person: Respondent, *statuses: str) -> bool:
    """At work last week, with one of these statuses in employment."""
    return person.employed and not person.absent and person.job.status in statuses


def _other_kind(person: Respondent) -> bool:
    return person.job.second and person.happens("second kind", SECOND_KIND)


def _for_pay(person: Respondent) -> str:
    also = works_for(person, OWN_ACCOUNT) and _other_kind(person)
    return "1" if works_for(person, EMPLOYEE, APPRENTICE) or also else "0"


def _own_use(person: Respondent) -> bool:
    return not person.employed and not person.urban and person.happens("own use", OWN_USE)


def _for_profit(person: Respondent) -> str:
    also = works_for(person, EMPLOYEE, APPRENTICE) and _other_kind(person)
    return "1" if works_for(person, OWN_ACCOUNT) or also or _own_use(person) else "0"


def _farming(person: Respondent) -> str:
    return "1" if _own_use(person) or person.job.sector in FARMING else "0"


def _for_sale(person: Respondent) -> str:
    return person.pick("agf_mkt", {"3": 0.6, "4": 0.4} if _own_use(person) else {"1": 0.7, "2": 0.3})


def detached(person: Respondent) -> bool:
    """Says to have a job, but neither returns to it soon nor is paid: not employed by the standard."""
    return not person.employed and ever_worked(person) and person.happens("detached", DETACHED)


def _absent(person: Respondent) -> str:
    return "1" if (person.employed and person.absent) or detached(person) else "0"


def _absence(person: Respondent) -> str:
    if detached(person):
        return person.pick("abs_why", {"6": 0.4, "11": 0.3, PAPERS: 0.3 if person.irregular else 0.0})
    usual = shares("sex", "abs_why", person)
    return person.pick("abs_why", {**usual, PAPERS: 0.04} if person.irregular else usual)


def _back_soon(person: Respondent) -> str:
    if detached(person):
        return person.pick("abs_3mo", {"0": 0.7, "-8": 0.3})
    return person.pick("abs_3mo", {"1": 0.93, "0": 0.04, "-8": 0.03})


def _main_activity(person: Respondent) -> str:
    if person.student and person.happens("main_act", 0.5 if person.employed else 0.92):
        return STUDYING
    if person.employed:
        return AT_WORK
    if person.labour in (UNEMPLOYED, UNAVAILABLE):
        return SEARCHING
    if person.age >= RETIREMENT:
        return RETIRED
    return person.pick("main_act", shares("sex", "outside_activity", person))


def _starts_soon(person: Respondent) -> bool:
    return person.labour == UNEMPLOYED and person.happens("starts soon", STARTS_SOON)


def _seeks(person: Respondent) -> bool:
    return person.labour in (UNEMPLOYED, UNAVAILABLE) and not _starts_soon(person)


def _passive(person: Respondent) -> bool:
    return person.labour == POTENTIAL and person.happens("passive", PASSIVE)


def _own_business(person: Respondent) -> bool:
    return _seeks(person) and person.happens("srh_bus", BUSINESS)


def _methods(person: Respondent) -> str:
    if _passive(person):
        return person.pick("srh_meth", {"9": 0.6, "10": 0.25, "9 10": 0.15})
    if _own_business(person):
        return several("start_meth", person)
    return several("srh_meth", person)


def _months_searching(person: Respondent) -> str:
    idle = person.this_month - (last_job_end(person) if ever_worked(person) else person.arrival)
    return str(int(person.u("srh_dur") * (min(idle, 48) + 1)))


def _wants(person: Respondent) -> str:
    return "0" if person.labour == OUTSIDE else "1"


def _no_search(person: Respondent) -> str:
    if _starts_soon(person):
        return "1"
    usual = dict(content()["pick"]["srh_why"])
    usual["4"] *= 4 if person.irregular else 0
    usual["5"] *= 5 if person.student else 0
    usual["6"] *= 1 if person.sex == "2" else 0.2
    return person.pick("srh_why", usual)


def _starts(person: Respondent) -> str:
    return "1" if _starts_soon(person) else person.pick("srh_start", {"3": 0.97, "2": 0.03})


def _availability(person: Respondent) -> str:
    if person.labour in (UNEMPLOYED, POTENTIAL):
        return person.pick("srh_avail", {"1": 0.7, "2": 0.3})
    return "3"


ANSWERS: Mapping[str, Answer] = {
    "atw_pay": _for_pay,
    "atw_pft": _for_profit,
    "atw_fam": lambda person: "1" if works_for(person, FAMILY_HELPER) else "0",
    "agf_chk": _farming,
    "agf_mkt": _for_sale,
    "abs_job": _absent,
    "abs_why": _absence,
    "abs_3mo": _back_soon,
    "abs_pay": lambda person: "1" if person.employed else "0",
    "main_act": _main_activity,
    "srh_job": lambda person: "1" if (_seeks(person) and not _own_business(person)) or _passive(person) else "0",
    "srh_bus": lambda person: "1" if _own_business(person) else "0",
    "srh_meth": _methods,
    "srh_dur": _months_searching,
    "srh_want": _wants,
    "srh_why": _no_search,
    "srh_start": _starts,
    "srh_avail": _availability,
    "pwk_ever": lambda person: "1" if ever_worked(person) else "0",
    "pwk_end_year": lambda person: str(last_job_end(person) // MONTHS),
    "pwk_end_month": lambda person: str(last_job_end(person) % MONTHS + 1),
}
