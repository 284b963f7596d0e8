"""Representativity as it is handed over: of the whole survey with its days, and of each region."""

from typing import TYPE_CHECKING, Any

from analysis.fieldwork.groups import ALL
from analysis.fieldwork.representativity.partials import Category, Partial
from analysis.fieldwork.representativity.reading import read_units
from analysis.fieldwork.representativity.telling import OnADay, Told, told
from analysis.fieldwork.representativity.units import Stage

if TYPE_CHECKING:
    from analysis.fieldwork.evening.whole import Asked

Line = dict[str, Any]
BY = "region"
MOST_MISSING = 12
_CERTAIN = 1.96
_WITHHELD = {"nobody_responded": "small", "everybody_responded": "no_nonresponse", "no_variables": "no_variables"}


def representativity_told(asked: "Asked") -> list[Line]:
    """The lines of the survey and of its regions."""
    units = read_units(asked.exports, asked.forms, asked.classes, Stage.PERSONS, weighted=False)
    whole = next(iter(told(units, ALL, days=True)))
    return [_line(whole), *(_line(one) for one in told(units, BY) if one.grouping != ALL)]


def _line(one: Told) -> Line:
    known = one.indicator if one.shown else None
    area = one.level if one.grouping == BY else ""
    return {
        "scope": {"kind": "survey" if one.grouping == ALL else BY, "name": area},
        "sampled": one.n,
        "responded": one.responded,
        "withheld": None if known is not None else _why(one),
        "r": None if known is None else known.r,
        "r_se": None if known is None else known.se,
        "cv": None if known is None else known.cv,
        "cv_se": None if known is None else known.cv_se,
        "partials": [] if known is None else [line for part in one.partials for line in _partial(part)],
        "missing": [
            {"categories": dict(short.categories), "count": short.count, "area": area}
            for short in [short for short in one.missing if short.certain][:MOST_MISSING]
        ],
        "over_time": [line for then in one.over_time if (line := _day(then)) is not None],
    }


def _why(one: Told) -> str:
    code = one.withheld[0].code if one.withheld else "no_variables"
    return _WITHHELD.get(code, "small")


def _partial(part: Partial) -> list[Line]:
    whole = {"variable": part.variable, "category": "", "unconditional": part.pu, "conditional": part.pc}
    return [whole | _interval(part.pu, part.pu_se), *(_category(part.variable, one) for one in part.categories)]


def _category(variable: str, one: Category) -> Line:
    line = {"variable": variable, "category": one.level, "unconditional": one.pu, "conditional": one.pc}
    return line | _interval(one.pu, one.pu_se)


def _interval(value: float, error: float | None) -> Line:
    if error is None:
        return {"low": None, "high": None}
    return {"low": value - _CERTAIN * error, "high": value + _CERTAIN * error}


def _day(then: OnADay) -> Line | None:
    known, even = then.indicator, then.balance
    if known is None or known.se is None or even is None or even.bi1 is None:
        return None
    return {"day": then.day.isoformat(), "r": known.r, "r_se": known.se, "balance": even.bi1}
