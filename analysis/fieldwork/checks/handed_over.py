"""What the checks found, in the shape in which the service reads it: rules and flags as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from analysis.fieldwork.checks.flag import Flag, Reason
from analysis.fieldwork.checks.material import Material
from analysis.fieldwork.checks.reading import Told
from analysis.fieldwork.checks.rule import Level, Rule
from analysis.fieldwork.checks.running import Run
from analysis.fieldwork.checks.track_record import nothing_known

Line = dict[str, Any]
MOST_REASONS = 3


@dataclass(frozen=True)
class Places:
    """Where each interview belongs: its case, its PSU, who held it."""

    case: Mapping[str, str]
    psu: Mapping[str, str]
    interviewer: Mapping[str, str]
    form_id: str

    @classmethod
    def of(cls, material: Material) -> "Places":
        """The places of the interviews of an export."""
        if not material.has("interviews"):
            return cls({}, {}, {}, material.forms.individual.form_id)
        found = material.interviews
        psus = found.psu if material.has("cases") else [None] * len(found)
        return cls(
            dict(zip(found.name, found.case, strict=True)),
            {name: psu for name, psu in zip(found.name, psus, strict=True) if psu is not None},
            dict(zip(found.name, found.interviewer, strict=True)),
            material.forms.individual.form_id,
        )


def handed_over(run: Run, material: Material, told: Told) -> Line:
    """Rules with their record, flags of the rules that are not retired, and what could not be computed."""
    places = Places.of(material)
    return {
        "interviews": len(places.case),
        "simulated": material.context.simulated,
        "rules": [_rule(rule, run, told) for rule in run.rules],
        "flags": [_flag(one, places, material, told) for one in run.alerting(told.records)],
        "failed": [{"part": "checks", "code": f"{rule}:{code}"} for rule, code in run.failed],
    }


def _rule(rule: Rule, run: Run, told: Told) -> Line:
    record = told.records.get(rule.code, nothing_known())
    return {
        "code": rule.code,
        "title": rule.title,
        "level": rule.level.value,
        "severity": rule.severity.value,
        "action": rule.action,
        "owner": rule.owner.value,
        "due_hours": float(rule.due_hours),
        "thresholds": dict(rule.default),
        "fired": sum(one.rule.code == rule.code for one in run.flags),
        "judged": record.judged,
        "confirmed": record.confirmed,
        "retired": record.retired(),
    }


def _flag(one: Flag, places: Places, material: Material, told: Told) -> Line:
    about = one.rule.level is Level.INTERVIEW
    interviewer = places.interviewer.get(one.subject) if about else None
    if one.rule.level is Level.INTERVIEWER:
        interviewer = one.subject
    psu = one.subject if one.rule.level is Level.PSU else places.psu.get(one.subject)
    raised = told.raised.get(one.key, material.context.as_of)
    return {
        "key": one.key,
        "rule": one.rule.code,
        "level": one.rule.level.value,
        "severity": one.rule.severity.value,
        "subject": one.subject,
        "score": round(one.score, 4),
        "reasons": [_reason(reason) for reason in _strongest(one)],
        "raised_at": raised.isoformat(),
        "due_at": _due(raised, one.rule).isoformat(),
        "form_id": places.form_id if about else None,
        "record": one.subject if about else None,
        "other": one.other,
        "case_id": places.case.get(one.subject) if about else None,
        "psu_id": psu,
        "team": _team(interviewer, psu, material),
        "interviewer": interviewer,
        "pairs": [],  # answers stay where they can be forgotten: in the store, and in exports
    }


def _strongest(one: Flag) -> tuple[Reason, ...]:
    return tuple(sorted(one.reasons, key=lambda reason: -reason.strength)[:MOST_REASONS])


def _reason(reason: Reason) -> Line:
    return {"code": reason.code, "values": dict(reason.values)}


def _due(raised: datetime, rule: Rule) -> datetime:
    return raised + timedelta(hours=rule.due_hours)


def _team(interviewer: str | None, psu: str | None, material: Material) -> str | None:
    context = material.context
    if interviewer is not None and interviewer in context.team_of:
        return context.team_of[interviewer]
    return context.psu_team.get(psu) if psu is not None else None
