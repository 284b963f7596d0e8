"""Interviews that should not have been held: without consent, or with somebody too young."""

from collections.abc import Iterator

import numpy as np

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, flag
from analysis.fieldwork.checks.material import Material
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity

SOURCE = "specification of the field, check 4 and alert rules"
NO_CONSENT = Rule("no_consent", Level.INTERVIEW, Severity.RED, Owner.SUPERVISOR, 1, source=SOURCE, default={"most": 10})
MINOR = Rule("minor", Level.INTERVIEW, Severity.RED, Owner.SUPERVISOR, 1, source=SOURCE)
YES = "1"


def no_consent(material: Material, rule: Rule) -> Iterator[Flag]:
    """Answers to more questions than a refusal has, where nobody agreed to be interviewed."""
    found = material.interviews
    if not found.asked([material.watched.consent]):
        return
    agreed = found.column(material.watched.consent)
    for row in np.flatnonzero((agreed != YES) & (found.answered > rule.at("most"))):
        yield flag(rule, found.name[row], 12.0, {"n": int(found.answered[row])})


def minor(material: Material, rule: Rule) -> Iterator[Flag]:
    """An interview that went on with somebody below the least age."""
    found, watched = material.interviews, material.watched
    if len(found.asked([watched.age, watched.least_age])) < 2:
        return
    age, least = found.numbers(watched.age), found.numbers(watched.least_age)
    for row in np.flatnonzero((age < least) & (found.answered > NO_CONSENT.at("most"))):
        yield flag(rule, found.name[row], 12.0, {"least": int(least[row])})


CHECKS = (Check(NO_CONSENT, no_consent), Check(MINOR, minor))
