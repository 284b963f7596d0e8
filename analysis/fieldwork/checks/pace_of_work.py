"""How much is done a day, and whether interviews through an interpreter or in another language are shorter."""

from collections.abc import Iterator

import numpy as np
import pyarrow.compute as pc

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.durations import residual
from analysis.fieldwork.checks.flag import Flag, flag
from analysis.fieldwork.checks.material import Material
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity
from analysis.fieldwork.checks.surprise import by_group, robust_z, tail

PRODUCTIVITY = Rule(
    "many_a_day",
    Level.INTERVIEWER,
    Severity.INFO,
    Owner.SUPERVISOR,
    168,
    source="specification of the field, check 34: robust limits over interviewers; z > 3.5 is assumed",
    default={"z": 3.5, "days": 5, "interviewers": 10},
)
LANGUAGE = Rule(
    "shorter_in_a_language",
    Level.SURVEY,
    Severity.INFO,
    Owner.QUALITY,
    168,
    source="specification of the field, check 35; half a standard deviation is assumed",
    default={"z": 0.5, "interviews": 30},
)


def many_a_day(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviewers with far more interviews on a working day than others."""
    found = material.interviews
    days = pc.strftime(material.local("interviews", "started_at"), format="%Y-%m-%d").to_numpy(zero_copy_only=False)
    names, means, counts = [], [], []
    for who, rows in by_group(found.interviewer).items():
        worked = len(set(days[rows].tolist()))
        if worked >= rule.at("days"):
            names.append(who)
            means.append(len(rows) / worked)
            counts.append(len(rows))
    if len(names) < rule.at("interviewers"):
        return
    z = robust_z(np.log(np.array(means)))
    for place in np.flatnonzero(z > rule.at("z")):
        values = {"a_day": round(means[place], 1), "usual": round(float(np.median(means)), 1), "n": counts[place]}
        yield flag(rule, names[place], tail(min(z[place], 6.0)) / 2, values)


def shorter_in_a_language(material: Material, rule: Rule) -> Iterator[Flag]:
    """Languages in which interviews take less time for their questions: something may be skipped."""
    found, name = material.interviews, material.watched.language
    if not found.asked([name]):
        return
    languages, z = found.column(name), residual(material)
    for language, rows in by_group(languages).items():
        told = z[rows][~np.isnan(z[rows])]
        if len(told) >= rule.at("interviews") and float(np.median(told)) < -rule.at("z"):
            yield flag(rule, "", 2.0, {"language": language, "n": len(told)}, about=language)


CHECKS = (Check(PRODUCTIVITY, many_a_day), Check(LANGUAGE, shorter_in_a_language))
