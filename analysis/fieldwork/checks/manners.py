"""How interviews were entered: edits, jumps and pauses; one answer all through a grid; odd patterns."""

from collections.abc import Iterator, Mapping

import numpy as np
from scipy.stats import chi2

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.durations import residual
from analysis.fieldwork.checks.flag import Flag, Reason, Told, flag
from analysis.fieldwork.checks.material import SILENT, Amounts, Material
from analysis.fieldwork.checks.rule import TOPIC, Level, Owner, Rule, Severity
from analysis.fieldwork.checks.surprise import robust_z, tail

ENTERED = Rule(
    "entered_oddly",
    Level.INTERVIEW,
    Severity.INFO,
    Owner.SUPERVISOR,
    168,
    source="specification of the field, check 19; the limit is assumed",
    default={"z": 4.5, "interviews": 30},
)
STRAIGHT = Rule(
    "straight_line",
    Level.INTERVIEW,
    Severity.INFO,
    Owner.SUPERVISOR,
    168,
    source="specification of the field, check 20: the same answer to all of at least 5 items",
    default={"items": 5},
)
PATTERN = Rule(
    "pattern",
    Level.INTERVIEW,
    Severity.INFO,
    Owner.QUALITY,
    72,
    source="specification of the field, check 26, with the three that weigh most; chance 1 in 10,000",
    default={"surprise": 4.0, "interviews": 100},
)
COUNTED = ("n_edits", "n_jumps", "n_pauses")
MOST_Z = 6.0


def entered_oddly(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviews with far more answers entered again, out of order, or after a pause, for their questions."""
    found = material.interviews
    if len(found) < rule.at("interviews"):
        return
    for name, z in _manners(found.paradata).items():
        counts = found.paradata[name]
        for row in np.flatnonzero(z > rule.at("z")):
            values = {"n": int(counts[row]), "questions": int(found.paradata["n_questions"][row])}
            yield flag(rule, found.name[row], tail(min(z[row], MOST_Z)), values, about=name, which=name)


def straight_line(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviews in which every item of a grid has the same answer."""
    found = material.interviews
    for grid, items in material.watched.grids.items():
        known = found.asked(items)
        if len(known) < rule.at("items"):
            continue
        told = np.stack([found.column(name) for name in known], axis=1)
        whole = (told != np.array(None)).all(axis=1)
        same = whole & (told == told[:, :1]).all(axis=1)
        usual = max(float(same.sum()), 1.0) / max(float(whole.sum()), 1.0)
        for row in np.flatnonzero(same):
            values: Told = {"grid": grid, "n": len(known), "percent": round(100 * usual)}
            yield flag(rule, found.name[row], -float(np.log10(usual)), values, about=grid)


def pattern(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviews that are odd in several ways at once, none of which need be odd by itself."""
    found = material.interviews
    if len(found) < rule.at("interviews"):
        return
    features = _features(material)
    z = np.stack([np.clip(np.nan_to_num(one), -MOST_Z, MOST_Z) for one in features.values()], axis=1)
    chance = chi2.logsf((z**2).sum(axis=1), len(features)) / np.log(10)
    names = list(features)
    for row in np.flatnonzero(-chance > rule.at("surprise")):
        strongest = np.argsort(-np.abs(z[row]))[:3]
        reasons = tuple(
            Reason(
                f"{TOPIC}.{names[place]}_{'high' if z[row, place] > 0 else 'low'}",
                {"times": round(abs(float(z[row, place])), 1)},
                tail(abs(float(z[row, place]))),
            )
            for place in strongest
            if abs(z[row, place]) > 2
        )
        if len(reasons) > 1:
            yield Flag(rule, found.name[row], -float(chance[row]) / 2, reasons)


def _features(material: Material) -> Mapping[str, Amounts]:
    found = material.interviews
    silent, asked = np.zeros(len(found)), np.zeros(len(found))
    for name in found.answers:
        if "__" not in name:
            values = found.column(name)
            asked += values != np.array(None)
            silent += np.isin(values.astype(str), SILENT)
    features = {
        "feature_time": residual(material),
        "feature_questions": robust_z(np.log(np.maximum(asked, 1))),
        "feature_silence": _of_counts(silent, asked),
    }
    told = _manners(found.paradata)
    return features | {f"feature_{name}": z for name, z in told.items()}


def _manners(paradata: Mapping[str, Amounts]) -> Mapping[str, Amounts]:
    return {name: _of_counts(paradata[name], paradata["n_questions"]) for name in COUNTED if name in paradata}


def _of_counts(counts: Amounts, among: Amounts) -> Amounts:
    """Distances of counts that are small: square roots of Poisson counts have the same spread whatever their mean."""
    rate = np.nansum(counts) / max(float(np.nansum(among)), 1.0)
    return np.asarray(2 * (np.sqrt(counts + 3 / 8) - np.sqrt(rate * among + 3 / 8)))


CHECKS = (
    Check(ENTERED, entered_oddly, ("interviews", "paradata")),
    Check(STRAIGHT, straight_line),
    Check(PATTERN, pattern),
)
