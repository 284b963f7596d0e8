"""Answers about the main job: what it is, contract and insurance, hours, pay."""

from collections.abc import Mapping

from simulation.answers.respondent import Answer, Respondent
from simulation.answers.simple import content
from simulation.traits import FAMILY_HELPER, OWN_ACCOUNT

OWN_ACTIVITY, HOUSEHold__EMPLOYER, COMPANY, FARM = "5", "4", "2", "3"
PLACES = {"1": "3", "3": "2", "7": "4", "8": "6", "10": "7"}  # where people of a branch mostly work
PAY_BANDS = ((250, "1"), (500, "2"), (750, "3"), (1000, "4"), (1500, "5"), (3000, "6"))
UNKNOWN_PAY, REFUSED_PAY = 0.03, 0.05


def _work(question: str) -> Answer:
    return lambda person: str(content()["work"][person.job.sector][question])


def _title(person: Respondent) -> str:
    man, woman = content()["work"][person.job.sector]["title"]
    return str(man if person.sex == "1" else woman)


def _institution(person: Respondent) -> str:
    if person.job.status in (OWN_ACCOUNT, FAMILY_HELPER):
        return OWN_ACTIVITY
    match person.job.sector:
        case "7":
            return HOUSEHold__EMPLOYER
        case "1":
            return FARM
        case "17":
            return person.pick("mju_inst", {"6": 0.5, "7": 0.5})
        case "14":
            return person.pick("mju_inst", {"1": 0.25, COMPANY: 0.7, "6": 0.05})
        case _:
            return COMPANY


def _incorporated(person: Respondent) -> str:
    if person.job.status == OWN_ACCOUNT:
        return "1" if person.job.incorporated else "0"
    return person.pick(
        "mju_inc", {"1": 0.75, "0": 0.1, "-8": 0.15} if person.job.insured else {"1": 0.2, "0": 0.45, "-8": 0.35}
    )


def _registered(person: Respondent) -> str:
    if person.job.status == OWN_ACCOUNT:
        return "1" if person.job.registered else "0"
    return person.pick("mju_reg", {"1": 0.85, "-8": 0.15} if person.job.insured else {"1": 0.3, "0": 0.35, "-8": 0.35})


def _accounts(person: Respondent) -> str:
    if person.job.status == OWN_ACCOUNT:
        return person.pick(
            "mju_books", {"1": 0.4, "2": 0.4, "3": 0.2} if person.job.registered else {"3": 0.35, "4": 0.65}
        )
    shares = {"1": 0.6, "2": 0.1, "-8": 0.3} if person.job.insured else {"1": 0.12, "3": 0.15, "4": 0.18, "-8": 0.55}
    return person.pick("mju_books", shares)


def _size(person: Respondent) -> str:
    if person.job.status in (OWN_ACCOUNT, FAMILY_HELPER):
        return person.pick("mju_size", {"2": 0.7, "3": 0.3} if person.job.hires else {"1": 0.8, "2": 0.2})
    shares = {"2": 0.10, "3": 0.15, "4": 0.35, "5": 0.35, "-88": 0.05}
    return person.pick(
        "mju_size", shares if person.job.insured else {"1": 0.05, "2": 0.35, "3": 0.3, "4": 0.2, "-8": 0.1}
    )


def _paid_by(person: Respondent) -> str:
    return "1" if person.job.period != "6" and person.u("mjd_paytype") < 0.9 else "1 4"


def _taxes(person: Respondent) -> str:
    return "1" if person.job.insured else person.pick("mjd_tax", {"3": 0.72, "-8": 0.2, "2": 0.08})


def _contract(person: Respondent) -> str:
    shares = {"1": 0.85, "2": 0.15} if person.job.insured else {"1": 0.08, "2": 0.52, "3": 0.37, "-8": 0.03}
    return person.pick("con_has", shares)


def _term(person: Respondent) -> str:
    shares = {"1": 0.6, "2": 0.4} if person.job.insured else {"1": 0.3, "2": 0.3, "3": 0.35, "-8": 0.05}
    return person.pick("con_type", shares)


def _employer_pays(person: Respondent) -> str:
    return "1" if person.job.insured else person.pick("soc_emp", {"0": 0.95, "-8": 0.05})


def _leave(question: str, share: float) -> Answer:
    return lambda person: person.chance(question, share) if person.job.insured else "0"


def _hours_last_week(person: Respondent) -> str:
    if person.absent:
        return "0"
    change = person.pick("wkt_actual", {"0": 0.7, "-8": 0.12, "8": 0.1, "-16": 0.05, "4": 0.03})
    return str(min(max(person.job.hours + int(change), 1), 100))


def _second_hours(person: Respondent) -> str:
    return str(person.whole("second hours", 4, 14))


def _wants_hours(person: Respondent) -> str:
    return person.chance("tru_want", 0.42 if person.job.hours < 40 else 0.14)


def _amount(person: Respondent) -> str:
    said = person.u("inc_amount")
    if said < REFUSED_PAY:
        return "-9"
    return "-8" if said < REFUSED_PAY + UNKNOWN_PAY else f"{person.job.pay:g}"


def _band(person: Respondent) -> str:
    if person.u("inc_band") < 0.25:
        return "-9"
    return next((code for below, code in PAY_BANDS if person.job.monthly_pay < below), "7")


def _deductions(person: Respondent) -> str:
    if person.job.insured:
        return "5"
    return person.pick("inc_deduct", {"0": 0.82, "1": 0.08, "3": 0.05, "2": 0.02, "-8": 0.03})


ANSWERS: Mapping[str, Answer] = {
    "mjj_multi": lambda person: "2" if person.job.second else "1",
    "mjj_title": _title,
    "mjj_tasks": _work("tasks"),
    "mjj_activity": _work("activity"),
    "mjj_product": _work("product"),
    "mjj_sector": lambda person: person.job.sector,
    "mjj_place": lambda person: PLACES.get(person.job.sector, "1"),
    "mjj_gov": lambda person: person.governorate,
    "mjd_status": lambda person: person.job.status,
    "mjd_paytype": _paid_by,
    "mjd_tax": _taxes,
    "mjd_hire": lambda person: "1" if person.job.hires else "0",
    "mjd_client": lambda person: "1" if person.job.contractor else "3",
    "mjd_price": lambda person: "2" if person.job.contractor else person.pick("mjd_price", {"1": 0.6, "3": 0.4}),
    "mju_inst": _institution,
    "mju_inc": _incorporated,
    "mju_reg": _registered,
    "mju_books": _accounts,
    "mju_size": _size,
    "con_has": _contract,
    "con_type": _term,
    "soc_emp": _employer_pays,
    "lea_annual": _leave("lea_annual", 0.85),
    "lea_sick": _leave("lea_sick", 0.8),
    "lea_mat": _leave("lea_mat", 0.75),
    "soc_self": lambda person: "1" if person.job.insured else "0",
    "wkt_days": lambda person: str(person.job.days),
    "wkt_usual": lambda person: str(person.job.hours),
    "wkt_actual": _hours_last_week,
    "wkt2_usual": _second_hours,
    "wkt2_actual": lambda person: "0" if person.absent else _second_hours(person),
    "wkt_rest": lambda person: "0" if person.job.days == 7 else "1",
    "tru_want": _wants_hours,
    "inc_period": lambda person: person.job.period,
    "inc_amount": _amount,
    "inc_daysmon": lambda person: str(person.job.days_in_month),
    "inc_band": _band,
    "inc_deduct": _deductions,
    "inc_slip": lambda person: person.chance("inc_slip", 0.8 if person.job.insured else 0.06),
    "skl_reqedu": lambda person: person.pick(
        "skl_reqedu", {"X": 0.35, "1": 0.15, "2": 0.15, "3": 0.15, "5": 0.08, "6": 0.12}
    ),
    "osh_n": lambda person: person.pick("osh_n", {"0": 0.91, "1": 0.07, "2": 0.02}),
    "rem_send": lambda person: person.chance("rem_send", 0.5 if person.employed else 0.12),
}
