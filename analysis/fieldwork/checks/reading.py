"""What the checks look at, out of a folder of exported tables and, where the service adds one, a file of context."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analysis.fieldwork.checks.material import Context, Material
from analysis.fieldwork.checks.track_record import TrackRecord, records
from analysis.watched import Watched
from questionnaires import files
from questionnaires.contracts import COLLECTED, OPERATIONS, Contract
from questionnaires.fieldwork import FieldForms
from questionnaires.problems import ProblemError

_MOMENTS = (("contact_attempts", "visited_at"), ("interviews", "ended_at"), ("syncs", "synced_at"))
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)


class ContextUnreadable(ProblemError):
    """The file of context is absent, or does not say what it must."""

    code = "quality.context_unreadable"


@dataclass(frozen=True)
class Told:
    """What the service knows and an export does not: moment, teams, releases, and what was found of earlier flags."""

    as_of: datetime | None = None
    team_of: Mapping[str, str] = field(default_factory=dict)
    psu_team: Mapping[str, str] = field(default_factory=dict)
    published: Mapping[str, datetime] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)  # last verdict about each flag, by its key
    raised: Mapping[str, datetime] = field(default_factory=dict)  # when each known flag was first raised
    drawn: tuple[Mapping[str, Any], ...] = ()  # back-checks drawn before, with the chance that each had then
    version: int = 1

    @property
    def records(self) -> Mapping[str, TrackRecord]:
        """How each rule has done so far."""
        return records(self.verdicts)


def read_told(path: Path) -> Told:
    """The file of context. Raises ContextUnreadable."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Told(
            as_of=_moment(said["as_of"]),
            team_of=dict(said["interviewers"]),
            psu_team=dict(said["psus"]),
            published=_moments(said["published"]),
            verdicts=dict(said["verdicts"]),
            raised=_moments(said["raised"]),
            drawn=tuple(said.get("drawn", ())),
            version=int(said["version"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ContextUnreadable(file=str(path), what=str(error) or type(error).__name__) from None


def read_material(exports: Path, watched: Watched, forms: FieldForms, told: Told | None = None) -> Material:
    """The tables of a folder that the checks can use. Without a moment told: the last one that the tables tell.

    Raises NoSuchFolder, NoSuchTable, ContractBroken, TableAltered.
    """
    manifest = files.read_manifest(exports)
    wanted = [one for one in (*COLLECTED, *OPERATIONS) if one.name in manifest.tables]
    found = {one.name: files.read(exports, _any_code(one)) for one in wanted}
    said = told or Told()
    moment = said.as_of or max(_last(found), default=NOTHING_YET)
    context = Context(moment, said.team_of, said.psu_team, said.published, simulated=manifest.simulated)
    return Material(found, watched, forms, context)


def _last(tables: Mapping[str, pa.Table]) -> Iterator[datetime]:
    for name, column in _MOMENTS:
        if name in tables and tables[name].num_rows:
            yield pc.max(tables[name].column(column)).as_py()


def _moments(said: Mapping[str, Any]) -> Mapping[str, datetime]:
    return {name: _moment(moment) for name, moment in said.items()}


def _moment(said: str) -> datetime:
    """A moment in universal time; without its zone it would be another one on another machine."""
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None:
        raise ValueError(said)
    return moment.astimezone(UTC)


def _any_code(contract: Contract) -> Contract:
    """The same table with whatever dispositions: finer codes have their class."""
    columns = (replace(one, codes=()) if one.name == "disposition" else one for one in contract.columns)
    return replace(contract, columns=tuple(columns))
