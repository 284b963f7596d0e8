"""Answers about the interview itself: language, interpreter, consent, who listens, remarks of the interviewer."""

from collections.abc import Mapping

from simulation.answers.respondent import Answer, Respondent
from simulation.answers.simple import ticked

FIELD_LANGUAGES = ("fr", "ar", "aeb", "en")  # that interviewers speak
MISSING_LANGUAGES: Mapping[str, tuple[str, ...]] = {  # that stop an interviewer, by group of origin
    "AFR": ("bm", "ff", "wo", "ln", "en"),
    "MAG": ("aeb", "ar", "ff"),
    "ARB": ("ar", "aeb", "en"),
    "EUR": ("it", "en", "96"),
}
CONFIDENTIAL = ("alone_legal", "alone_fl", "alone_rights")  # asked before each confidential block


def _interpreter(person: Respondent) -> str:
    if person.language in FIELD_LANGUAGES and not person.barrier:
        return "0"
    return person.pick("itw_interp", {"1": 0.52, "2": 0.33, "3": 0.12, "4": 0.03})


def _sensitive(person: Respondent) -> str:
    return person.chance("consent_sens", 0.86 if person.irregular else 0.945)


def alone(person: Respondent, question: str) -> bool:
    """Whether nobody hears the answers; who was alone with the interviewer mostly stays so."""
    others = 0.02 if person.n_persons == 1 else 0.09 if person.quarters else 0.05
    now_and_then = person.happens(question, 0.01)
    return (person.u("alone") >= others) != now_and_then


def _alone(question: str) -> Answer:
    return lambda person: "1" if alone(person, question) else "0"


def _who_was_there(person: Respondent) -> str:
    if all(alone(person, question) for question in CONFIDENTIAL):
        return person.pick("end_private", {"1": 0.90, "2": 0.095, "96": 0.005})
    return person.pick("end_private", {"2": 0.87, "3": 0.07, "96": 0.05, "4": 0.01})


def _comment(person: Respondent) -> str:
    found = ticked("end_comment", dict.fromkeys(_COMMENTS, 0.012), person)
    return found[0] if found else ""


_COMMENTS = (
    "Entretien interrompu deux fois, repris sans difficulté.",
    "La personne a demandé à terminer avant son travail.",
    "Les montants ont été retrouvés avec la personne, question par question.",
    "طلب المجيب توضيح أسئلة الأجر.",
    "Ambiance calme, réponses données sans hésiter.",
)

ANSWERS: Mapping[str, Answer] = {
    "gov": lambda person: person.governorate,
    "milieu": lambda person: "1" if person.urban else "2",
    "itw_lang": lambda person: person.language,
    "itw_interp": _interpreter,
    "consent_sens": _sensitive,
    "alone_legal": _alone("alone_legal"),
    "alone_fl": _alone("alone_fl"),
    "alone_rights": _alone("alone_rights"),
    "resched_sens": lambda person: person.chance("resched_sens", 0.6),
    "end_private": _who_was_there,
    "end_comment": _comment,
}
