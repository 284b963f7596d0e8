"""Answers that depend on little else, read from ``answers.toml``: shares of codes, numbers, amounts."""

import math
import tomllib
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any

from simulation.answers.respondent import Answer, Respondent

NONE_OF_THESE = "0"
DO_NOT_KNOW, REFUSED = "-8", "-9"

Shares = Mapping[str, float]


@cache
def content() -> Mapping[str, Any]:
    """The file as it is."""
    return tomllib.loads(files("simulation.answers").joinpath("answers.toml").read_text(encoding="utf-8"))


@cache
def simple_answers() -> Mapping[str, Answer]:
    """The answer to each question of the file."""
    table: dict[str, Answer] = {}
    table |= {name: partial(_pick, name, shares) for name, shares in content()["pick"].items()}
    for dimension, questions in content()["by"].items():
        table |= {name: partial(_pick_by, name, _DIMENSIONS[dimension], of) for name, of in questions.items()}
    table |= {name: partial(several, name) for name in content()["several"]}
    table |= {name: partial(_number, name, **range_) for name, range_ in content()["number"].items()}
    table |= {name: partial(amount, name, times=1.0) for name in content()["amount"]}
    return table


def shares(dimension: str, name: str, person: Respondent) -> Shares:
    """The shares of the codes of a question among people like this one."""
    return _shares()[dimension, name][_DIMENSIONS[dimension](person)]


@cache
def _shares() -> Mapping[tuple[str, str], Mapping[str, Shares]]:
    tables = (content()["by"], content()["part"]["by"])
    return {(by, name): of for table in tables for by, questions in table.items() for name, of in questions.items()}


def several(name: str, person: Respondent) -> str:
    """Several codes of a question; where none is chosen, "none of these" or the first one."""
    chances = content()["several"].get(name) or content()["part"]["several"][name]
    chosen = ticked(name, chances, person)
    if chosen:
        return " ".join(sorted(chosen, key=int))
    return next(iter(chances)) if name in _NEVER_NONE else NONE_OF_THESE


def ticked(name: str, chances: Shares, person: Respondent) -> list[str]:
    """The codes that happen, each with its own chance."""
    return [code for code, share in chances.items() if person.u(f"{name} {code}") < share]


def amount(name: str, person: Respondent, times: float) -> str:
    """An amount of the file, its median so many times as large."""
    shape = content()["amount"][name]
    if person.u(f"{name} kind") < shape["zero"]:
        return "0"
    return rounded(times * shape["median"] * math.exp(shape["spread"] * person.normal(name)), shape["step"])


def rounded(value: float, step: float) -> str:
    """An amount as people say it, never nothing."""
    return f"{max(round(value / step), 1) * step:.12g}"


_NEVER_NONE = frozenset({"dis_ground", "hlt_why", "srh_meth", "start_meth"})  # their lists have no "none of these"


def _holds(holds: bool) -> str:
    return "1" if holds else "0"


_DIMENSIONS: Mapping[str, Callable[[Respondent], str]] = {
    "origin": lambda person: person.origin,
    "sex": lambda person: person.sex,
    "irregular": lambda person: _holds(person.irregular),
    "insured": lambda person: _holds(person.job.insured),
    "registered": lambda person: _holds(person.job.registered),
}


def _pick(name: str, shares: Shares, person: Respondent) -> str:
    return person.pick(name, shares)


def _pick_by(name: str, kind: Callable[[Respondent], str], of: Mapping[str, Shares], person: Respondent) -> str:
    return person.pick(name, of[kind(person)])


def _number(name: str, person: Respondent, *, low: int, high: int) -> str:
    return str(person.whole(name, low, high))
