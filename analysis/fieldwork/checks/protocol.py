"""Whether cases are tried as the rules of the field ask: cases left alone, non-contacts that lack a visit."""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, flag
from analysis.fieldwork.checks.material import Material
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity
from analysis.fieldwork.checks.silent_tablets import DAY

LEFT = Rule(
    "cases_left_alone",
    Level.PSU,
    Severity.AMBER,
    Owner.SUPERVISOR,
    48,
    source="specification of the field, check 31 and alert rules: more than 20 % untouched for 5 days",
    default={"days": 5, "share": 0.2, "cases": 5},
)
NOT_YET = "3.11"
OPEN = ("2.23", "2.24", "2.25", NOT_YET)  # nobody was reached; somebody may still be


def cases_left_alone(material: Material, rule: Rule) -> Iterator[Flag]:
    """PSUs in which many cases where nobody was reached have had no visit for days, and lack some by the rule.

    Only PSUs in which work goes on: where nobody has been to any door for as long, the work is over or not begun.
    """
    visits = _visits(material)
    by_psu: dict[str, list[tuple[bool, bool]]] = {}
    alive: dict[str, float] = {}
    limit = material.now - rule.at("days") * DAY
    for case, facts in material.case_facts.items():
        made = visits.get(case, ())
        psu = facts["psu_id"]
        alive[psu] = max([alive.get(psu, 0.0), *made])
        if facts["disposition"] in OPEN:
            lacking = len(made) < material.forms.rules.effort.attempts
            by_psu.setdefault(psu, []).append((max(made, default=0.0) < limit, lacking))
    for psu, cases in by_psu.items():
        left = sum(alone and lacking for alone, lacking in cases)
        if alive[psu] >= limit and len(cases) >= rule.at("cases") and left > rule.at("share") * len(cases):
            values = {"count": left, "n": len(cases), "days": int(rule.at("days"))}
            yield flag(rule, psu, min(1 + left / 5, 4.0), values)


def _visits(material: Material) -> Mapping[str, tuple[float, ...]]:
    data = material.tables["contact_attempts"]
    cases = data.column("case_id").to_numpy(zero_copy_only=False)
    moments = material.seconds("contact_attempts", "visited_at")
    person = pc.is_in(data.column("visit_mode"), value_set=pa.array(sorted(material.forms.contact.in_person))).to_numpy(
        zero_copy_only=False
    )
    found: dict[str, list[float]] = {}
    for case, moment in zip(cases[person], moments[person], strict=True):
        if case is not None:
            found.setdefault(case, []).append(float(moment))
    return {case: tuple(np.sort(made).tolist()) for case, made in found.items()}


CHECKS = (Check(LEFT, cases_left_alone, ("cases", "contact_attempts")),)
