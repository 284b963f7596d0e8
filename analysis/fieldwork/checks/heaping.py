"""Round values: Whipple's and Myers' indices of ages, and interviewers whose answers are rounder than others'."""

from collections.abc import Iterator, Mapping

import numpy as np

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, flag
from analysis.fieldwork.checks.leave_one_out import Counts, beside_others
from analysis.fieldwork.checks.material import Amounts, Material, Truths
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity
from analysis.watched import Heaping

ROUNDER = Rule(
    "rounder",
    Level.INTERVIEWER,
    Severity.INFO,
    Owner.SUPERVISOR,
    168,
    source="specification of the field, check 23; odds assumed",
    default={"ratio": 1.5, "surprise": 2.0, "asked": 10},
    independent=True,
)
AGES = Rule(
    "ages_heaped",
    Level.SURVEY,
    Severity.INFO,
    Owner.QUALITY,
    168,
    source="Whipple's index above 1.25: 'approximate' on the scale of the United Nations",
    default={"whipple": 1.25, "persons": 200},
)
FIRST, LAST = 23, 62  # ages that Whipple's index looks at


def whipple(persons: Mapping[int, float], digits: tuple[int, ...] = (0, 5)) -> float:
    """Persons at ages that end in these digits beside what they would be, between 23 and 62; 1 where nothing heaps.

    Reference: Spoorenberg (2007), Quality of age reporting, Population 62; DemoTools ``check_heaping_whipple``.
    """
    among = {age: n for age, n in persons.items() if FIRST <= age <= LAST}
    rounded = sum(n for age, n in among.items() if age % 10 in digits)
    return float(10 / len(digits) * rounded / total) if (total := sum(among.values())) else float("nan")


def myers(persons: Mapping[int, float], first: int = 10, last: int = 89) -> float:
    """Myers' blended index: half the sum of how far each last digit is from a tenth, in percent; 0 to 90.

    The ages are counted without the last decade, and again without the first, blended by weights with which each
    digit leads a decade once. Reference: Myers (1940), Errors and bias in the reporting of ages; the same
    figures as ``check_heaping_myers`` of DemoTools, method "orig".
    """
    decades = (last - first + 1) // 10
    blended = np.zeros(10)
    for place in range(10):
        column = [persons.get(first + place + 10 * n, 0.0) for n in range(decades)]
        blended[(first + place) % 10] = (place + 1) * sum(column[:-1]) + (9 - place) * sum(column[1:])
    total = blended.sum()
    return float(np.abs(100 * blended / total - 10).sum() / 2) if total else float("nan")


def rounder(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviewers with far more round answers than others."""
    found = material.interviews
    for how in material.watched.heaping:
        if found.asked([how.variable]):
            values = found.numbers(how.variable)
            known = ~np.isnan(values) & (values > 0)
            for seen in beside_others(Counts.of(found.interviewer, _round(values, how), known), rule):
                yield flag(
                    rule, seen.name, seen.surprise, {**seen.values, "variable": how.variable}, about=how.variable
                )


def ages_heaped(material: Material, rule: Rule) -> Iterator[Flag]:
    """Ages of the roster that end in 0 and 5 too often."""
    ages = material.amounts("roster", "age")
    ages = ages[~np.isnan(ages)].astype(int)
    if len(ages) < rule.at("persons"):
        return
    index = whipple(dict(zip(*(one.tolist() for one in np.unique(ages, return_counts=True)), strict=True)))
    if index > rule.at("whipple"):
        yield flag(rule, "", 2.0, {"index": round(index, 2), "n": len(ages)})


def _round(values: Amounts, how: Heaping) -> Truths:
    if how.values:
        return np.isin(values, how.values)
    return np.asarray(np.nan_to_num(values, nan=1.0) % how.unit == 0)


CHECKS = (Check(ROUNDER, rounder), Check(AGES, ages_heaped, ("interviews", "roster")))
