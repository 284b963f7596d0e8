"""Answers that depend on who asks: amounts at another level, facts with another answer, "other" chosen too often."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, Told, flag
from analysis.fieldwork.checks.leave_one_out import Counts, beside_others
from analysis.fieldwork.checks.material import Material
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity

LEVEL = Rule(
    "level_differs",
    Level.INTERVIEWER,
    Severity.AMBER,
    Owner.QUALITY,
    72,
    source="specification of the field, check 10, by the outer tenths of what all are told; odds assumed",
    default={"ratio": 1.5, "surprise": 1.8, "asked": 10},
    independent=True,
)
FACT = Rule(
    "fact_differs",
    Level.INTERVIEWER,
    Severity.AMBER,
    Owner.QUALITY,
    72,
    source="specification of the field, check 10, for facts; odds assumed",
    default={"ratio": 1.5, "surprise": 2.0, "asked": 10},
    independent=True,
)
OTHER = Rule(
    "other_often",
    Level.SURVEY,
    Severity.INFO,
    Owner.DATA,
    168,
    source="specification of the field, check 11: more than 10 %",
    default={"share": 0.1, "interviews": 30},
)


def level_differs(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviewers with too many answers in the highest or in the lowest tenth."""
    found = material.interviews
    for name in found.asked(material.watched.means):
        values = found.numbers(name)
        known = ~np.isnan(values)
        if known.sum() < rule.at("asked") * 2:
            continue
        low, high = np.quantile(values[known], (0.1, 0.9))
        for where, counted in (("high", values > high), ("low", values < low)):
            for seen in beside_others(Counts.of(found.interviewer, counted, known), rule):
                values_ = {**seen.values, "variable": name}
                yield flag(rule, seen.name, seen.surprise, values_, about=f"{name}.{where}", which=where)


def fact_differs(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviewers who enter one answer to a question of fact far more often than others."""
    found = material.interviews
    for name in found.asked(material.watched.factual):
        values = found.column(name)
        known = values != np.array(None)
        for code in sorted({str(value) for value in values[known]}):
            for seen in beside_others(Counts.of(found.interviewer, values == code, known), rule):
                more = {"variable": name, "code": code}
                yield flag(rule, seen.name, seen.surprise, {**seen.values, **more}, about=f"{name}.{code}")


def other_often(material: Material, rule: Rule) -> Iterator[Flag]:
    """Questions to which "other" is too common an answer: the list lacks something."""
    found, code = material.interviews, material.watched.other_code
    for name in found.answers:
        if "__" in name or not code:
            continue
        values = found.column(name)
        times = Counter(values.tolist())
        n = len(values) - times[None]
        if n >= rule.at("interviews") and times[code] > rule.at("share") * n:
            values_: Told = {"variable": name, "percent": round(100 * times[code] / n), "n": n}
            yield flag(rule, "", 1.0, values_, about=name)


CHECKS = (Check(LEVEL, level_differs), Check(FACT, fact_differs), Check(OTHER, other_often))
