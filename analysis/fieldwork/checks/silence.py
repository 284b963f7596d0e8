"""Questions left without a real answer: "does not know", refusals and broken rules, by interviewer and for a question.

Denominators are the questions that were asked: what the routing skipped is not missing.
"""

from collections.abc import Iterator

import numpy as np

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, flag
from analysis.fieldwork.checks.leave_one_out import Counts, beside_others
from analysis.fieldwork.checks.material import SILENT, Material
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity

SILENCE = Rule(
    "silence",
    Level.INTERVIEWER,
    Severity.AMBER,
    Owner.SUPERVISOR,
    72,
    source="specification of the field, check 5; e-value, odds half as high again (assumed)",
    default={"ratio": 1.5, "surprise": 2.0, "asked": 10},
    independent=True,
)
BREACHES = Rule(
    "breaches",
    Level.INTERVIEWER,
    Severity.AMBER,
    Owner.SUPERVISOR,
    72,
    source="specification of the field, check 7; odds assumed",
    default={"ratio": 1.5, "surprise": 2.0, "asked": 10},
    independent=True,
)
FLAT_ITEM = Rule(
    "one_answer",
    Level.SURVEY,
    Severity.INFO,
    Owner.QUALITY,
    168,
    source="specification of the field, check 6",
    default={"interviews": 30},
)


def silence(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviewers who enter "does not know" and refusals far more often than others."""
    found = material.interviews
    silent, asked = np.zeros(len(found)), np.zeros(len(found))
    for name in found.answers:
        if "__" not in name:
            values = found.column(name)
            asked += values != np.array(None)
            silent += np.isin(values.astype(str), SILENT)
    # People are silent, not questions: an interview counts once, by whether it is among the most silent tenth.
    share = silent / np.maximum(asked, 1)
    among_most = share > np.quantile(share, 0.9)
    for seen in beside_others(Counts.of(found.interviewer, among_most), rule):
        mine = found.interviewer == seen.name
        own, usual = silent[mine].sum() / max(asked[mine].sum(), 1), silent.sum() / max(asked.sum(), 1)
        told = {"percent": round(100 * own), "n": int(mine.sum()), "usual": round(100 * usual)}
        yield flag(rule, seen.name, seen.surprise, told)


def breaches(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviewers whose records break the rules of the questionnaire more often than others'."""
    found = material.interviews
    for seen in beside_others(Counts.of(found.interviewer, found.problems > 0), rule):
        yield flag(rule, seen.name, seen.surprise, seen.values)


def one_answer(material: Material, rule: Rule) -> Iterator[Flag]:
    """Questions to which everybody gives the same answer."""
    found = material.interviews
    for name in found.answers:
        if "__" not in name and name not in material.watched.not_compared:
            given = found.column(name)[found.column(name) != np.array(None)]
            if len(given) >= rule.at("interviews") and len(set(given)) == 1:
                yield flag(rule, "", 1.0, {"variable": name, "n": len(given)}, about=name)


CHECKS = (Check(SILENCE, silence), Check(BREACHES, breaches), Check(FLAT_ITEM, one_answer))
