"""The catalogue: every check, in the order in which a reader would ask, and every rule with a survey's thresholds."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from analysis.fieldwork.checks import (
    benford,
    clocks,
    consent,
    duplicates,
    durations,
    eligibility,
    gates,
    heaping,
    hours,
    interviewer_effects,
    levels,
    listings,
    manners,
    outliers,
    pace_of_work,
    places,
    protocol,
    screening,
    silence,
    silent_tablets,
)
from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.doubtful import DOUBTFUL, DOUBTFUL_WORK
from analysis.fieldwork.checks.rule import Rule

_KINDS = (
    consent,
    duplicates,
    durations,
    hours,
    places,
    clocks,
    manners,
    gates,
    silence,
    levels,
    outliers,
    heaping,
    interviewer_effects,
    benford,
    screening,
    eligibility,
    listings,
    protocol,
    pace_of_work,
    silent_tablets,
)
CHECKS: tuple[Check, ...] = tuple(check for kind in _KINDS for check in kind.CHECKS)
RULES: tuple[Rule, ...] = (DOUBTFUL, DOUBTFUL_WORK, *(check.rule for check in CHECKS))


def checks_of(thresholds: Mapping[str, Mapping[str, Any]]) -> tuple[Check, ...]:
    """The checks with the thresholds of a survey."""
    return tuple(
        replace(check, rule=check.rule.with_thresholds(thresholds[check.rule.code]))
        if check.rule.code in thresholds
        else check
        for check in CHECKS
    )
