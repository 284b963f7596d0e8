"""Amounts far from others: on the logarithm by the median absolute deviation, by quartiles, by standard deviations."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, Told, flag
from analysis.fieldwork.checks.material import Material
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity
from analysis.fieldwork.checks.surprise import Amounts, by_group, middle_and_spread, tail

OUTLIER = Rule(
    "outlier",
    Level.INTERVIEW,
    Severity.INFO,
    Owner.SUPERVISOR,
    168,
    source="specification of the field, check 9 (c): median and 3 median absolute deviations of the logarithm",
    default={"k": 3.0, "group": 30},
)


def beyond_quartiles(values: Amounts, k: float = 1.5) -> npt.NDArray[np.bool_]:
    """Below Q1 - k IQR or above Q3 + k IQR; quartiles by definition 7 of Hyndman and Fan (1996), as R and NumPy."""
    lower, upper = np.nanquantile(values, (0.25, 0.75))
    reach = k * (upper - lower)
    return np.asarray((values < lower - reach) | (values > upper + reach))


def beyond_deviations(values: Amounts, k: float = 3.0) -> npt.NDArray[np.bool_]:
    """Farther than k standard deviations from the mean."""
    return np.asarray(np.abs(values - np.nanmean(values)) > k * np.nanstd(values, ddof=1))


def log_distance(values: Amounts) -> Amounts:
    """Distance of each amount from the median on the logarithm, in median absolute deviations; NaN below or at 0."""
    logs = np.log(np.where(values > 0, values, np.nan))
    middle, spread = middle_and_spread(logs)
    return np.asarray((logs - middle) / spread) if spread > 0 else np.full(len(values), np.nan)


def grouped_log_distance(values: Amounts, groups: npt.NDArray[np.object_], least: float) -> Amounts:
    """The same within groups of so many amounts; in smaller ones, and where half is one amount, among all."""
    found = log_distance(values)
    for rows in by_group(groups).values():
        apart = log_distance(values[rows])
        if (values[rows] > 0).sum() >= least and not np.isnan(apart).all():
            found[rows] = apart
    return found


def outlier(material: Material, rule: Rule) -> Iterator[Flag]:
    """Amounts that are far from those of others; of one period where an amount has one."""
    found = material.interviews
    for name, by in material.watched.amounts.items():
        if not found.asked([name]):
            continue
        values = found.numbers(name)
        if (values > 0).sum() < rule.at("group"):
            continue
        groups = found.column(by) if found.asked([by]) else np.full(len(values), "", dtype=object)
        z = grouped_log_distance(values, groups, rule.at("group"))
        for row in np.flatnonzero(np.abs(z) > rule.at("k")):
            told: Told = {"variable": name, "times": round(abs(float(z[row])), 1)}
            which = "high" if z[row] > 0 else "low"
            yield flag(rule, found.name[row], tail(abs(z[row])), told, about=name, which=which)


CHECKS = (Check(OUTLIER, outlier),)
