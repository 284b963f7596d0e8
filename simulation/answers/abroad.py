"""Answers about ties: money sent abroad, plans, and how many other migrants the person knows."""

import math
from bisect import bisect
from collections.abc import Mapping
from functools import cache

from simulation.answers.pay import has_account
from simulation.answers.respondent import Answer, Respondent
from simulation.answers.simple import amount, rounded, shares

SENT, SENT_WITHOUT_A_JOB = 0.17, 900  # share of a year's pay, dinars
FEES = {"1": 0.035, "2": 0.055, "3": 0.03, "4": 0.015, "5": 0.04, "96": 0.02}  # by channel, of the amount
KNOWN = {"AFR": 12.0, "MAG": 7.0, "ARB": 7.0, "EUR": 7.0}  # mean number of acquaintances
SHAPE = 1.5  # of its negative binomial distribution
RECALL = 0.35  # spread of the error in telling it, logarithm
ROUND_NUMBERS = (5, 10, 20, 50)
ROUNDED = 0.5  # of people say one of the round numbers when theirs is near
NEAR = 0.25
MOST = 2000


def _sent(person: Respondent) -> float:
    usual = SENT * 12 * person.job.monthly_pay if person.employed else SENT_WITHOUT_A_JOB
    return float(usual * math.exp(0.6 * person.normal("rem_total")))


def _times(person: Respondent) -> int:
    return person.whole("times", 2, 12)


def _last(person: Respondent) -> str:
    return rounded(max(_sent(person), 100) / _times(person) * math.exp(0.2 * person.normal("rem_last")), 10)


def _channel(person: Respondent) -> str:
    usual = shares("irregular", "rem_chan", person)
    return person.pick("rem_chan", {**usual, "1": 0.5} if has_account(person) else usual)


def _fee(person: Respondent) -> str:
    if _channel(person) == "4" and person.happens("free", 0.6):
        return "0"
    return amount("rem_fee", person, FEES[_channel(person)] * float(_last(person)) / 18)


@cache
def _cumulative(mean: float) -> tuple[float, ...]:
    """Chances of knowing at most 0, 1, 2 ... people."""
    share = SHAPE / (SHAPE + mean)
    chance, below, found = share**SHAPE, 0.0, []
    for known in range(200):
        below += chance
        found.append(below)
        chance *= (known + SHAPE) / (known + 1) * (1 - share)
    return tuple(found)


def acquaintances(person: Respondent) -> int:
    """How many migrants of the governorate the person says to know: as recalled, often a round number."""
    known = bisect(_cumulative(KNOWN[person.origin]), person.u("acquaintances"))
    told = round(known * math.exp(RECALL * person.normal("recall")))
    if person.happens("rounds", ROUNDED):
        told = next((number for number in ROUND_NUMBERS if abs(told - number) <= NEAR * number), told)
    return min(told, MOST)


def _seen(person: Respondent) -> str:
    return str(max(1, round(acquaintances(person) * (0.2 + 0.7 * person.u("nw_seen")))))


ANSWERS: Mapping[str, Answer] = {
    "rem_send": lambda person: "1" if person.remits else "0",
    "rem_total": lambda person: rounded(max(_sent(person), 100), 50),
    "rem_chan": _channel,
    "rem_last": _last,
    "rem_fee": _fee,
    "nw_know": lambda person: str(acquaintances(person)),
    "nw_seen": _seen,
}

LATER: Mapping[str, Answer] = {  # asked by simulated versions only, in the middle of the field
    "rem_times": lambda person: str(_times(person)),
    "mob_acct": lambda person: person.pick("mob_acct", {"1": 0.09, "0": 0.90, "-8": 0.01}),
}
