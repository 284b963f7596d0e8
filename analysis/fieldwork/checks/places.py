"""Where interviews were held, as far as the tablet keeps it: a band of distance, inside the PSU or not, how exactly.

Coordinates never leave the tablet, so nothing here can be drawn on a map.
"""

from collections.abc import Iterator

import numpy as np

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, Told, flag
from analysis.fieldwork.checks.leave_one_out import Counts, beside_others
from analysis.fieldwork.checks.material import Material, Truths
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity

NEEDS = ("interviews", "paradata")
SOURCE = "specification of the field, checks 16 and 17, by the bands that a tablet keeps"
FAR = Rule(
    "far_away",
    Level.INTERVIEW,
    Severity.AMBER,
    Owner.SUPERVISOR,
    24,
    source=SOURCE,
    default={"accuracy": 200},
    independent=True,
)
OFTEN_FAR = Rule(
    "often_far_away",
    Level.INTERVIEWER,
    Severity.AMBER,
    Owner.SUPERVISOR,
    72,
    source=SOURCE + "; odds assumed",
    default={"ratio": 1.5, "surprise": 2.0, "asked": 5},
    independent=True,
)
VAGUE = Rule(
    "place_vague",
    Level.INTERVIEW,
    Severity.INFO,
    Owner.SUPERVISOR,
    168,
    source="specification of the field, check 16: more than 200 m",
    default={"metres": 200},
)
BANDS_AWAY = ("200-1000", ">1000")


def away(material: Material, most_vague: float) -> tuple[Truths, Truths]:
    """Whether each interview was held away from the dwelling, and whether that is known well enough."""
    found = material.interviews
    band, inside = found.facts("distance_band"), found.facts("inside_psu")
    known = (band != np.array(None)) & ~(found.paradata["accuracy_metres"] > most_vague)
    return np.isin(band.astype(str), BANDS_AWAY) | (inside == "false"), np.asarray(known, dtype=bool)


def far_away(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviews held more than 200 metres from the dwelling, or outside the PSU."""
    far, known = away(material, rule.at("accuracy"))
    band = material.interviews.facts("distance_band")
    share = max(float((far & known).sum()), 1.0) / max(float(known.sum()), 1.0)
    for row in np.flatnonzero(far & known):
        values: Told = {"band": str(band[row]), "percent": round(100 * share)}
        yield flag(rule, material.interviews.name[row], -float(np.log10(share)), values)


def often_far_away(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviewers who hold interviews away from the dwelling more often than others."""
    far, known = away(material, FAR.at("accuracy"))
    for seen in beside_others(Counts.of(material.interviews.interviewer, far, known), rule):
        yield flag(rule, seen.name, seen.surprise, seen.values)


def place_vague(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviews whose place is hardly known."""
    metres = material.interviews.paradata["accuracy_metres"]
    for row in np.flatnonzero(metres > rule.at("metres")):
        yield flag(rule, material.interviews.name[row], 1.0, {"metres": round(metres[row])})


CHECKS = (Check(FAR, far_away, NEEDS), Check(OFTEN_FAR, often_far_away, NEEDS), Check(VAGUE, place_vague, NEEDS))
