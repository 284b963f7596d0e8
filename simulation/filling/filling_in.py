"""Filling a real form: every question that the form asks gets an answer that the form accepts."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TypeAlias

from questionnaires.filling import CannotFill, Filling, Question
from questionnaires.form import Form, Node
from questionnaires.problems import ProblemError

SELECTS = ("select_one", "select_multiple")

Said: TypeAlias = Callable[[Question], str | None]  # the answer, "" to leave it open, None for a question not foreseen
Guesses: TypeAlias = Callable[[Question, Sequence[str]], Iterator[str]]  # answers to try, given the codes offered


class NoSuchBlock(ProblemError):
    """An interview is to break off after a block that its form does not have."""

    code = "simulation.no_such_block"


class NoAnswerFits(ProblemError):
    """A question that must be answered takes none of the simulated answers."""

    code = "simulation.no_answer_fits"


def fill(filling: Filling, said: Said, guesses: Guesses) -> None:
    """Answer every question asked, in the order of the form. Raises NoAnswerFits."""
    for question in filling.questions():
        text = said(question)
        if text == "" or (text is not None and _taken(filling, question, text)):
            continue
        if text is None and not question.required and question.type not in SELECTS:
            continue  # comments stay empty
        codes = [choice.name for choice in filling.choices(question)]
        if not any(_taken(filling, question, guess) for guess in guesses(question, codes)):
            if question.required:
                raise NoAnswerFits(form=filling.form.form_id, question=question.name)
            filling.answer(question, "")


def ask_until(form: Form, block: str, end: str, said: Said) -> Said:
    """Leave open what comes after a block, except in the block ``end`` that closes every record.

    Raises NoSuchBlock.
    """
    last = last_of(form, block)

    def asked(question: Question) -> str | None:
        beyond = question.node.order > last and f"/{end}/" not in question.path
        return "" if beyond else said(question)

    return asked


def last_of(form: Form, block: str) -> int:
    """The place in the document of the last question of a block. Raises NoSuchBlock."""
    for node in form.nodes:
        if node.is_group and node.name == block:
            return max(within.order for within in node.walk())
    raise NoSuchBlock(form=form.form_id, block=block)


def any_code(_question: Question, codes: Sequence[str]) -> Iterator[str]:
    """Guess the codes offered, in their order."""
    return iter(codes)


def _taken(filling: Filling, question: Question, text: str) -> bool:
    if question.type in SELECTS and not _offered(filling, question, text):
        return False
    try:
        filling.answer(question, text)
    except CannotFill:
        return False
    return filling.accepts(question)


def _offered(filling: Filling, question: Question, text: str) -> bool:
    node = question.node
    if node.choices is not None and node.choices.filtered:
        codes = frozenset(choice.name for choice in filling.choices(question))
    else:
        codes = _codes(node)
    return codes.issuperset(text.split())


@cache
def _codes(node: Node) -> frozenset[str]:
    return frozenset(choice.name for choice in node.choices.every) if node.choices else frozenset()
