"""Ages and stays moved to just below the limit: the cheap way out of an interview."""

from collections.abc import Iterator

import numpy as np

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, flag
from analysis.fieldwork.checks.leave_one_out import Counts, beside_others
from analysis.fieldwork.checks.material import Amounts, Material, Truths
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity

MOVED = Rule(
    "moved_below_limit",
    Level.INTERVIEWER,
    Severity.AMBER,
    Owner.SUPERVISOR,
    72,
    source="specification of the field, check 22: two years or months around a limit; odds assumed",
    default={"ratio": 1.5, "surprise": 2.0, "asked": 10, "age": 18, "months": 6, "width": 2},
    independent=True,
)


def moved_below_limit(material: Material, rule: Rule) -> Iterator[Flag]:
    """Who screens more persons just below a limit than just above it, beside others."""
    units, screener = material.texts("roster", "unit_id"), material.screener_of
    who = np.array([screener.get(unit, "") for unit in units], dtype=object)
    for variable, column in (("age", "age"), ("months", "months_in_tunisia")):
        below, near = _near(material.amounts("roster", column), rule.at(variable), rule.at("width"))
        for seen in beside_others(Counts.of(who, below, near & (who != "")), rule):
            yield flag(rule, seen.name, seen.surprise, seen.values, about=variable, which=variable)


def _near(values: Amounts, limit: float, width: float) -> tuple[Truths, Truths]:
    below = (values >= limit - width) & (values < limit)
    return below, below | ((values >= limit) & (values < limit + width))


CHECKS = (Check(MOVED, moved_below_limit, ("roster", "contact_attempts")),)
