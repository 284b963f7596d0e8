"""What all pages show, at one moment: frozen, so that whoever reads it reads one state of the field."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from survey_api.collection.psus.state import PsuState
from survey_api.store.progress import Mark, Tablet
from survey_api.supervision.interviews import InterviewLine
from survey_api.supervision.results import Fieldwork, Verdict
from survey_api.supervision.tally import PsuTally, Tally, added

WARN_AFTER = timedelta(hours=24)  # a tablet that was not heard (assumed; fieldwork practice of daily synchronising)
ALARM_AFTER = timedelta(hours=48)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PsuLine:
    """One PSU in a list or on the map."""

    psu_id: str
    team: str | None
    state: PsuState
    released: bool
    place: Mapping[str, Any]
    silent: int  # tablets with numbers that sent no unit
    units: int
    waiting: int
    unfinished: int
    version: int


@dataclass(frozen=True)
class View:
    """The field at ``as_of``. ``version`` grows by one whenever anything changed."""

    version: int
    as_of: datetime
    mark: Mark
    tallies: Mapping[str, PsuTally]
    psus: Mapping[str, PsuLine]
    interviews: Mapping[str, InterviewLine]
    tablets: Sequence[Tablet]
    apart: Mapping[str, int]
    found: Fieldwork | None = None
    found_failed: str | None = None  # the code of what keeps the results of checks from being read
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    judged: Mapping[str, int] = field(default_factory=dict)  # how many verdicts each flag was given
    totals: dict[str, tuple[Sequence[PsuTally], Tally]] = field(default_factory=dict)  # as they were last added up
    seconds: float = 0.0

    def of_team(self, team: str | None) -> "Part":
        """What one team, or with None everybody, is shown; made once."""
        kept = self._parts.get(team)
        if kept is None:
            kept = self._parts[team] = Part(self, team)
        return kept

    @cached_property
    def _parts(self) -> dict[str | None, "Part"]:
        return {}

    @cached_property
    def teams(self) -> tuple[str, ...]:
        """Every team that has a PSU, a tablet or an interview."""
        named = {one.team for one in self.psus.values() if one.team} | {one.team for one in self.tablets}
        return tuple(sorted(named))

    @cached_property
    def by_team(self) -> Mapping[str, Sequence[PsuTally]]:
        """The tallies of each team's PSUs."""
        found: dict[str, list[PsuTally]] = defaultdict(list)
        for one in self.tallies.values():
            found[one.team or ""].append(one)
        return found


@dataclass(frozen=True)
class Part:
    """The field as one team sees it; ``team`` None: all of it."""

    view: View
    team: str | None

    @cached_property
    def tallies(self) -> Sequence[PsuTally]:
        """The PSUs."""
        return tuple(self.view.tallies.values()) if self.team is None else tuple(self.view.by_team.get(self.team, ()))

    @cached_property
    def total(self) -> Tally:
        """Everything added up."""
        if self.team is None:
            return added(self.view.of_team(team).total for team in self.view.by_team)
        kept = self.view.totals.get(self.team)
        if kept is None or kept[0] != self.tallies:  # the same objects: told apart without a look inside
            kept = self.view.totals[self.team] = (self.tallies, added(self.tallies))
        return kept[1]

    @cached_property
    def psus(self) -> Sequence[PsuLine]:
        """The PSUs, by name."""
        return [one for one in self.view.psus.values() if self.team in (None, one.team)]

    @cached_property
    def interviews(self) -> Sequence[InterviewLine]:
        """The interviews, those that came last first."""
        found = [one for one in self.view.interviews.values() if self.team in (None, one.team)]
        return sorted(found, key=lambda one: (one.received_at or _LONG_AGO, one.name), reverse=True)

    @cached_property
    def tablets(self) -> Sequence[Tablet]:
        """The tablets in use."""
        return [one for one in self.view.tablets if self.team in (None, one.team)]

    @property
    def apart(self) -> int:
        """Records in quarantine."""
        return sum(n for team, n in self.view.apart.items() if self.team in (None, team))

    def silent(self, now: datetime) -> list[Tablet]:
        """The tablets not heard for a day, those that were silent longest first."""
        quiet = [one for one in self.tablets if now - (one.heard_at or one.added_at) > WARN_AFTER]
        return sorted(quiet, key=lambda one: (one.heard_at or one.added_at, one.device_id))
