"""How long interviews took beside what their number of questions lets one expect; sections that were rushed."""

from collections.abc import Iterator

import numpy as np

from analysis.fieldwork.checks.check import Check
from analysis.fieldwork.checks.flag import Flag, flag
from analysis.fieldwork.checks.leave_one_out import Counts, beside_others
from analysis.fieldwork.checks.material import Amounts, Material
from analysis.fieldwork.checks.rule import Level, Owner, Rule, Severity
from analysis.fieldwork.checks.surprise import middle_and_spread, tail

SHORT = Rule(
    "too_short",
    Level.INTERVIEW,
    Severity.AMBER,
    Owner.SUPERVISOR,
    24,
    source="specification of the field, check 12: z < -2.5 on the logarithm, or below 40 % of what is expected",
    default={"z": 2.5, "share": 0.4, "interviews": 30},
    independent=True,
)
LONG = Rule(
    "too_long",
    Level.INTERVIEW,
    Severity.INFO,
    Owner.SUPERVISOR,
    168,
    source="specification of the field, check 12: z > 3.5",
    default={"z": 3.5, "interviews": 30},
)
RUSHED = Rule(
    "sections_rushed",
    Level.INTERVIEW,
    Severity.INFO,
    Owner.SUPERVISOR,
    72,
    source="specification of the field, check 13: more than 20 % of the items; a third of the usual pace is assumed",
    default={"pace": 0.33, "share": 0.2, "interviews": 30},
)
OFTEN_SHORT = Rule(
    "often_short",
    Level.INTERVIEWER,
    Severity.INFO,  # a pace is no misdeed: with another finding it makes an interviewer's work doubtful
    Owner.SUPERVISOR,
    72,
    source="check 12 by interviewer; odds assumed",
    default={"ratio": 1.5, "surprise": 2.0, "asked": 10, "interviews": 30},
    independent=True,
)
SECONDS_A_MINUTE = 60.0
LEAST_MINUTES = 0.1  # an interview of no time at all has a logarithm too: it is the shortest, not one of unknown length


def minutes(material: Material) -> Amounts:
    """Minutes of each interview: active time where the tablet told it, else from beginning to end."""
    found = material.interviews
    whole = (found.ended - found.started) / SECONDS_A_MINUTE
    active = found.paradata.get("active_seconds", np.full(len(found), np.nan)) / SECONDS_A_MINUTE
    taken = np.where(np.isnan(active), whole, active)
    return np.where(taken >= 0, np.maximum(taken, LEAST_MINUTES), np.nan)


def expected(material: Material) -> Amounts:
    """Minutes to expect of each interview from how many questions it has answers to."""
    return material.once("expected minutes", lambda: _expected(material))


def residual(material: Material) -> Amounts:
    """Logarithm of the time beside what is expected, in robust standard deviations."""
    told = np.log(minutes(material) / expected(material))
    middle, spread = middle_and_spread(told)
    return np.asarray((told - middle) / spread) if spread > 0 else np.zeros(len(told))


def too_short(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviews that took far less time than their questions need."""
    if not _enough(material, rule):
        return
    z, taken, usual = residual(material), minutes(material), expected(material)
    for row in np.flatnonzero((z < -rule.at("z")) | (taken < rule.at("share") * usual)):
        values = {"minutes": round(taken[row]), "usual": round(usual[row])}
        yield flag(rule, material.interviews.name[row], tail(-z[row]), values)


def too_long(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviews that took far more time than their questions need."""
    if not _enough(material, rule):
        return
    z, taken, usual = residual(material), minutes(material), expected(material)
    for row in np.flatnonzero(z > rule.at("z")):
        values = {"minutes": round(taken[row]), "usual": round(usual[row])}
        yield flag(rule, material.interviews.name[row], tail(z[row]), values)


def often_short(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviewers many of whose interviews are among the shortest tenth for their questions."""
    if not _enough(material, rule):
        return
    z = residual(material)
    shortest = z < np.nanquantile(z, 0.1)
    for seen in beside_others(Counts.of(material.interviews.interviewer, shortest), rule):
        mine = material.interviews.interviewer == seen.name
        more = {"minutes": round(float(np.nanmedian(minutes(material)[mine])))}
        yield flag(rule, seen.name, seen.surprise, {**seen.values, **more})


def sections_rushed(material: Material, rule: Rule) -> Iterator[Flag]:
    """Interviews in which too many questions were in sections asked far below the usual seconds a question."""
    if not _enough(material, rule):
        return
    records, sections = (material.texts("section_times", name) for name in ("record_id", "section"))
    n = material.amounts("section_times", "n_questions")
    pace = material.amounts("section_times", "active_seconds") / np.maximum(n, 1)
    usual = {name: float(np.median(pace[sections == name])) for name in set(sections.tolist())}
    rushed = pace < rule.at("pace") * np.array([usual[name] for name in sections])
    place = {name: row for row, name in enumerate(material.interviews.name)}
    row = np.array([place.get(one, len(place)) for one in records])
    asked, fast = (np.bincount(row, weight, minlength=len(place) + 1)[:-1] for weight in (n, n * rushed))
    share = fast / np.maximum(asked, 1)
    for one in np.flatnonzero(share > rule.at("share")):
        yield flag(rule, material.interviews.name[one], 4.0 * share[one], {"percent": round(100 * share[one])})


def _enough(material: Material, rule: Rule) -> bool:
    return len(material.interviews) >= rule.at("interviews")


def _expected(material: Material) -> Amounts:
    """The line of log minutes on log questions, fitted to the middle half so that no rushed interview moves it."""
    found = material.interviews
    n = np.log(np.maximum(found.answered, 1))
    told = np.log(minutes(material))
    kept = ~np.isnan(told)
    slope, start = 0.0, float(np.nanmedian(told))
    for _ in range(3):
        if kept.sum() < 3 or np.ptp(n[kept]) == 0:
            break
        slope, start = np.polyfit(n[kept], told[kept], 1)
        slope = min(max(float(slope), 0.0), 1.0)  # more questions never take less time, nor more than in proportion
        start = float(np.median(told[kept] - slope * n[kept]))
        away = np.abs(told - start - slope * n)
        kept = ~np.isnan(told) & (away <= np.nanquantile(away, 0.5))
    return np.asarray(np.exp(start + slope * n))


CHECKS = (
    Check(SHORT, too_short),
    Check(LONG, too_long),
    Check(OFTEN_SHORT, often_short),
    Check(RUSHED, sections_rushed, ("interviews", "section_times")),
)
