"""What the checks find beside what only the simulation knows: who is guilty of what, and how many alarms were false."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import analysis.tunisia
from analysis.fieldwork.checks.duplicates import COPIED, compared_items, in_order
from analysis.fieldwork.checks.flag import Flag
from analysis.fieldwork.checks.material import Context, Material, Texts
from analysis.fieldwork.checks.rule import Level, Severity
from analysis.fieldwork.checks.running import Run, run
from analysis.fieldwork.near_duplicates import nearest, pack
from analysis.watched import Watched, read_watched
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from tests.analysis.fieldwork.checks.exports import Exported
from tests.simulation.misbehaviour.reference import auc

GUILTY = frozenset("ABCDEFH")  # H does not know better, but what is entered is wrong; G is honest
TRULY_TWICE = frozenset(
    {"same_person", "household_twice", "two_of_a_case"}
)  # the simulation lists some dwellings twice
OF_TABLETS = frozenset({"clock_off", "tablet_silent", "old_version"})  # the simulation has tablets with such faults
EVENING = timedelta(hours=21)


def watched() -> Watched:
    return read_watched(Path(analysis.tunisia.__file__).with_name("checks.toml"))


def material(tables: Mapping[str, pa.Table], as_of: datetime | None = None) -> Material:
    moment = as_of or pc.max(tables["contact_attempts"].column("visited_at")).as_py()
    return Material(tables, watched(), FIELD_FORMS, Context(moment))


@dataclass(frozen=True)
class Judged:
    """The checks of an export, and its truth."""

    exported: Exported

    @cached_property
    def material(self) -> Material:
        return material(self.exported.tables)

    @cached_property
    def found(self) -> Run:
        return run(self.material)

    @cached_property
    def kind(self) -> Mapping[str, str]:
        """The kind of misbehaviour of each interview."""
        rows = self.exported.labels.to_pylist()
        return {row["record_id"]: row["kind"] or "" for row in rows if row["subject"] == "interview"}

    @cached_property
    def role(self) -> Mapping[str, str]:
        """The kind of misbehaviour of each interviewer who has one."""
        return {row["interviewer_id"]: row["kind"] for row in self.exported.labels.to_pylist() if row["kind"]}

    def of(self, one: Flag) -> str:
        """The kind of what a flag is about: of the interview, or of the interviewer."""
        return (self.kind if one.rule.level is Level.INTERVIEW else self.role).get(one.subject, "")

    def right(self, one: Flag) -> bool:
        """Whether there was something to find."""
        return self.of(one) in GUILTY or one.rule.code in TRULY_TWICE | OF_TABLETS

    def precision(self, first: int) -> float:
        """The share of the first alerts in which somebody was guilty; what is true of tablets does not count."""
        alerts = [one for one in self.found.flags if one.rule.code not in TRULY_TWICE | OF_TABLETS][:first]
        return sum(self.of(one) in GUILTY for one in alerts) / len(alerts)

    def rank(self, kind: str) -> int:
        """The place of the first alert about this kind; one more than there are where there is none."""
        places = [n for n, one in enumerate(self.found.flags, 1) if self.of(one) == kind]
        return min(places, default=len(self.found.flags) + 1)

    def found_of(self, kind: str, *severities: Severity) -> bool:
        """Whether an alert of these severities is about this kind."""
        return any(self.of(one) == kind and one.rule.severity in severities for one in self.found.flags)

    def auc(self, kinds: str) -> float:
        """How well the share of equal answers tells copies of these kinds from honest interviews."""
        told = self.material.interviews
        items = compared_items(told, watched().not_compared, COPIED)
        near = nearest(
            pack({name: told.column(name).tolist() for name in items}), told.interviewer, in_order(self.material)
        )
        share = np.maximum(near.within, near.between)
        kind = np.array([self.kind.get(name, "") for name in told.name])
        compared = np.isin(kind, [*kinds, "", *"BCEFGH"]) & ~self._twice(told.name)
        return auc(share[compared], np.isin(kind, list(kinds))[compared])

    def _twice(self, names: Texts) -> np.ndarray:
        same = {one.subject for one in self.found.flags if one.rule.code == "same_person"}
        return np.array([name in same for name in names])


@dataclass(frozen=True)
class Evenings:
    """The alerts that are new on each evening of a fieldwork, when the checks run every evening."""

    judged: Judged
    every: int = 1  # days

    def new(self) -> dict[datetime, list[Flag]]:
        """New alerts, red and amber, by evening."""
        tables = self.judged.exported.tables
        visited = tables["contact_attempts"].column("visited_at")
        first, last = pc.min(visited).as_py(), pc.max(visited).as_py()
        known: set[str] = set()
        found = {}
        evening = datetime.combine(first.date(), datetime.min.time(), UTC) + EVENING
        while evening < last + timedelta(days=self.every):
            flags = [one for one in run(material(until(tables, evening), evening)).flags if _alerts(one)]
            found[evening] = [one for one in flags if one.key not in known]
            known |= {one.key for one in flags}
            evening += timedelta(days=self.every)
        return found

    def false_alarms(self) -> float:
        """False alarms by supervisor and evening."""
        new = self.new()
        wrong = sum(not self.judged.right(one) for flags in new.values() for one in flags)
        return wrong / (len(new) * self.every * len(set(self.judged.exported.teams.values())))


def until(tables: Mapping[str, pa.Table], moment: datetime) -> Mapping[str, pa.Table]:
    """The tables as they stood at a moment: visits and interviews before it, and what they brought to light."""
    told = dict(tables)
    moments = {"contact_attempts": "visited_at", "interviews": "ended_at", "paradata": "ended_at", "syncs": "synced_at"}
    for name, column in moments.items():
        told[name] = tables[name].filter(pc.less_equal(tables[name].column(column), pa.scalar(moment)))
    seen = set(told["contact_attempts"].column("unit_id").to_pylist())
    for name in ("listing_units", "roster", "cases"):
        told[name] = tables[name].filter(pc.is_in(tables[name].column("unit_id"), value_set=pa.array(sorted(seen))))
    records = told["paradata"].column("record_id").combine_chunks()
    told["section_times"] = tables["section_times"].filter(
        pc.is_in(tables["section_times"].column("record_id"), value_set=records)
    )
    return told


def without(exported: Exported, *names: str) -> Exported:
    """The same export without some of its tables."""
    return replace(exported, tables={name: data for name, data in exported.tables.items() if name not in names})


def _alerts(one: Flag) -> bool:
    return one.rule.severity is not Severity.INFO
