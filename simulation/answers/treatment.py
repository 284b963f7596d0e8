"""Answers about safety, treatment by employers, discrimination and recourse: one person's hang together."""

import math
from collections.abc import Mapping

from simulation.answers.occupations import occupation
from simulation.answers.respondent import Answer, Respondent, odds
from simulation.answers.simple import NONE_OF_THESE, content, several, shares, ticked

DOMESTIC = "7"
DISCRIMINATED = {"AFR": 0.50, "MAG": 0.15, "ARB": 0.19, "EUR": 0.08}
EVENTS = {"1": 0.13, "2": 0.09, "3": 0.06, "4": 0.27, "5": 0.04, "6": 0.32}  # after February 2023, Africans
NO_OTHER_JOB = "7"  # a threat that is precarity, not a menace of penalty
MENACES = {"1": 0.45, "2": 0.25, "3": 0.10, "6": 0.12, "4": 0.06, "5": 0.02}
AGAINST_THE_WILL = {"fl_force": 0.60, "fl_debt": 0.15, "fl_move": 0.12, "fl_leave": 0.13}
HELD = {"fl_threat": 0.55, "fl_wage": 0.25, "fl_docs": 0.14, "fl_viol": 0.06}
ALSO = 0.25  # of people who were coerced, for each further thing that may have been done to them
FREELY, NOT_FREELY = "1", "3"


def _ill_treated(person: Respondent) -> float:
    """How many times the usual odds such things happen to this person."""
    worse = (1.5 if person.irregular else 1.0) * (0.6 if person.job.insured else 1.0)
    return worse * (4.0 if person.coerced else 1.0) * math.exp(0.8 * person.normal("ill-treated") - 0.32)


def _held(person: Respondent, question: str) -> bool:
    """Held or threatened in this way (a menace of penalty).

    Forced labour is work against one's will under a menace (20th ICLS): the coerced tell of both, the others of one
    of the two at most.
    """
    if person.coerced:
        chosen = person.pick("held", HELD) == question
        return chosen or person.happens(f"{question} too", ALSO)
    rare = {"fl_threat": 0.10, "fl_wage": 0.08, "fl_docs": 0.025, "fl_viol": 0.04}[question]
    return _threatened_only(person) and person.happens(question, odds(rare, 2 * _ill_treated(person)))


def _against_the_will(person: Respondent, question: str) -> bool:
    """Made to work in this way against the person's will."""
    if person.coerced:
        chosen = person.pick("against the will", AGAINST_THE_WILL) == question
        return chosen or person.happens(f"{question} too", ALSO)
    rare = {"fl_force": 0.09, "fl_debt": 0.02, "fl_move": 0.015, "fl_leave": 0.02, "fl_deceit": 0.15}[question]
    return not _threatened_only(person) and person.happens(question, odds(rare, 1.4 * _ill_treated(person)))


def _threatened_only(person: Respondent) -> bool:
    return person.happens("threatened only", 0.4)


def _deceived(person: Respondent) -> str:
    if person.coerced:
        return person.chance("fl_deceit", 0.45)
    return "1" if _against_the_will(person, "fl_deceit") else "0"


def _yes_if_held(question: str) -> Answer:
    return lambda person: "1" if _held(person, question) else "0"


def _yes_if_against_the_will(question: str) -> Answer:
    return lambda person: "1" if _against_the_will(person, question) else "0"


def _may_leave(person: Respondent) -> str:
    if _against_the_will(person, "fl_leave"):
        return NOT_FREELY
    return person.pick("fl_leave free", {FREELY: 0.82, "2": 0.18})


def _threats(person: Respondent) -> str:
    found = ticked("fl_threat", {NO_OTHER_JOB: 0.22}, person)
    if _held(person, "fl_threat"):
        usual = {**MENACES, "2": MENACES["2"] if person.irregular else 0.03}
        found.append(person.pick("fl_threat which", usual))
    return " ".join(sorted(found)) or NONE_OF_THESE


def _injuries(person: Respondent) -> str:
    exposed = 0.02 + 0.025 * len(occupation(person).hazards)
    return person.pick("osh_n", {"0": 1 - exposed, "1": 0.8 * exposed, "2": 0.15 * exposed, "3": 0.05 * exposed})


def _hazards(person: Respondent) -> str:
    known = dict.fromkeys(occupation(person).hazards, 0.72)
    found = ticked("osh_haz", {code: known.get(code, 0.05) for code in ("1", "2", "3", "4", "5", "6", "7")}, person)
    return " ".join(found) or NONE_OF_THESE


def _discriminated(person: Respondent) -> str:
    return person.chance("dis_any", odds(DISCRIMINATED[person.origin], _ill_treated(person) ** 0.5))


def _grounds(person: Respondent) -> str:
    colour = ["2"] if person.origin == "AFR" and person.happens("dis_ground 2", 0.7) else []
    return " ".join(sorted({*colour, *several("dis_ground", person).split()}, key=int))


def _compared(person: Respondent) -> str:
    if person.job.sector == DOMESTIC or person.job.status in ("3", "4"):
        return person.pick("dis_pay", {"4": 0.82, "1": 0.12, "2": 0.06})
    if person.origin == "EUR":
        return person.pick("dis_pay", {"2": 0.48, "3": 0.38, "1": 0.04, "4": 0.10})
    less = 0.18 if person.job.insured else 0.46
    return person.pick("dis_pay", {"1": less, "2": 0.80 - less, "3": 0.03, "4": 0.17})


def _union(person: Respondent) -> str:
    return person.chance("uni_member", 0.09 if person.employee and person.job.insured else 0.008)


def paid_late(person: Respondent) -> str:
    """Late, less than agreed, or not at all in the last twelve months; who was coerced by it says so."""
    if _held(person, "fl_wage") and person.coerced:
        return person.pick("inc_late", {"2": 0.4, "3": 0.3, "4": 0.3})
    return person.pick("inc_late", shares("insured", "inc_late", person))


def _dispute(person: Respondent) -> str:
    unpaid = person.employee and paid_late(person) in ("3", "4")
    return person.chance("jus_problem", odds(0.09, _ill_treated(person) * (5.0 if unpaid else 1.0)))


def _help(person: Respondent) -> str:
    chances = dict(content()["several"]["jus_help"])
    if person.irregular:
        chances |= {"2": 0.02, "5": 0.02}
    return " ".join(ticked("jus_help", chances, person)) or NONE_OF_THESE


def _events(person: Respondent) -> str:
    """Only who arrived by February 2023 is asked."""
    usual = EVENTS if person.origin == "AFR" else dict.fromkeys(EVENTS, 0.008)
    worse = 1.2 if person.irregular else 0.8
    return " ".join(ticked("ev23", {code: share * worse for code, share in usual.items()}, person)) or NONE_OF_THESE


ANSWERS: Mapping[str, Answer] = {
    "osh_n": _injuries,
    "osh_haz": _hazards,
    "fl_deceit": _deceived,
    **{question: _yes_if_held(question) for question in ("fl_docs", "fl_wage", "fl_viol")},
    **{question: _yes_if_against_the_will(question) for question in ("fl_debt", "fl_force", "fl_move")},
    "fl_leave": _may_leave,
    "fl_threat": _threats,
    "inc_late": paid_late,
    "dis_any": _discriminated,
    "dis_ground": _grounds,
    "dis_pay": _compared,
    "uni_member": _union,
    "jus_problem": _dispute,
    "jus_help": _help,
    "ev23": _events,
}
