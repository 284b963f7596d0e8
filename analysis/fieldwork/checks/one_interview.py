"""One new interview beside all those before it: what can be said at once, without going through everything again.

``standards_of`` keeps what the last full run found usual; ``looked_at`` holds a new interview beside it. What needs the
work of an interviewer as a whole waits for the next full run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from analysis.fieldwork.checks import duplicates, durations, hours
from analysis.fieldwork.checks.flag import Flag, Told, flag
from analysis.fieldwork.checks.material import Amounts, Material, Texts
from analysis.fieldwork.checks.surprise import middle_and_spread, tail
from analysis.fieldwork.near_duplicates import Calibration, Packed, calibrated, nearest, pack


@dataclass(frozen=True)
class New:
    """A new interview: its answers as text, without sensitive ones; None where a question was not asked."""

    name: str
    interviewer: str
    answers: Mapping[str, str | None]
    minutes: float
    started: datetime


@dataclass(frozen=True)
class Standards:
    """What is usual: packed answers with their names, how like each other strangers are, how long questions take."""

    packed: Packed
    names: Texts
    interviewers: Texts
    calibration: Calibration
    minutes_a_question: tuple[float, float]  # median and spread of the logarithm of minutes by question
    night: float  # share of interviews held at night
    zone: str

    def with_interview(self, new: New) -> "Standards":
        """The same with one more interview to compare later ones with."""
        names, who = np.append(self.names, new.name), np.append(self.interviewers, new.interviewer)
        return replace(self, packed=self.packed.joined(self.packed.row(new.answers)), names=names, interviewers=who)


def standards_of(material: Material) -> Standards:
    """What is usual in an export."""
    found = material.interviews
    items = duplicates.compared_items(found, material.watched.not_compared, duplicates.COPIED)
    packed = pack({name: found.column(name).tolist() for name in items})
    near = nearest(packed, found.interviewer, found.started)
    pace: Amounts = np.log(durations.minutes(material) / np.maximum(found.answered, 1))
    nights = sum(1 for _ in hours.at_night(material, hours.NIGHT))
    return Standards(
        packed,
        found.name,
        found.interviewer,
        calibrated(near.between),
        middle_and_spread(pace),
        max(nights, 1) / max(len(found), 1),
        material.forms.zone,
    )


def looked_at(standards: Standards, new: New) -> tuple[Flag, ...]:
    """What is to be said of a new interview at once."""
    return (*_copied(standards, new), *_short(standards, new), *_at_night(standards, new))


def _copied(standards: Standards, new: New) -> Iterator[Flag]:
    rule, scale = duplicates.COPIED, standards.calibration
    if not len(standards.packed) or not scale.known:
        return
    share = standards.packed.shares(standards.packed.row(new.answers), 0)
    row = int(np.argmax(share))
    if share[row] > scale.quantile(rule.at("quantile")):
        own = standards.interviewers[row] == new.interviewer
        told = {"percent": round(100 * share[row]), "usual": round(100 * scale.quantile(0.5)), "own": int(own)}
        yield flag(rule, new.name, scale.surprise(float(share[row])), told, other=standards.names[row])


def _short(standards: Standards, new: New) -> Iterator[Flag]:
    rule = durations.SHORT
    middle, spread = standards.minutes_a_question
    asked = max(sum(value is not None for value in new.answers.values()), 1)
    usual = float(np.exp(middle) * asked)
    z = (np.log(max(new.minutes, 0.1) / asked) - middle) / spread if spread > 0 else 0.0
    if z < -rule.at("z") or new.minutes < rule.at("share") * usual:
        yield flag(rule, new.name, tail(-float(z)), {"minutes": round(new.minutes), "usual": round(usual)})


def _at_night(standards: Standards, new: New) -> Iterator[Flag]:
    rule, local = hours.NIGHT, new.started.astimezone(ZoneInfo(standards.zone))
    if local.hour >= rule.at("from") or local.hour < rule.at("to"):
        told: Told = {"hour": f"{local:%H:%M}", "percent": round(100 * standards.night)}
        yield flag(rule, new.name, -float(np.log10(standards.night)), told)
