"""The same findings in the shape in which the service reads them: dictionaries of codes, numbers and dates."""

from collections.abc import Mapping
from typing import Any

from analysis.fieldwork.back_checks.choosing import Chosen
from analysis.fieldwork.back_checks.comparing import Kind, Tally
from analysis.fieldwork.back_checks.error_rates import ErrorRate
from analysis.fieldwork.representativity.partials import Category, Partial
from analysis.fieldwork.representativity.telling import OnADay, Told
from analysis.fieldwork.scorecards.cards import Card
from analysis.fieldwork.steering.expectation import Expectation

Line = dict[str, Any]
MOST_MISSING = 10
LIKELY = 0.025  # chance below which a shortfall is told to a supervisor
_Z = 1.959963984540054
_WITHHELD = {"everybody_responded": "no_nonresponse", "no_variables": "no_variables"}


def representativity(one: Told, kind: str, name: str) -> Line:
    """The R-indicator of one scope, or the code of why it is not shown."""
    known = one.indicator
    line: Line = {
        "scope": {"kind": kind, "name": name},
        "sampled": one.n,
        "responded": one.responded,
        "missing": [
            {"categories": dict(short.categories), "count": short.count, "area": ""}
            for short in one.missing
            if short.certain or short.chance <= LIKELY
        ][:MOST_MISSING],
    }
    if known is None or not one.shown:
        codes = [_WITHHELD.get(why.code, "small") for why in one.withheld]
        return line | {"withheld": codes[0] if codes else "failed"}
    return line | {
        "r": known.r,
        "r_se": known.se,
        "cv": known.cv,
        "cv_se": known.cv_se,
        "partials": [partial for part in one.partials for partial in _partials(part)],
        "over_time": [_day(then) for then in one.over_time if _told(then)],
    }


def scorecard(one: Card, team: str | None) -> Line:
    """One interviewer's figures."""
    return {
        "interviewer": one.interviewer,
        "team": team,
        "interviews": one.interviews,
        "ranked": one.compared,
        "measures": [
            {
                "code": f"scorecards.{measure.figure}",
                "above": float(measure.above),
                "below": float(measure.below),
                "value": measure.value,
                "low": measure.low,
                "high": measure.high,
                "expected": measure.expected,
                "unit": measure.unit,
                "good": measure.good,
            }
            for measure in one.measures
        ],
    }


def error_rate(rate: ErrorRate, kind: Kind, scope: str, name: str, interviewer: str) -> Line:
    """An error rate of back-checks."""
    return {
        "scope": {"kind": scope, "name": name},
        "interviewer": interviewer,
        "kind": int(kind),
        "compared": rate.compared,
        "value": rate.value,
        "low": rate.low,
        "high": rate.high,
    }


def back_check(one: Chosen, team: str | None, made: Tally | None = None) -> Line:
    """A back-check to be made, or made with what it found."""
    found = {} if made is None else {"differences": made.different, "compared": made.compared}
    return {
        "done": made is not None,
        **found,
        "case_id": one.unit.name,
        "psu_id": one.unit.psu_id,
        "team": team,
        "interviewer": one.unit.interviewer,
        "kind": one.unit.what.value,
        "part": one.part.value,
        "probability": one.probability,
        "due_at": one.due_at.isoformat(),
    }


def band(found: Expectation, kind: str, name: str) -> Line:
    """The band of one scope."""
    return {
        "scope": {"kind": kind, "name": name},
        "target": found.target,
        "points": [
            {"day": one.day.isoformat(), "low": one.low, "expected": one.expected, "high": one.high, "done": one.done}
            for one in found.days
        ],
        "projected_end": None if found.end is None else found.end.isoformat(),
    }


def _partials(part: Partial) -> list[Mapping[str, Any]]:
    whole = {"variable": part.variable, "category": "", "unconditional": part.pu, "conditional": part.pc}
    return [whole, *(_category(part.variable, one) for one in part.categories)]


def _category(variable: str, one: Category) -> Mapping[str, Any]:
    return {
        "variable": variable,
        "category": one.level,
        "unconditional": one.pu,
        "conditional": one.pc,
        "low": one.pu - _Z * one.pu_se,
        "high": one.pu + _Z * one.pu_se,
    }


def _told(then: OnADay) -> bool:
    return then.indicator is not None and then.indicator.se is not None and then.balance is not None


def _day(then: OnADay) -> Mapping[str, Any]:
    known, even = then.indicator, then.balance
    return {
        "day": then.day.isoformat(),
        "r": None if known is None else known.r,
        "r_se": None if known is None else known.se,
        "balance": None if even is None else even.bi1,
    }
