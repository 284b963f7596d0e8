"""Answers about the dwelling, spending and health."""

from collections.abc import Mapping

from simulation.answers.identity import household_size
from simulation.answers.respondent import Answer, Respondent, odds
from simulation.answers.simple import amount, several, shares

DOMESTIC = "7"
HOUSE, HOSTEL, ON_SITE, EMPLOYERS_HOME, UNFINISHED, MAKESHIFT = "1", "3", "4", "5", "6", "7"
RENTED, SHARED, BY_EMPLOYER, FREE, OWNED, OCCUPIED = "1", "2", "3", "4", "5", "6"
LODGED_BY_EMPLOYER = {"7": 0.22, "1": 0.15, "3": 0.05, "9": 0.05, "6": 0.06}  # share by branch of the job
RENT_BY_ORIGIN = {"AFR": 0.85, "MAG": 1.0, "ARB": 1.1, "EUR": 2.1}


def lodged_by_employer(person: Respondent) -> bool:
    """Whether the employer houses the person."""
    share = LODGED_BY_EMPLOYER.get(person.job.sector, 0.01) if person.employee else 0.0
    return person.happens("lodged", odds(share, 4.0) if person.quarters else share)


def _dwelling(person: Respondent) -> str:
    if lodged_by_employer(person):
        if person.job.sector == DOMESTIC:
            return EMPLOYERS_HOME
        return ON_SITE if person.quarters or person.happens("on site", 0.7) else HOUSE
    if person.quarters:
        return person.pick("hou_type", {HOSTEL: 0.62, "2": 0.22, UNFINISHED: 0.12, MAKESHIFT: 0.04})
    return person.pick("hou_type", shares("origin", "hou_type", person))


def _tenure(person: Respondent) -> str:
    dwelling = _dwelling(person)
    if lodged_by_employer(person):
        return BY_EMPLOYER
    if dwelling in (UNFINISHED, MAKESHIFT):
        return person.pick("hou_tenure", {OCCUPIED: 0.45, FREE: 0.25, SHARED: 0.20, RENTED: 0.10})
    if dwelling == HOSTEL or person.quarters:
        return person.pick("hou_tenure", {SHARED: 0.68, FREE: 0.30, RENTED: 0.02})
    owner = {"EUR": 0.28, "MAG": 0.22, "ARB": 0.14}.get(person.origin, 0.01)
    if dwelling == "2":
        return person.pick("hou_tenure", {SHARED: 0.86, RENTED: 0.09, FREE: 0.05})
    return person.pick("hou_tenure", {OWNED: owner, FREE: 0.07, SHARED: 0.12, RENTED: 0.81 - owner})


def _rooms(person: Respondent) -> str:
    needed = max(1, round(person.n_persons / (2.6 if person.origin == "AFR" else 1.7)))
    return str(min(max(needed + person.whole("hou_rooms", 0, 1), 1), 30))


def _rent(person: Respondent) -> str:
    """Of the lodged, a few pay their employer; only a simulated version asks them."""
    if lodged_by_employer(person) and person.happens("no rent", 0.8):
        return "0"
    crowd = min(0.75 + 0.12 * person.n_persons, 2.2)
    town = 1.1 if person.urban else 0.75
    return amount("hou_rent", person, crowd * town * RENT_BY_ORIGIN[person.origin])


def _spending(question: str) -> Answer:
    dear = {"EUR": 1.9, "ARB": 1.2}
    return lambda person: amount(question, person, (0.6 + 0.4 * household_size(person)) * dear.get(person.origin, 1.0))


def _why_no_care(person: Respondent) -> str:
    fear = ["2"] if person.irregular and person.happens("hlt_why 2", 0.55) else []
    others = several("hlt_why", person).split()
    return " ".join(sorted({*fear, *others}, key=int))


def _difficulty(person: Respondent) -> str:
    older = max(person.age - 40, 0) / 100
    return person.pick("wg_any", {"1": 0.93 - older, "2": 0.06 + 0.7 * older, "3": 0.009 + 0.28 * older, "4": 0.001})


ANSWERS: Mapping[str, Answer] = {
    "hou_type": _dwelling,
    "hou_tenure": _tenure,
    "hou_rooms": _rooms,
    "hou_persons": lambda person: str(min(person.n_persons, 100)),
    "hou_rent": _rent,
    "hhc_food": _spending("hhc_food"),
    "hhc_nonfood": _spending("hhc_nonfood"),
    "hlt_ins": lambda person: "1" if person.health_insured else "0",
    "hlt_why": _why_no_care,
    "wg_any": _difficulty,
}
