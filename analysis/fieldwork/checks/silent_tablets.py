"""Tablets that were not heard, and versions of the questionnaire that are behind."""

from collections.abc import Iterator, Mapping

import numpy as np

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, flag
from analysis.fieldwork.checks.material import Material
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity
from questionnaires.versions import age

HOUR, DAY = 3600.0, 86400.0
SILENT = Rule(
    "tablet_silent",
    Level.INTERVIEWER,
    Severity.AMBER,
    Owner.SUPERVISOR,
    12,
    source="specification of the field, check 30: 48 hours; a tablet at work was heard within 5 days (assumed)",
    default={"hours": 48, "days": 5},
)
BEHIND = Rule(
    "old_version",
    Level.INTERVIEWER,
    Severity.AMBER,
    Owner.SUPERVISOR,
    24,
    source="specification of the field, check 29: more than 24 hours after a release",
    default={"hours": 24},
)


def holders(material: Material) -> Mapping[str, str]:
    """Who held the last interview on each tablet."""
    devices, who = material.texts("paradata", "device_id"), material.texts("paradata", "interviewer_id")
    order = np.argsort(material.seconds("paradata", "ended_at"), kind="stable")
    return dict(zip(devices[order], who[order], strict=True))


def tablet_silent(material: Material, rule: Rule) -> Iterator[Flag]:
    """Tablets in use that have not synchronised for two days."""
    devices, moments = material.texts("syncs", "device_id"), material.seconds("syncs", "synced_at")
    last: dict[str, float] = {}
    for device, moment in zip(devices, moments, strict=True):
        last[device] = max(moment, last.get(device, moment))
    who = holders(material)
    hours = {device: (material.now - moment) / HOUR for device, moment in last.items() if device in who}
    at_work = {device: n for device, n in hours.items() if n < rule.at("days") * DAY / HOUR}
    silent = {device: n for device, n in at_work.items() if n > rule.at("hours")}
    if len(silent) * 2 > len(at_work):  # a day of rest, or the end of the field
        return
    for device, n in silent.items():
        yield flag(rule, who[device], 2.0, {"hours": round(n), "device": device}, about=device)


def old_version(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviewers whose last interview was held with an old version more than a day after the new one was there."""
    found, published = material.interviews, material.context.published
    if not published:
        return
    newest = max(published, key=age)
    since = published[newest].timestamp() + rule.at("hours") * HOUR
    order = np.argsort(found.started, kind="stable")
    for who, row in {found.interviewer[row]: row for row in order}.items():
        if found.version[row] != newest and found.started[row] > since:
            yield flag(rule, who, 2.0, {"version": found.version[row], "newest": newest}, about=newest)


CHECKS = (
    Check(SILENT, tablet_silent, ("syncs", "paradata")),
    Check(BEHIND, old_version),
)
