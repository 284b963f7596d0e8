"""What was listed in a PSU beside what the frame lets one expect; the same household listed twice."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, Told, flag
from analysis.fieldwork.checks.material import Material
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity

SIZE = Rule(
    "listing_size",
    Level.PSU,
    Severity.INFO,
    Owner.SAMPLING,
    168,
    source="specification of the field, check 36: listed by expected outside 0.6 to 1.6",
    default={"low": 0.6, "high": 1.6},
)
NO_VACANT = Rule(
    "no_vacant",
    Level.PSU,
    Severity.INFO,
    Owner.SUPERVISOR,
    168,
    source="specification of the field, check 36; expected from all PSUs, chance below one in 1,000 (assumed)",
    default={"surprise": 3.0, "units": 30},
)
TWIN = Rule(
    "household_twice",
    Level.PSU,
    Severity.INFO,
    Owner.DATA,
    168,
    source="specification of the field, check 2, by rosters; two members or more (assumed)",
    default={"members": 2},
)


def listing_size(material: Material, rule: Rule) -> Iterator[Flag]:
    """PSUs in which far fewer or far more dwellings were listed than the frame has. A sample of dwellings counts up."""
    psus, shares = material.texts("listing_units", "psu_id"), material.amounts("listing_units", "p_dwelling")
    status = material.texts("listing_units", "status")
    frame = material.tables["psus"]
    expected = dict(zip(*(frame.column(name).to_pylist() for name in ("psu_id", "frame_dwellings")), strict=True))
    listed: dict[str, float] = defaultdict(float)
    for psu, share, kind in zip(psus, shares, status, strict=True):
        if kind != "5" and share > 0:  # not a dwelling
            listed[psu] += 1 / share
    for psu, found in listed.items():
        ratio = found / max(expected.get(psu, 0), 1)
        if not rule.at("low") <= ratio <= rule.at("high"):
            yield flag(rule, psu, 2.0, {"n": round(found), "usual": int(expected.get(psu, 0))})


def no_vacant(material: Material, rule: Rule) -> Iterator[Flag]:
    """PSUs without a single vacant dwelling, where chance alone would hardly leave none."""
    psus, codes = material.texts("listing_units", "psu_id"), material.texts("listing_units", "disposition")
    vacant = np.char.startswith(codes.astype(str), "4.6")
    usual = float(vacant.mean())
    names, place = np.unique(psus.astype(str), return_inverse=True)
    n, count = np.bincount(place), np.bincount(place, vacant)
    for row in np.flatnonzero((count == 0) & (n >= rule.at("units"))):
        surprise = -float(n[row] * np.log10(max(1 - usual, 1e-9)))
        if surprise >= rule.at("surprise"):
            values = {"n": int(n[row]), "percent": round(100 * usual)}
            yield flag(rule, str(names[row]), surprise, values)


def household_twice(material: Material, rule: Rule) -> Iterator[Flag]:
    """Two units of a PSU with the same members: the same sexes, ages, citizenships and months in the country."""
    members: dict[str, list[tuple[object, ...]]] = defaultdict(list)
    columns = ("unit_id", "sex", "age", "citizenship", "months_in_tunisia")
    roster = material.tables["roster"]
    for unit, *member in zip(*(roster.column(name).to_pylist() for name in columns), strict=True):
        members[unit].append(tuple(member))
    alike: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for unit, who in members.items():
        if len(who) >= rule.at("members"):
            alike[(material.psu_of_unit.get(unit), *sorted(who, key=str))].append(unit)
    for household, found in alike.items():
        units = sorted(found)
        if len(units) > 1 and household[0] is not None:
            told: Told = {"unit": units[0], "other": units[1], "n": len(household) - 1}
            yield flag(rule, str(household[0]), 3.0, told, about=units[1])


CHECKS = (
    Check(SIZE, listing_size, ("listing_units", "psus")),
    Check(NO_VACANT, no_vacant, ("listing_units",)),
    Check(TWIN, household_twice, ("listing_units", "roster")),
)
