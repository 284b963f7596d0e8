"""Questions that open long modules, answered so that they stay closed: the classic way to a short interview."""

from collections.abc import Iterator

import numpy as np

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, flag
from analysis.fieldwork.checks.leave_one_out import Counts, beside_others
from analysis.fieldwork.checks.material import Material
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity

GATES = Rule(
    "gates_closed",
    Level.INTERVIEWER,
    Severity.AMBER,
    Owner.SUPERVISOR,
    72,
    source="specification of the field, check 21; over all gates of an interview; odds assumed",
    default={"ratio": 1.5, "surprise": 2.0, "asked": 10, "most_closed": 0.2},
    independent=True,
)


def gates_closed(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviewers in whose interviews far more gates stay closed than in others'.

    An interview counts once, by whether it is among those with the most gates closed: the gates of one person hang
    together, so that counting each would take one person for several.
    """
    found = material.interviews
    gates = found.asked(tuple(material.watched.gates))
    if not gates:
        return
    closed, asked = np.zeros(len(found)), np.zeros(len(found))
    for name in gates:
        values = found.column(name)
        given = values != np.array(None)
        # beside what this gate is usually worth: a gate that nearly everybody closes says little
        usual = float((values[given] == material.watched.gates[name]).mean()) if given.any() else 0.0
        closed += (values == material.watched.gates[name]) - usual * given
        asked += given
    level = np.quantile(closed, 1 - rule.at("most_closed"))
    for seen in beside_others(Counts.of(found.interviewer, closed >= level, asked > 0), rule):
        yield flag(rule, seen.name, seen.surprise, seen.values)


CHECKS = (Check(GATES, gates_closed),)
