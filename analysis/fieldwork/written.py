"""Rates as lines of a table and as JSON, for whoever computes on: numerator and denominator beside every value."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from analysis.fieldwork.counts import Number
from analysis.fieldwork.eligibility import EligibleShares
from analysis.fieldwork.progress import Reached
from analysis.fieldwork.rates import Rate, Undefined
from analysis.fieldwork.summary import GroupRates
from analysis.fieldwork.unresolved import Unresolved
from questionnaires.cells import safe_line

Line = dict[str, Any]
COLUMNS = (
    "grouping",
    "level",
    "step",
    "rate",
    "value",
    "numerator",
    "denominator",
    "exact",
    "undefined",
    "se",
    "low",
    "high",
    "basis",
    "e_uh",
    "e_ur",
    "e_uo",
    "legitimate",
    "weighted",
    "formula",
    "standard",
    "rule",
    "simulated",
)


def lines(told: Iterable[GroupRates], *, simulated: bool) -> list[Line]:
    """One line a rate and group: the rates asked for, those of the stages, and each value of the bands."""
    found = []
    for one in told:
        place: Line = {"grouping": one.group.grouping, "level": one.group.level, "simulated": simulated}
        for name, rate in one.rates.items():
            found.append(place | _line(rate) | (_errors(one, name) if one.errors else {}))
        for rate in (*one.stage_rates, one.refused, one.converted):
            found.append(place | _line(rate))
        for band in one.bands.values():
            found += [place | {"step": "band"} | _line(rate) for rate in band.rates]
    return found


def steps(told: GroupRates, reached: Iterable[Reached], *, simulated: bool) -> list[Line]:
    """One line a step: the rate reached after so many attempts or by the end of a day."""
    place: Line = {"grouping": told.group.grouping, "level": told.group.level, "simulated": simulated}
    return [place | {"step": one.step} | _line(one.rate) for one in reached]


def write_csv(path: Path, found: Sequence[Line]) -> None:
    """The lines as a CSV file, safe to open in a spreadsheet."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(safe_line([line.get(column) for column in COLUMNS]) for line in found)


def as_json(
    told: Iterable[GroupRates],
    reached: Mapping[str, Iterable[Reached]],
    open_: Iterable[Unresolved],
    *,
    facts: Mapping[str, Any],
    not_listed: int,
) -> Mapping[str, Any]:
    """Everything that the command computed."""
    groups = list(told)
    return {
        "simulated": bool(facts.get("simulated")),
        "weighted": groups[0].outcomes.weighted,
        "rule": groups[0].refused.rule,
        "psus_not_listed": not_listed,
        "groups": [_group(one) for one in groups],
        "unresolved": [
            {
                "level": one.level,
                "code": one.code,
                "class": one.outcome.value,
                "cases": one.cases,
                "weight": _plain(one.weight),
                "rate_if_none_eligible": _plain(one.none),
                "rate_if_all_eligible": _plain(one.every),
            }
            for one in open_
        ],
        **{name: [{"step": one.step, **_line(one.rate)} for one in steps] for name, steps in reached.items()},
    }


def _group(one: GroupRates) -> Mapping[str, Any]:
    return {
        "grouping": one.group.grouping,
        "level": one.group.level,
        "outcomes": {outcome.value: _plain(number) for outcome, number in one.outcomes.by_class.items()},
        "eligible": _shares(one.eligible),
        "rates": [_line(rate) | _errors(one, name) for name, rate in one.rates.items()],
        "stages": [_line(rate) for rate in one.stage_rates],
        "refusals": [_line(rate) for rate in (one.refused, one.converted)],
        "bands": {
            name: {"low": _plain(band.low), "high": _plain(band.high), "rates": [_line(rate) for rate in band.rates]}
            for name, band in one.bands.items()
        },
    }


def _line(rate: Rate) -> Line:
    value = rate.value
    undefined = isinstance(value, Undefined)
    return {
        "rate": rate.name,
        "value": None if isinstance(value, Undefined) else _plain(value),
        "numerator": _plain(rate.numerator),
        "denominator": _plain(rate.denominator),
        "exact": str(value) if isinstance(value, Fraction | int) else None,
        "undefined": value.why.value if isinstance(value, Undefined) and undefined else None,
        **({} if rate.eligible is None else _shares(rate.eligible)),
        "legitimate": rate.legitimate,
        "weighted": rate.weighted,
        "formula": rate.formula,
        "standard": rate.standard,
        "rule": rate.rule,
    }


def _errors(one: GroupRates, name: str) -> Line:
    known = one.errors.get(name)
    return {} if known is None else {"se": known.se, "low": known.low, "high": known.high}


def _shares(shares: EligibleShares) -> Line:
    return {
        "basis": shares.basis.value,
        "e_uh": _plain(shares.uh),
        "e_ur": _plain(shares.ur),
        "e_uo": _plain(shares.uo),
    }


def _plain(number: Number | None) -> int | float | None:
    return float(number) if isinstance(number, Fraction) else number
