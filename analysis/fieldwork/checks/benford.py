"""First digits of amounts that span orders of magnitude: off unless a survey has such amounts."""

from collections.abc import Iterator

import numpy as np

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, flag
from analysis.fieldwork.checks.material import Amounts, Material
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity
from analysis.fieldwork.checks.surprise import by_group

DIGITS = Rule(
    "first_digits",
    Level.INTERVIEWER,
    Severity.INFO,
    Owner.QUALITY,
    168,
    source="specification of the field, check 25; wages in dinars do not span three orders of magnitude: off",
    default={"orders": 3, "amounts": 100, "own": 50, "times": 1.5},
    off=True,
)
LAW = np.log10(1 + 1 / np.arange(1, 10))


def first_digits(values: Amounts) -> Amounts:
    """The share of amounts that begin with 1, 2, ... 9; amounts at or below 0 are left out."""
    told = values[values > 0]
    leading = np.array([int(f"{value:.15e}"[0]) for value in told], dtype=int)
    return np.bincount(leading, minlength=10)[1:10] / max(len(told), 1)


def spans(values: Amounts) -> float:
    """Orders of magnitude from the smallest to the largest amount above 0."""
    told = values[values > 0]
    return float(np.log10(told.max() / told.min())) if len(told) else 0.0


def mean_absolute_deviation(values: Amounts) -> float:
    """How far first digits are from Benford's law (Nigrini 2012): below 0.006 close, above 0.015 none."""
    return float(np.abs(first_digits(values) - LAW).mean())


def divergence(one: Amounts, other: Amounts) -> float:
    """Jensen and Shannon's divergence of two distributions, in bits: 0 equal, 1 nothing in common."""
    middle = (one + other) / 2
    return float((_relative(one, middle) + _relative(other, middle)) / 2)


def digits_differ(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviewers whose first digits diverge from others' by more than 1.5 times what is usual."""
    found = material.interviews
    for name in found.asked(material.watched.benford):
        values = found.numbers(name)
        if (values > 0).sum() < rule.at("amounts") or spans(values) < rule.at("orders"):
            continue
        told = {}
        for who, rows in by_group(found.interviewer).items():
            if (values[rows] > 0).sum() >= rule.at("own"):
                others = np.delete(values, rows)
                told[who] = divergence(first_digits(values[rows]), first_digits(others))
        usual = float(np.median(list(told.values()))) if told else 0.0
        for who, far in told.items():
            if far > rule.at("times") * usual:
                yield flag(rule, who, 1.0, {"variable": name, "times": round(far / usual, 1)}, about=name)


def _relative(one: Amounts, other: Amounts) -> float:
    there = one > 0
    return float((one[there] * np.log2(one[there] / other[there])).sum())


CHECKS = (Check(DIGITS, digits_differ),)
