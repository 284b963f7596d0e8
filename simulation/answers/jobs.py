"""Answers about the main job: what it is, whom it is done for, contract and insurance, skills."""

from collections.abc import Mapping

from simulation.answers.careers import present_job
from simulation.answers.occupations import RANK, asked_level, occupation
from simulation.answers.respondent import MONTHS, Answer, Respondent
from simulation.answers.simple import DO_NOT_KNOW, content, shares
from simulation.population.traits import DAY, FAMILY_HELPER, OWN_ACCOUNT

OWN_ACTIVITY, HOUSEHOLD_EMPLOYER, COMPANY, FARM = "5", "4", "2", "3"
RESTAURANTS = ("5", "6")
WRITTEN, NO_CONTRACT = "1", "3"
BY_PIECE = {"1": 0.08, "3": 0.14, "4": 0.12, "9": 0.08, "11": 0.15}  # share of uninsured employees, by branch
ARABIC = ("ar", "aeb")
IN_ARABIC = 0.6  # of interviews held in Arabic, the interviewer writes Arabic


def _in_arabic(person: Respondent) -> bool:
    return person.language in ARABIC and person.happens("in Arabic", IN_ARABIC)


def _title(person: Respondent) -> str:
    return occupation(person).title["ar" if _in_arabic(person) else person.sex]


def _words(name: str) -> Answer:
    return lambda person: occupation(person).words[name][1 if _in_arabic(person) else 0]


def own_activity(person: Respondent) -> bool:
    """Works in an activity of one's own or of the family."""
    return person.job.status in (OWN_ACCOUNT, FAMILY_HELPER)


def _price(person: Respondent) -> str:
    return person.pick("mjd_price", content()["pick"]["mjd_price"])


def _institution(person: Respondent) -> str:
    if own_activity(person):
        return OWN_ACTIVITY
    match person.job.sector:
        case "7":
            return HOUSEHOLD_EMPLOYER
        case "1":
            return FARM
        case "17":
            return person.pick("mju_inst", {"6": 0.5, "7": 0.5})
        case "14":
            return person.pick("mju_inst", {"1": 0.22, COMPANY: 0.72, "6": 0.06})
        case _:
            return COMPANY


def _incorporated(person: Respondent) -> str:
    if person.job.status == OWN_ACCOUNT:
        return "1" if person.job.incorporated else "0"
    return person.pick("mju_inc", shares("insured", "mju_inc", person))


def _registered(person: Respondent) -> str:
    if person.job.status == OWN_ACCOUNT:
        return "1" if person.job.registered else "0"
    return person.pick("mju_reg", shares("insured", "mju_reg", person))


def _accounts(person: Respondent) -> str:
    by = "registered" if person.job.status == OWN_ACCOUNT else "insured"
    return person.pick("mju_books", shares(by, "mju_books", person))


def _size(person: Respondent) -> str:
    if own_activity(person):
        return person.pick("mju_size", {"2": 0.7, "3": 0.3} if person.job.hires else {"1": 0.8, "2": 0.2})
    return person.pick("mju_size", shares("insured", "mju_size", person))


def by_piece(person: Respondent) -> bool:
    """Paid by piece or task only."""
    share = 0.0 if person.job.insured else BY_PIECE.get(person.job.sector, 0.03)
    return person.employee and person.happens("by piece", share)


def _paid_by(person: Respondent) -> str:
    if person.job.status == FAMILY_HELPER:
        return person.pick("mjd_paytype", {"5": 0.85, "96": 0.15})
    if by_piece(person):
        return "2"
    if person.job.sector in RESTAURANTS:
        return person.pick("mjd_paytype", {"1": 0.7, "1 4": 0.3})
    return person.pick("mjd_paytype", {"1": 0.95, "1 3": 0.03, "1 5": 0.02})


def _taxes(person: Respondent) -> str:
    """Nobody paid by result only says to pay the taxes: that would make a dependent contractor."""
    usual = shares("insured", "mjd_tax", person)
    by_themselves = not person.job.insured and not by_piece(person) and person.happens("own taxes", 0.03)
    return "2" if by_themselves else person.pick("mjd_tax", usual)


def _contract(person: Respondent) -> str:
    return person.pick("con_has", shares("insured", "con_has", person))


def _term(person: Respondent) -> str:
    if person.job.insured:
        return person.pick("con_type", {"1": 0.63, "2": 0.37})
    nothing_agreed = 1.6 if _contract(person) == NO_CONTRACT else 0.2 if _contract(person) == WRITTEN else 1.0
    by_the_day = (0.55 if person.job.period == DAY else 0.2) * nothing_agreed
    return person.pick("con_type", {"3": by_the_day, "1": 0.35, "2": 0.25})


def _contributions_unknown(person: Respondent) -> bool:
    return person.pick("soc_emp", shares("insured", "soc_emp_unknown", person)) == "1"


def _contributions(person: Respondent) -> str:
    if _contributions_unknown(person):
        return DO_NOT_KNOW
    return "1" if person.job.insured else "0"


def _leave(question: str, share: float) -> Answer:
    """Leaves decide whether a job is formal where the contributions are not known."""

    def answer(person: Respondent) -> str:
        if _contributions_unknown(person):
            return "1" if person.job.insured else "0"
        return person.chance(question, share if person.job.insured else 0.015)

    return answer


def _insured_by_oneself(person: Respondent) -> str:
    if person.job.status == OWN_ACCOUNT:
        return "1" if person.job.insured else "0"
    return person.chance("soc_self", 0.08)


def _match(person: Respondent) -> str:
    apart = RANK[asked_level(person)] - RANK.get(person.level, 0)
    if apart < 0:
        return person.pick("skl_match", {"1": 0.72, "2": 0.26, "3": 0.02})
    if apart > 1:
        return person.pick("skl_match", {"2": 0.56, "3": 0.40, "1": 0.04})
    return person.pick("skl_match", {"2": 0.83, "1": 0.11, "3": 0.06})


ANSWERS: Mapping[str, Answer] = {
    "mjj_multi": lambda person: person.pick("mjj_multi", {"2": 0.9, "3": 0.1}) if person.job.second else "1",
    "mjj_title": _title,
    "mjj_tasks": _words("tasks"),
    "mjj_activity": _words("activity"),
    "mjj_product": _words("product"),
    "mjj_sector": lambda person: person.job.sector,
    "mjj_place": lambda person: occupation(person).place,
    "mjj_gov": lambda person: person.governorate,
    "mjd_status": lambda person: person.job.status,
    "mjd_paytype": _paid_by,
    "mjd_tax": _taxes,
    "mjd_hire": lambda person: "1" if person.job.hires else "0",
    "mjd_client": lambda person: person.pick("mjd_client", {"1": 0.7, "2": 0.3}) if person.job.contractor else "3",
    "mjd_price": lambda person: "2" if person.job.contractor else _price(person),
    "mjd_decide": lambda _person: "0",
    "mju_inst": _institution,
    "mju_inc": _incorporated,
    "mju_reg": _registered,
    "mju_books": _accounts,
    "mju_size": _size,
    "mjt_year": lambda person: str(present_job(person) // MONTHS),
    "mjt_month": lambda person: str(present_job(person) % MONTHS + 1),
    "con_has": _contract,
    "con_type": _term,
    "soc_emp": _contributions,
    "lea_annual": _leave("lea_annual", 0.86),
    "lea_sick": _leave("lea_sick", 0.81),
    "lea_mat": _leave("lea_mat", 0.78),
    "soc_self": _insured_by_oneself,
    "skl_reqedu": asked_level,
    "skl_match": _match,
}
