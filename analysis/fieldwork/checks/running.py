"""All checks on one export, and the one list of what to look at first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from analysis.fieldwork.checks.catalogue import checks_of
from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.doubtful import DOUBTFUL, DOUBTFUL_WORK, together
from analysis.fieldwork.checks.flag import Flag
from analysis.fieldwork.checks.material import Material
from analysis.fieldwork.checks.rule import Level, Rule, Severity
from analysis.fieldwork.checks.track_record import TrackRecord, nothing_known
from questionnaires.problems import ProblemError

WEIGHT: Mapping[Severity, float] = {Severity.RED: 3.0, Severity.AMBER: 2.0, Severity.INFO: 0.5}  # house policy
LEAST_WEIGHT, MOST_WEIGHT = 0.8, 1.25  # a heavy case comes before a light one, and never before a surer one


@dataclass(frozen=True)
class Run:
    """What the checks found: flags, most pressing first; every rule that was asked; what could not be computed."""

    rules: tuple[Rule, ...]
    flags: tuple[Flag, ...]
    failed: tuple[tuple[str, str], ...] = ()  # rule, code of the problem

    def alerting(self, records: Mapping[str, TrackRecord]) -> tuple[Flag, ...]:
        """The flags that somebody is to see: not those of rules that were wrong too often."""
        return tuple(one for one in self.flags if not records.get(one.rule.code, nothing_known()).retired())


def run(material: Material, records: Mapping[str, TrackRecord] | None = None) -> Run:
    """Every check of the survey on its export; what one cannot compute is told and does not stop the others."""
    checks = [one for one in checks_of(material.watched.thresholds) if not one.rule.off]
    found: list[Flag] = []
    failed = []
    for check in checks:
        flags, code = _looked(check, material)
        found += flags
        if code:
            failed.append((check.rule.code, code))
    rules = (DOUBTFUL, DOUBTFUL_WORK, *(check.rule for check in checks))
    told = records or {}
    retired = {code for code, record in told.items() if record.retired()}
    return Run(rules, ranked(together(found, retired), material, told), tuple(failed))


def ranked(flags: Iterable[Flag], material: Material, records: Mapping[str, TrackRecord]) -> tuple[Flag, ...]:
    """The flags by severity, by how sure they are, by how often their rule was right, by the weight of the case."""
    weight: Mapping[str, float] = {}
    if material.has("interviews"):
        found = material.interviews
        heavy = found.weight.clip(LEAST_WEIGHT, MOST_WEIGHT) if material.has("cases") else [1.0] * len(found)
        weight = dict(zip(found.name, map(float, heavy), strict=True))
    scored = [
        replace(
            one,
            score=WEIGHT[one.rule.severity]
            * one.confidence
            * records.get(one.rule.code, nothing_known()).expected_precision
            * (weight.get(one.subject, 1.0) if one.rule.level is Level.INTERVIEW else 1.0),
        )
        for one in flags
    ]
    return tuple(sorted(scored, key=lambda one: (-one.score, one.key)))


def _looked(check: Check, material: Material) -> tuple[list[Flag], str]:
    try:
        return list(check.flags(material)), ""
    except ProblemError as error:
        return [], error.problems[0].code
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:  # one check must not silence the others
        return [], type(error).__name__
