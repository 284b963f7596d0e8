"""Another answer than a given one to the same question: what somebody enters to make a copy look different."""

from questionnaires.filling import Question
from simulation.filling.filling_in import SELECTS
from simulation.streams import uniform

NUMBERS = ("integer", "decimal")
FURTHEST = 0.4  # of a number: how far a changed one lies from the first


def another(question: Question, text: str, key: bytes) -> str:
    """A different answer to the question, fixed by the key; the same one where there is no other to give.

    A year moves back by one, so that what follows it still does.
    """
    drawn = uniform(key, f"another {question.name}")
    if question.type in SELECTS:
        return _another_code(question, text, drawn)
    if question.type in NUMBERS and not text.startswith("-"):
        return str(int(text) - 1) if question.name.endswith("_year") else _another_number(text, drawn)
    return text


def _another_code(question: Question, text: str, drawn: float) -> str:
    choices = question.node.choices
    given = text.split()
    codes = () if choices is None else tuple(choice.name for choice in choices.every)
    others = [code for code in codes if code not in given and not code.startswith("-")]
    return others[int(drawn * len(others))] if others else text


def _another_number(text: str, drawn: float) -> str:
    number = float(text)
    apart = max(1, round(abs(number) * FURTHEST * drawn))
    upwards = number < apart or drawn * 1000 % 1 < 0.5
    return f"{number + apart if upwards else number - apart:g}"
