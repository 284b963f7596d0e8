"""Representativity as values of JSON, for whoever computes on: every figure with its error and what it counts."""

from collections.abc import Iterable, Mapping
from typing import Any

from analysis.fieldwork.representativity.indicator import Indicator
from analysis.fieldwork.representativity.missing import Missing
from analysis.fieldwork.representativity.partials import Partial
from analysis.fieldwork.representativity.telling import OnADay, Told
from analysis.fieldwork.representativity.units import Stage


def as_json(told: Iterable[Told], stage: Stage, *, weighted: bool, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Everything that was computed. What may not be shown carries ``shown: false`` and its reasons."""
    return {
        "simulated": bool(facts.get("simulated")),
        "stage": stage.value,
        "weighted": weighted,
        "groups": [_group(one) for one in told],
    }


def _group(one: Told) -> Mapping[str, Any]:
    return {
        "grouping": one.grouping,
        "level": one.level,
        "sampled": one.n,
        "responded": one.responded,
        "rate": one.rate,
        "shown": one.shown,
        "withheld": [{"code": why.code, "values": why.values} for why in one.withheld],
        "settled": one.settled,
        "indicator": None if one.indicator is None else _indicator(one.indicator),
        "balance": None if one.balance is None else {"bi1": one.balance.bi1, "bi2": one.balance.bi2},
        "partials": [_partial(part) for part in one.partials],
        "missing": [_missing(short) for short in one.missing],
        "over_time": [_day(then) for then in one.over_time],
    }


def _indicator(known: Indicator) -> Mapping[str, Any]:
    return {
        "r": known.r,
        "r_unadjusted": known.r_unadjusted,
        "se": known.se,
        "low": known.low,
        "high": known.high,
        "lowest": known.lowest,
        "cv": known.cv,
        "cv_se": known.cv_se,
        "most_bias": known.most_bias,
    }


def _partial(part: Partial) -> Mapping[str, Any]:
    return {
        "variable": part.variable,
        "unconditional": part.pu,
        "unconditional_unadjusted": part.pu_unadjusted,
        "unconditional_se": part.pu_se,
        "conditional": part.pc,
        "conditional_unadjusted": part.pc_unadjusted,
        "conditional_se": part.pc_se,
        "categories": [
            {
                "category": one.level,
                "n": one.n,
                "nonrespondents": one.nonrespondents,
                "rate": one.rate,
                "unconditional": one.pu,
                "unconditional_se": one.pu_se,
                "conditional": one.pc,
                "conditional_se": one.pc_se,
            }
            for one in part.categories
        ],
    }


def _missing(one: Missing) -> Mapping[str, Any]:
    return {
        "categories": dict(one.categories),
        "missing": one.count,
        "shortfall": one.shortfall,
        "chance": one.chance,
        "certain": one.certain,
        "n": one.n,
        "responded": one.responded,
    }


def _day(then: OnADay) -> Mapping[str, Any]:
    return {
        "day": then.day.isoformat(),
        "responded": then.responded,
        "rate": then.rate,
        "indicator": None if then.indicator is None else _indicator(then.indicator),
        "bi1": None if then.balance is None else then.balance.bi1,
        "bi2": None if then.balance is None else then.balance.bi2,
    }
