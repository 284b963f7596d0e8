"""Tablets whose clock is wrong, and interviews that end before they begin."""

from collections.abc import Iterator

import numpy as np

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, flag
from analysis.fieldwork.checks.material import Material
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity
from analysis.fieldwork.checks.silent_tablets import holders

CLOCK = Rule(
    "clock_off",
    Level.INTERVIEWER,
    Severity.INFO,
    Owner.SUPERVISOR,
    24,
    source="specification of the field, check 14: more than 5 minutes at a synchronisation",
    default={"seconds": 300},
)
REVERSED = Rule(
    "ends_before_it_begins",
    Level.INTERVIEW,
    Severity.AMBER,
    Owner.DATA,
    72,
    source="specification of the field, check 14",
)


def clock_off(material: Material, rule: Rule) -> Iterator[Flag]:
    """Tablets whose clock was off when they last synchronised."""
    devices, moments = material.texts("syncs", "device_id"), material.seconds("syncs", "synced_at")
    ahead, who = material.amounts("syncs", "clock_ahead_seconds"), holders(material)
    last = {device: row for row, device in sorted(enumerate(devices), key=lambda one: moments[one[0]])}
    for device, row in last.items():
        if abs(ahead[row]) > rule.at("seconds") and device in who:
            yield flag(rule, who[device], 2.0, {"minutes": round(abs(ahead[row]) / 60), "device": device}, about=device)


def ends_before_it_begins(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviews whose end is before their beginning."""
    found = material.interviews
    for row in np.flatnonzero(found.ended < found.started):
        yield flag(rule, found.name[row], 6.0, {"minutes": round((found.started[row] - found.ended[row]) / 60)})


CHECKS = (
    Check(CLOCK, clock_off, ("interviews", "syncs", "paradata")),
    Check(REVERSED, ends_before_it_begins),
)
