"""Interviews that are there twice: two of a case, the same person under two cases, answers copied from another one."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.durations import minutes
from analysis.fieldwork.checks.flag import Flag, Pair, flag
from analysis.fieldwork.checks.material import SILENT, Interviews, Material
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity
from analysis.fieldwork.near_duplicates import Calibration, Nearest, Places, calibrated, nearest, pack

TWICE = Rule(
    "two_of_a_case",
    Level.INTERVIEW,
    Severity.RED,
    Owner.DATA,
    24,
    source="specification of the field, check 1",
)
SAME_PERSON = Rule(
    "same_person",
    Level.INTERVIEW,
    Severity.AMBER,
    Owner.DATA,
    72,
    source="specification of the field, check 2, by what an export tells of a person; the share is assumed",
    default={"share": 0.8},
)
COPIED = Rule(
    "near_duplicate",
    Level.INTERVIEW,
    Severity.RED,
    Owner.QUALITY,
    24,
    source="Kuriakose and Robbins 2016; specification of the field, check 3: the 99.9 % quantile between interviewers",
    default={"quantile": 0.999, "asked": 0.5, "silent": 0.2, "items": 20},
    independent=True,
)
DAY = 86400.0
MOST_PAIRS = 6  # answers shown side by side


def two_of_a_case(material: Material, rule: Rule) -> Iterator[Flag]:
    """More than one interview of one case."""
    found = material.interviews
    times = Counter(found.case.tolist())
    for name, case in zip(found.name, found.case, strict=True):
        if times[case] > 1:
            yield flag(rule, name, 12.0, {"n": times[case]})


def copied(material: Material, rule: Rule) -> Iterator[Flag]:
    """Answers too like those of an earlier interview for two persons to have given them."""
    for row, other, share, own in _alike(material, rule):
        scale = _calibration(material, rule)
        if not _same_person(material, row, other) and share > scale.quantile(rule.at("quantile")):
            found = material.interviews
            values = {"percent": round(100 * share), "usual": round(100 * scale.quantile(0.5)), "own": int(own)}
            pairs = _side_by_side(material, rule, row, other)
            yield flag(rule, found.name[row], scale.surprise(share), values, other=found.name[other], pairs=pairs)


def same_person(material: Material, rule: Rule) -> Iterator[Flag]:
    """Two cases of one PSU with the same person and the same answers: a dwelling listed twice, as a rule."""
    found = material.interviews
    for row, other, share, _ in _alike(material, COPIED):
        if _same_person(material, row, other) and share >= rule.at("share"):
            yield flag(rule, found.name[row], 6.0, {"percent": round(100 * share)}, other=found.name[other])


def compared_items(interviews: Interviews, not_compared: frozenset[str], rule: Rule) -> list[str]:
    """Questions by which interviews are compared: asked of many, seldom met with silence, with different answers."""
    kept = []
    for name in interviews.answers:
        if "__" in name or name in not_compared:
            continue
        values = interviews.column(name)
        given = values[values != np.array(None)]
        enough = len(given) >= rule.at("asked") * len(values)
        if enough and np.isin(given.astype(str), SILENT).mean() <= rule.at("silent") and len(set(given)) > 1:
            kept.append(name)
    return kept


def in_order(material: Material) -> Places:
    """The place of each interview in the order in which one can have been copied from another: by day.

    Within a day the shorter comes later: a copy takes less time than the interview it was made of, while the clocks of
    two tablets do not say which of two interviews was there first.
    """
    found = material.interviews
    longest_first = -np.nan_to_num(minutes(material), nan=np.inf)
    order = np.lexsort((found.started, longest_first, found.started // DAY))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place


def _alike(material: Material, rule: Rule) -> Iterator[tuple[int, int, float, bool]]:
    near = _nearest(material, rule)
    if near is None:
        return
    for row in range(len(material.interviews)):
        own = bool(near.within[row] >= near.between[row])
        share = float(near.within[row] if own else near.between[row])
        other = int(near.within_row[row] if own else near.between_row[row])
        if other >= 0:
            yield row, other, share, own


def _nearest(material: Material, rule: Rule) -> Nearest | None:
    return material.once("nearest", lambda: _compared(material, rule))


def _compared(material: Material, rule: Rule) -> Nearest | None:
    found = material.interviews
    items = compared_items(found, material.watched.not_compared, rule)
    if len(items) < rule.at("items"):
        return None
    return nearest(pack({name: found.column(name).tolist() for name in items}), found.interviewer, in_order(material))


def _calibration(material: Material, rule: Rule) -> Calibration:
    near = _nearest(material, rule)
    return material.once("calibration", lambda: calibrated(np.zeros(0) if near is None else near.between))


def _same_person(material: Material, row: int, other: int) -> bool:
    found = material.interviews
    facts = [found.column(name) for name in found.asked(material.watched.person)]
    same_place = found.psu[row] is not None and found.psu[row] == found.psu[other]
    return bool(facts) and same_place and all(one[row] is not None and one[row] == one[other] for one in facts)


def _side_by_side(material: Material, rule: Rule, row: int, other: int) -> tuple[Pair, ...]:
    """The answers that differ, for whoever compares the two; those that are equal are too many to show."""
    found = material.interviews
    pairs = []
    for name in compared_items(found, material.watched.not_compared, rule):
        values = found.column(name)
        if values[row] is not None and values[other] is not None and values[row] != values[other]:
            pairs.append(Pair(name, str(values[row]), str(values[other])))
    return tuple(pairs[:MOST_PAIRS])


CHECKS = (
    Check(TWICE, two_of_a_case),
    Check(SAME_PERSON, same_person, ("interviews", "cases")),
    Check(COPIED, copied),
)
