"""Answers as conditions compare them: which values of a question a comparison accepts, and values to try it on."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

Accepts = Callable[[str], bool]
ELSE = "\N{WHITE SQUARE}"  # a text that no form compares with


def number(text: str) -> float:
    """The number that a text is; not a number where it is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def same(answer: str, wanted: str | float) -> bool:
    """Does an answer equal a constant? With a number it is compared as one."""
    return answer == wanted if isinstance(wanted, str) else number(answer) == wanted


@dataclass(frozen=True)
class Demand:
    """What one comparison asks of one question. ``bounds`` are the constants at which its verdict may turn."""

    name: str
    accepts: Accepts
    bounds: tuple[str | float, ...]


def can_hold(demands: Iterable[Demand], codes: frozenset[str] | None, may_be_empty: bool) -> bool:
    """Is there an answer that all demands on one question accept? ``codes`` are all it may have, None if free."""
    demands = tuple(demands)
    answers = set(codes) if codes is not None else _witnesses(demands)
    answers |= {""} if may_be_empty else set()
    return any(all(demand.accepts(answer) for demand in demands) for answer in answers)


def _witnesses(demands: tuple[Demand, ...]) -> set[str]:
    """Answers to try: one of every stretch between the bounds, so that what none of them meets, nothing does."""
    bounds = [bound for demand in demands for bound in demand.bounds]
    texts = {bound for bound in bounds if isinstance(bound, str)}
    numbers = sorted({value for bound in bounds if not math.isnan(value := number(str(bound)))})
    between = [(low + high) / 2 for low, high in pairwise(numbers)]
    beyond = [numbers[0] - 1, numbers[-1] + 1] if numbers else []
    tried = {repr(value) for value in (*numbers, *between, *beyond)}
    return texts | tried | {f"{value:g}" for value in numbers} | {ELSE}
