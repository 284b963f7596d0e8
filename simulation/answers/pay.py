"""Answers about pay and other income from work, and about the account it goes to."""

import math
from collections.abc import Mapping

from simulation.answers.housing import lodged_by_employer
from simulation.answers.jobs import by_piece
from simulation.answers.respondent import Answer, Respondent
from simulation.answers.simple import amount, rounded, ticked
from simulation.population.traits import MONTH, WEEK

BANDS = ((250, "1"), (500, "2"), (750, "3"), (1000, "4"), (1500, "5"), (3000, "6"))
FORTNIGHT, BY_TASK = "2", "6"
FORTNIGHTLY = 0.12  # of those paid more often than by the month and less than by the day
RESTAURANTS, FARMS, FACTORIES, CALLS, OFFICES = ("5", "6"), ("1", "2"), ("4",), ("12",), ("13", "17")
SALARY, RECRUITMENT_DEBT, DAMAGE, LODGING = "5", "2", "3", "1"
NOTHING = "0"
HELD_BACK_BY_BANKS = 0.08  # of people without papers have an account all the same


def _fortnightly(person: Respondent) -> bool:
    return person.job.period == WEEK and person.happens("fortnight", FORTNIGHTLY)


def _period(person: Respondent) -> str:
    if _fortnightly(person):
        return FORTNIGHT
    return BY_TASK if person.job.period == MONTH and by_piece(person) else person.job.period


def _amount(person: Respondent) -> str:
    """The round figure that the traits hold: people do not tell pay to the dinar."""
    return f"{person.job.pay * (2 if _fortnightly(person) else 1):g}"


def _band(person: Respondent) -> str:
    return next((code for below, code in BANDS if person.job.monthly_pay < below), "7")


def _in_kind(person: Respondent) -> str:
    sector = person.job.sector
    chances = {
        "1": 0.75 if sector in RESTAURANTS else 0.62 if sector == "7" else 0.35 if sector in FARMS else 0.10,
        "3": 0.45 if sector in (*FACTORIES, *CALLS) else 0.28 if sector in FARMS else 0.08,
        "4": 0.30 if sector in OFFICES else 0.04,
    }
    found = ticked("inc_inkind", chances, person)
    if lodged_by_employer(person):
        found.append("2")
    return " ".join(sorted(found)) or NOTHING


def _worth(person: Respondent) -> str:
    return amount("inc_inkindval", person, 0.7 * len(_in_kind(person).split()))


def _deductions(person: Respondent) -> str:
    chances = {
        SALARY: 1.0 if person.job.insured else 0.0,
        RECRUITMENT_DEBT: 0.10 if person.borrowed and person.recruiter else 0.005,
        DAMAGE: 0.02 if person.job.insured else 0.06,
        LODGING: 0.25 if lodged_by_employer(person) else 0.02,
        "4": 0.02 if person.irregular else 0.0,
    }
    return " ".join(sorted(ticked("inc_deduct", chances, person))) or NOTHING


def has_account(person: Respondent) -> bool:
    """A bank or postal account: banks ask for a residence card."""
    if person.irregular:
        return person.happens("bank_acct", HELD_BACK_BY_BANKS)
    formal = person.employed and person.job.insured
    share = 0.88 if formal else 0.62 if person.origin == "EUR" else 0.42 if person.employed or person.student else 0.25
    return person.happens("bank_acct", share)


def _how(person: Respondent) -> str:
    if has_account(person) and person.happens("inc_how", 0.85 if person.job.insured else 0.25):
        return "2"
    return person.pick("inc_how", {"1": 0.94, "3": 0.05, "4": 0.01})


def _slip(person: Respondent) -> str:
    return person.chance("inc_slip", 0.82 if person.job.insured else 0.04)


def _own_business(person: Respondent) -> str:
    if person.happens("loss", 0.04):
        return str(-10 * person.whole("inc_self", 1, 60))
    return rounded(person.job.monthly_pay * math.exp(0.3 * person.normal("inc_self")), 10)


def _other_jobs(person: Respondent) -> str:
    return rounded(person.job.monthly_pay * 0.25 * math.exp(0.4 * person.normal("inc_other")), 10)


ANSWERS: Mapping[str, Answer] = {
    "inc_period": _period,
    "inc_amount": _amount,
    "inc_daysmon": lambda person: str(person.job.days_in_month),
    "inc_band": _band,
    "inc_inkind": _in_kind,
    "inc_inkindval": _worth,
    "inc_deduct": _deductions,
    "inc_how": _how,
    "inc_slip": _slip,
    "inc_owed": lambda person: amount("inc_owed", person, person.job.monthly_pay / 800),
    "inc_self": _own_business,
    "inc_other": _other_jobs,
    "bank_acct": lambda person: "1" if has_account(person) else "0",
}
