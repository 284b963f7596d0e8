"""Answers about who people are: age, family, education, languages, citizenship."""

from collections.abc import Mapping

from simulation.answers.respondent import MONTHS, Answer, Respondent
from simulation.answers.setting import FIELD_LANGUAGES
from simulation.answers.simple import shares
from simulation.population.people import HEAD
from simulation.population.world import MIN_AGE

FIVE_YEARS = 5
AGES_HEAPED = 0.10  # rounded by the person to the nearest multiple of five
SCHOOL_AGE = 18


def _age(person: Respondent) -> str:
    heaped = FIVE_YEARS * round(person.age / FIVE_YEARS)
    return str(heaped if heaped >= MIN_AGE and person.happens("age", AGES_HEAPED) else person.age)


def household_size(person: Respondent) -> int:
    """Who shares meals: everybody in an ordinary dwelling, a few in a dormitory."""
    return person.whole("hh_size", 1, 4) if person.quarters else min(person.n_persons, 40)


def relation(person: Respondent) -> str:
    """To the head of the household that shares meals; in a dormitory most are their own."""
    return HEAD if household_size(person) == 1 else person.relation


def _place_of_education(person: Respondent) -> str:
    if person.age_at_arrival <= SCHOOL_AGE and person.level not in ("X", "0"):
        return person.pick("edu_country", {"1": 0.75, "2": 0.25})
    return person.pick("edu_country", shares("origin", "edu_country", person))


def _recognised(person: Respondent) -> str:
    helped = {"1": 0.42, "3": 0.10, "4": 0.44, "2": 0.04}
    usual = {"4": 0.80, "1": 0.10, "3": 0.06, "2": 0.04}
    return person.pick("edu_recog", helped if person.student or (person.job.insured and person.employed) else usual)


def _trained(person: Respondent) -> str:
    return person.chance("train_4w", 0.22 if person.student else 0.08 if person.age < 35 else 0.03)


def _languages(person: Respondent) -> str:
    by_interpreter = person.language in FIELD_LANGUAGES and person.barrier
    spoken = person.languages if by_interpreter else (*person.languages, person.language)
    return " ".join(dict.fromkeys(spoken or (person.language,)))


def _born(person: Respondent) -> str:
    if person.months >= MONTHS * person.age:
        return "TN"
    return _country("birth_country", person)


def _second_citizenship(person: Respondent) -> str:
    others = {code: share for code, share in shares("origin", "citiz2", person).items() if code != person.citizenship}
    return person.pick("citiz2", others)


def _country(question: str, person: Respondent) -> str:
    code = person.pick(question, shares("origin", question, person))
    return person.citizenship if code == "home" else code


ANSWERS: Mapping[str, Answer] = {
    "age": _age,
    "sex": lambda person: person.sex,
    "marital": lambda person: person.marital,
    "n_child": lambda person: str(person.children),
    "hh_size": lambda person: str(household_size(person)),
    "hh_rel": relation,
    "edu_level": lambda person: person.level,
    "edu_country": _place_of_education,
    "edu_recog": _recognised,
    "edu_attend": lambda person: "1" if person.student else "0",
    "train_4w": _trained,
    "lang_speak": _languages,
    "birth_country": _born,
    "citiz1": lambda person: person.citizenship,
    "citiz2_yn": lambda person: person.chance("citiz2_yn", 0.10 if person.origin == "EUR" else 0.03),
    "citiz2": _second_citizenship,
    "last_country": lambda person: _country("last_country", person),
}
