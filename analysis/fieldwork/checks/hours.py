"""When interviews were held: at night, on impossibly long days, two at once."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pyarrow.compute as pc

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, Told, flag
from analysis.fieldwork.checks.material import Amounts, Material
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity
from analysis.fieldwork.checks.surprise import by_group

SOURCE = "specification of the field, check 15"
NIGHT = Rule(
    "at_night",
    Level.INTERVIEW,
    Severity.AMBER,
    Owner.SUPERVISOR,
    24,
    source=SOURCE + ": between 22:00 and 6:00",
    default={"from": 22, "to": 6},
    independent=True,
)
LONG_DAY = Rule(
    "long_day",
    Level.INTERVIEWER,
    Severity.INFO,
    Owner.SUPERVISOR,
    72,
    source=SOURCE + ": more than 14 hours",
    default={"hours": 14},
)
AT_ONCE = Rule(
    "two_at_once",
    Level.INTERVIEW,
    Severity.AMBER,
    Owner.SUPERVISOR,
    24,
    source=SOURCE + "; a minute of overlap is forgiven (assumed)",
    default={"minutes": 1},
    independent=True,
)


def at_night(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviews with a minute in the night."""
    begins, ends = _hour(material, "started_at"), _hour(material, "ended_at")
    night = (begins >= rule.at("from")) | (begins < rule.at("to")) | (ends >= rule.at("from")) | (ends < rule.at("to"))
    share = max(float(night.mean()), 1 / (len(night) + 1)) if len(night) else 1.0
    for row in np.flatnonzero(night):
        hour, minute = divmod(round(begins[row] * 60), 60)
        values: Told = {"hour": f"{hour % 24:02d}:{minute:02d}", "percent": round(100 * share)}
        # where the field works at night, a night says little
        yield flag(rule, material.interviews.name[row], -float(np.log10(share)), values)


def long_day(material: Material, rule: Rule) -> Iterator[Flag]:
    """Days on which somebody held interviews from the first to the last minute of more than 14 hours."""
    found = material.interviews
    days = pc.strftime(material.local("interviews", "started_at"), format="%Y-%m-%d").to_numpy(zero_copy_only=False)
    groups = np.array([f"{who}|{day}" for who, day in zip(found.interviewer, days, strict=True)], dtype=object)
    for name, rows in by_group(groups).items():
        hours = float((found.ended[rows].max() - found.started[rows].min()) / 3600)
        if hours > rule.at("hours"):
            who, _, day = name.partition("|")
            yield flag(rule, who, min(hours / 7, 4.0), {"hours": round(hours), "day": day}, about=day)


def two_at_once(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviews that began before the one before of the same interviewer had ended."""
    found = material.interviews
    for rows in by_group(found.interviewer).values():
        order = rows[np.argsort(found.started[rows], kind="stable")]
        for before, after in pairwise(order):
            overlap = min(found.ended[before], found.ended[after]) - found.started[after]
            if overlap > rule.at("minutes") * 60:
                values = {"minutes": round(overlap / 60)}
                yield flag(rule, found.name[after], 6.0, values, other=found.name[before])


def _hour(material: Material, column: str) -> Amounts:
    local = material.local("interviews", column)
    hour, minute = (part(local).to_numpy(zero_copy_only=False).astype(float) for part in (pc.hour, pc.minute))
    return np.asarray(hour + minute / 60)


CHECKS = (Check(NIGHT, at_night), Check(LONG_DAY, long_day), Check(AT_ONCE, two_at_once))
