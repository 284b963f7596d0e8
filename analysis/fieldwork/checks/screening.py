"""Work at the doors: how many eligible persons are found, what becomes of dwellings, and how fast forms follow."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import poisson

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, flag
from analysis.fieldwork.checks.leave_one_out import Counts, beside_others
from analysis.fieldwork.checks.material import Amounts, Material, Texts
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity

NEEDS = ("listing_units", "contact_attempts")
YIELD = Rule(
    "yield_odd",
    Level.INTERVIEWER,
    Severity.AMBER,
    Owner.SUPERVISOR,
    72,
    source="specification of the field, check 32: z < -2.5 or > 3; expected from colleagues in the same PSUs",
    default={"low": 2.5, "high": 3.0, "expected": 5},
    independent=True,
)
FAST = Rule(
    "doors_too_fast",
    Level.INTERVIEWER,
    Severity.AMBER,
    Owner.SUPERVISOR,
    72,
    source="specification of the field, check 15 at the doors; as many as others' fastest twentieth; odds assumed",
    default={"ratio": 1.5, "surprise": 2.0, "asked": 30},
    independent=True,
)
NOBODY = Rule(
    "nobody_eligible_often",
    Level.INTERVIEWER,
    Severity.AMBER,
    Owner.SUPERVISOR,
    72,
    source="specification of the field, check 33; odds assumed",
    default={"ratio": 1.5, "surprise": 2.0, "asked": 30},
    independent=True,
)
EMPTY = Rule(
    "vacant_often",
    Level.INTERVIEWER,
    Severity.AMBER,
    Owner.SUPERVISOR,
    72,
    source="specification of the field, check 33; odds assumed",
    default={"ratio": 1.5, "surprise": 2.0, "asked": 30},
    independent=True,
)
REFUSED = Rule(
    "refused_often",
    Level.INTERVIEWER,
    Severity.AMBER,
    Owner.SUPERVISOR,
    72,
    source="specification of the field, check 33; odds assumed",
    default={"ratio": 1.5, "surprise": 2.0, "asked": 30},
    independent=True,
)
QUOTA = Rule(
    "quota_used",
    Level.PSU,
    Severity.RED,
    Owner.SAMPLING,
    24,
    source="specification of the field, disposition 4.80: must stay empty in the probability part",
)


@dataclass(frozen=True)
class Doors:
    """Each listed unit that somebody went to: who went last, in which PSU, with which outcome."""

    who: Texts
    psu: Texts
    outcome: Texts  # disposition, "" where eligible persons were found
    eligible: Amounts  # persons found

    @classmethod
    def of(cls, material: Material) -> "Doors":
        """The doors of an export."""
        return material.once("doors", lambda: cls._of(material))

    @classmethod
    def _of(cls, material: Material) -> "Doors":
        screener = material.screener_of
        who = np.array([screener.get(one) for one in material.texts("listing_units", "unit_id")], dtype=object)
        told = who != np.array(None)
        outcome = material.texts("listing_units", "disposition")
        outcome[outcome == np.array(None)] = ""
        eligible = np.nan_to_num(material.amounts("listing_units", "n_eligible"))
        return cls(who[told], material.texts("listing_units", "psu_id")[told], outcome[told], eligible[told])

    @property
    def screened(self) -> np.ndarray:
        """Doors behind which somebody told who lives there."""
        return np.asarray((self.outcome == "") | self.ended("4.7") | (self.outcome == "3.90"))

    def ended(self, *codes: str) -> np.ndarray:
        """Doors whose outcome is one of these dispositions or a finer one."""
        return np.asarray([outcome.startswith(codes) for outcome in self.outcome], dtype=bool)


def yield_odd(material: Material, rule: Rule) -> Iterator[Flag]:
    """Who finds far fewer, or far more, eligible persons behind screened doors than colleagues in the same PSUs.

    Where a PSU was screened by one person alone it says nothing about anybody.
    """
    doors = Doors.of(material)
    told = doors.screened
    who, place = (np.unique(one[told].astype(str), return_inverse=True) for one in (doors.who, doors.psu))
    shape = len(who[0]), len(place[0])
    cell = who[1] * shape[1] + place[1]
    screened, found = (
        np.bincount(cell, weight, minlength=shape[0] * shape[1]).reshape(shape)
        for weight in (np.ones(int(told.sum())), (doors.eligible[told] > 0).astype(float))
    )
    others, theirs = screened.sum(axis=0) - screened, found.sum(axis=0) - found
    known = others > 0
    expected = np.where(known, screened * theirs / np.maximum(others, 1), 0).sum(axis=1)
    seen = np.where(known, found, 0).sum(axis=1)
    # what colleagues found is an estimate itself: its error is added, as for a difference of two counts
    error = np.sqrt(expected + np.where(known, (screened / np.maximum(others, 1)) ** 2 * theirs, 0).sum(axis=1))
    spread = _overdispersion((seen - expected) / np.maximum(error, 1e-9), expected >= rule.at("expected"))
    for row in np.flatnonzero(expected >= rule.at("expected")):
        z = float((seen[row] - expected[row]) / (error[row] * spread))
        if z < -rule.at("low") or z > rule.at("high"):
            surprise = -float(poisson.logcdf(seen[row], expected[row]) / np.log(10)) if z < 0 else abs(z)
            values = {"found": int(seen[row]), "usual": round(expected[row])}
            which = "low" if z < 0 else "high"
            yield flag(rule, str(who[0][row]), min(surprise, abs(z) * 1.5), values, which=which)


def doors_too_fast(material: Material, rule: Rule) -> Iterator[Flag]:
    """Who enters dwellings without an eligible person one after the other, faster than others can walk."""
    data = material.tables["contact_attempts"]
    doors = data.filter(pc.is_null(data.column("case_id")))
    who, units = (doors.column(name).to_numpy(zero_copy_only=False) for name in ("interviewer_id", "unit_id"))
    when = pc.cast(doors.column("visited_at"), pa.timestamp("ms", tz="UTC")).cast(pa.int64()).to_numpy() / 1000
    order = np.lexsort((when, who.astype(str)))
    gap = np.diff(when[order], prepend=np.nan)
    if not len(gap):
        return
    gap[np.append(True, who[order][1:] != who[order][:-1])] = np.nan
    nobody = dict(
        zip(material.texts("listing_units", "unit_id"), material.texts("listing_units", "disposition"), strict=True)
    )
    asked = np.array([(nobody.get(unit) or "").startswith("4.7") for unit in units[order]]) & ~np.isnan(gap)
    if asked.sum() < rule.at("asked"):
        return
    fastest = np.quantile(gap[asked], 0.05)
    for seen in beside_others(Counts.of(who[order], gap <= fastest, asked), rule):
        yield flag(rule, seen.name, seen.surprise, {**seen.values, "minutes": round(fastest / 60)})


def nobody_eligible_often(material: Material, rule: Rule) -> Iterator[Flag]:
    """Who finds nobody eligible behind more doors than others."""
    doors = Doors.of(material)
    yield from _often(Counts.of(doors.who, doors.ended("4.7"), doors.screened), rule)


def vacant_often(material: Material, rule: Rule) -> Iterator[Flag]:
    """Who finds more dwellings vacant, or none at all, than others."""
    doors = Doors.of(material)
    yield from _often(Counts.of(doors.who, doors.ended("4.6")), rule)


def refused_often(material: Material, rule: Rule) -> Iterator[Flag]:
    """Who is refused at more doors than others."""
    doors = Doors.of(material)
    refused = doors.ended("3.211")
    yield from _often(Counts.of(doors.who, refused, doors.screened | refused), rule)


def quota_used(material: Material, rule: Rule) -> Iterator[Flag]:
    """Units closed because a quota was filled: there is none."""
    codes, psus = material.texts("listing_units", "disposition"), material.texts("listing_units", "psu_id")
    used = np.char.startswith(codes.astype(str), "4.8")
    for psu in sorted(set(psus[used].tolist())):
        yield flag(rule, psu, 6.0, {"n": int((psus[used] == psu).sum())})


def _often(counts: Counts, rule: Rule) -> Iterator[Flag]:
    for seen in beside_others(counts, rule):
        yield flag(rule, seen.name, seen.surprise, seen.values)


def _overdispersion(z: Amounts, among: np.ndarray) -> float:
    """How much wider than chance these counts spread between honest interviewers (Spiegelhalter 2005): 1 at least."""
    told = z[among]
    return max(1.0, float(1.4826 * np.median(np.abs(told - np.median(told))))) if len(told) > 4 else 1.0


CHECKS = (
    Check(YIELD, yield_odd, NEEDS),
    Check(FAST, doors_too_fast, NEEDS),
    Check(NOBODY, nobody_eligible_often, NEEDS),
    Check(EMPTY, vacant_often, NEEDS),
    Check(REFUSED, refused_often, NEEDS),
    Check(QUOTA, quota_used, ("listing_units",)),
)
