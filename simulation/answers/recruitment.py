"""Answers about the first job as an employee and what it cost to get it."""

import math
from collections.abc import Mapping
from functools import lru_cache

from simulation.answers.careers import ever_employee, first_job
from simulation.answers.respondent import MONTHS, Answer, Respondent
from simulation.answers.simple import content, rounded, shares

DINAR = "TND"
STEP = 10  # dinars
SPREAD = 0.35  # of the weight of each heading, logarithm
ABROAD = {"AFR": 1.0, "MAG": 0.45, "ARB": 0.8, "EUR": 0.7}  # how much travel weighs
FIRST_PAY, PAY_SPREAD = 0.86, 0.18  # of the present pay


def _headings(person: Respondent) -> Mapping[str, float]:
    """What was paid for, with its weight in the total."""
    chances, weights = content()["costs"]["chance"], content()["costs"]["weight"]
    paid = {name: weights[name] for name, chance in chances.items() if person.happens(f"{name} paid", chance)}
    if person.recruiter:
        paid["rc_agent"] = weights["rc_agent"]
    if person.borrowed and person.happens("rc_interest paid", 0.5):
        paid["rc_interest"] = weights["rc_interest"]
    if "rc_travel" in paid:
        paid["rc_travel"] *= ABROAD[person.origin]
    return paid or {"rc_travel": 1.0}


@lru_cache(maxsize=8)
def costs(person: Respondent) -> Mapping[str, float]:
    """Dinars by heading; together they are what the person paid."""
    weights = {name: weight * math.exp(SPREAD * person.normal(name)) for name, weight in _headings(person).items()}
    whole = sum(weights.values())
    return {name: person.fees * weight / whole for name, weight in weights.items()}


def _currency(person: Respondent) -> str:
    code = person.pick("rc_curr", shares("origin", "rc_curr", person))
    return str(content()["currency"]["own"].get(person.citizenship, DINAR)) if code == "own" else code


def _in_currency(person: Respondent, dinars: float) -> str:
    if round(dinars / STEP) < 1:
        return "0"
    rate = float(content()["currency"]["rates"][_currency(person)])
    step = 1 if rate < 1 else 10 ** max(1, round(math.log10(rate)) + 1)
    return rounded(dinars * rate, step)


def _cost(name: str) -> Answer:
    return lambda person: _in_currency(person, costs(person).get(name, 0.0))


def _total(person: Respondent) -> str:
    return _in_currency(person, max(person.fees * math.exp(0.1 * person.normal("rc_total")), STEP))


def _paid_back(person: Respondent) -> str:
    return _in_currency(person, person.fees * 0.6) if person.arranged and person.happens("rc_reimb", 0.25) else "0"


def _first_pay(person: Respondent) -> str:
    usual = person.job.monthly_pay if person.employee else 560 * math.exp(0.35 * person.normal("fj_earn level"))
    return rounded(usual * FIRST_PAY * math.exp(PAY_SPREAD * person.normal("fj_earn")), STEP)


def _channel(person: Respondent) -> str:
    if person.recruiter:
        return person.pick("fj_channel", content()["part"]["pick"]["paid_channel"])
    usual = dict(content()["pick"]["fj_channel"])
    if person.arranged:
        usual |= {"1": 0.40, "7": 0.0, "8": 0.12}
    return person.pick("fj_channel", usual)


ANSWERS: Mapping[str, Answer] = {
    "fj_any": lambda person: "1" if ever_employee(person) else "0",
    "fj_year": lambda person: str(first_job(person) // MONTHS),
    "fj_month": lambda person: str(first_job(person) % MONTHS + 1),
    "fj_channel": _channel,
    "rc_curr": _currency,
    **{
        name: _cost(name)
        for name in (
            "rc_agent",
            "rc_docs",
            "rc_permit",
            "rc_medical",
            "rc_train",
            "rc_insur",
            "rc_travel",
            "rc_local",
            "rc_informal",
            "rc_interest",
            "rc_other",
        )
    },
    "rc_total": _total,
    "rc_reimb": _paid_back,
    "rc_loan": lambda person: "1" if person.borrowed else "0",
    "fj_earn": _first_pay,
}
