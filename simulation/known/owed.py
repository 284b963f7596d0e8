"""What interviews that ended early still owe: the questions that the form asks, requires and finds unanswered."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from questionnaires.form import Form
from questionnaires.xform import compile_form
from simulation.filling.census import interviewed
from simulation.population.world import World

compiled = cache(compile_form)  # a form does not travel between processes: each compiles it once


def owed(form: Form, world: World, seed: int, ended: Iterable[tuple[int, date, str]]) -> list[int]:
    """How many each owes, given the person (a row), the day and the last block; none where ``""`` is the last.

    The form decides, on the answers given before: what a question would have opened is not asked, so not owed.
    """
    return [_open(form, world, seed, person, day, until) if until else 0 for person, day, until in ended]


def _open(form: Form, world: World, seed: int, person: int, day: date, until: str) -> int:
    asked = interviewed(form, world, person, seed, day, until).questions()
    return sum(question.required for question in asked if question.scope.seen[question.node.slot] == "")
