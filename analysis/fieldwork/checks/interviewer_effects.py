"""How far answers depend on who asks: the share of variance between interviewers, with its confidence interval."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import f

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, Told, flag
from analysis.fieldwork.checks.material import Amounts, Material
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity

EFFECT = Rule(
    "interviewer_effect",
    Level.SURVEY,
    Severity.INFO,
    Owner.QUALITY,
    168,
    source="specification of the field, check 24: above 0.10 on facts; here the whole interval, within PSUs",
    default={"icc": 0.10, "interviewers": 5, "interviews": 200},
)


@dataclass(frozen=True)
class Effect:
    """Intraclass correlation of the one-way model, its interval, and the design effect that it brings."""

    icc: float
    low: float
    high: float
    mean_load: float  # interviews an interviewer

    @property
    def design_effect(self) -> float:
        """1 + (m - 1) rho (Kish 1962)."""
        return 1 + (self.mean_load - 1) * self.icc


def interviewer_effect(values: Amounts, who: npt.NDArray[Any], confidence: float = 0.95) -> Effect:
    """The ANOVA estimate (MSB - MSW) / (MSB + (n0 - 1) MSW), n0 = (n - sum m^2 / n) / (k - 1).

    Interval by Searle (1971, Linear Models, 9.8), exact where loads are equal. Missing values are left out. NaN with
    fewer than two interviewers or no variation.
    """
    kept = ~np.isnan(values)
    groups = np.unique(who[kept].astype(str), return_inverse=True)[1]
    y, m = values[kept], np.bincount(groups).astype(float)
    n, k = float(len(y)), len(m)
    if k < 2 or n <= k:
        return Effect(np.nan, np.nan, np.nan, n / max(k, 1))
    means = np.bincount(groups, y) / m
    between = float((m * (means - y.mean()) ** 2).sum() / (k - 1))
    within = float(((y - means[groups]) ** 2).sum() / (n - k))
    n0 = float((n - (m**2).sum() / n) / (k - 1))
    if within == 0:
        return Effect(np.nan, np.nan, np.nan, n / k)
    ratio, rest = between / within, (1 - confidence) / 2
    low, high = (ratio / float(f.ppf(p, k - 1, n - k)) for p in (1 - rest, rest))
    return Effect(_of(ratio, n0), _of(low, n0), _of(high, n0), n / k)


def effects(material: Material, rule: Rule) -> Iterator[Flag]:
    """Facts whose answers depend on who asks, beyond where they ask: interviewers are not assigned by chance."""
    found = material.interviews
    if len(found) < rule.at("interviews"):
        return
    for name in found.asked(material.watched.factual):
        values = found.column(name)
        for code in sorted({str(value) for value in values if value is not None}):
            told = np.where(values == np.array(None), np.nan, values == code).astype(float)
            effect = interviewer_effect(_beside_the_place(told, found.psu), found.interviewer)
            if effect.low > rule.at("icc"):
                seen: Told = {"variable": name, "code": code, "icc": round(effect.icc, 2), "low": round(effect.low, 2)}
                yield flag(rule, "", 2.0, seen, about=f"{name}.{code}")


def _beside_the_place(values: Amounts, psu: npt.NDArray[Any]) -> Amounts:
    """What is left of each value beside the mean of its PSU."""
    place = np.unique(psu.astype(str), return_inverse=True)[1]
    known = ~np.isnan(values)
    n = np.maximum(np.bincount(place, known), 1)
    return np.asarray(values - (np.bincount(place, np.where(known, values, 0)) / n)[place])


def _of(ratio: float, n0: float) -> float:
    return (ratio - 1) / (ratio - 1 + n0)


CHECKS = (Check(EFFECT, effects, ("interviews", "cases")),)
