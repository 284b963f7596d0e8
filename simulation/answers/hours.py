"""Answers about working time."""

from collections.abc import Mapping

from simulation.answers.respondent import Answer, Respondent

LONGEST = 112
CHANGES = {"0": 0.7, "-8": 0.12, "8": 0.10, "-16": 0.05, "4": 0.03}  # of the hours last week


def _last_week(person: Respondent) -> str:
    if person.absent:
        return "0"
    change = int(person.pick("wkt_actual", CHANGES))
    return str(min(max(person.job.hours + change, 1), LONGEST))


def _second_usual(person: Respondent) -> int:
    return person.whole("second hours", 4, 14)


def _second_last_week(person: Respondent) -> str:
    return "0" if person.absent else str(max(_second_usual(person) + person.whole("wkt2_actual", -2, 2), 1))


def _wants_more(person: Respondent) -> str:
    return person.chance("tru_want", 0.42 if person.job.hours < 40 else 0.14 if person.job.hours < 49 else 0.06)


ANSWERS: Mapping[str, Answer] = {
    "wkt_days": lambda person: str(person.job.days),
    "wkt_usual": lambda person: str(person.job.hours),
    "wkt_actual": _last_week,
    "wkt2_usual": lambda person: str(_second_usual(person)),
    "wkt2_actual": _second_last_week,
    "wkt_rest": lambda person: "0" if person.job.days == 7 else "1",
    "tru_want": _wants_more,
    "tru_avail": lambda person: person.chance("tru_avail", 0.85),
}
