"""Answers that depend on little else, read from ``answers.toml``: shares of codes, numbers, amounts."""

import math
import tomllib
from collections.abc import Mapping
from functools import cache, partial
from importlib.resources import files
from statistics import NormalDist
from typing import Any

from simulation.answers.respondent import Answer, Respondent

NONE_OF_THESE = "0"
DO_NOT_KNOW, REFUSED = "-8", "-9"


@cache
def content() -> Mapping[str, Any]:
    """The file as it is."""
    return tomllib.loads(files("simulation.answers").joinpath("answers.toml").read_text(encoding="utf-8"))


@cache
def simple_answers() -> Mapping[str, Answer]:
    """The answer to each question of the file."""
    table: dict[str, Answer] = {}
    table |= {name: partial(_pick, name, shares) for name, shares in content()["pick"].items()}
    table |= {name: partial(_several, name, shares) for name, shares in content()["several"].items()}
    table |= {name: partial(_number, name, **range_) for name, range_ in content()["number"].items()}
    table |= {name: partial(_amount, name, **shape) for name, shape in content()["amount"].items()}
    return table


def _pick(name: str, shares: Mapping[str, float], person: Respondent) -> str:
    return person.pick(name, shares)


def _several(name: str, shares: Mapping[str, float], person: Respondent) -> str:
    chosen = [code for code, share in shares.items() if person.u(f"{name} {code}") < share]
    if chosen:
        return " ".join(chosen)
    return next(iter(shares)) if name in _NEVER_NONE else NONE_OF_THESE


_NEVER_NONE = frozenset({"dis_ground", "hlt_why"})  # their lists have no "none of these"


def _number(name: str, person: Respondent, *, low: int, high: int) -> str:
    return str(person.whole(name, low, high))


def _amount(
    name: str,
    person: Respondent,
    *,
    median: float,
    spread: float,
    zero: float,
    unknown: float,
    refused: float,
    step: int,
) -> str:
    kind = person.u(f"{name} kind")
    if kind < zero:
        return "0"
    if kind > 1 - refused:
        return REFUSED
    if kind > 1 - refused - unknown:
        return DO_NOT_KNOW
    height = NormalDist().inv_cdf(min(max(person.u(name), 1e-9), 1 - 1e-9))
    return str(max(round(median * math.exp(spread * height) / step), 1) * step)
