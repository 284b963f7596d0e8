"""What the checks look at: the tables of one export as columns, with what several rules need of them computed once."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analysis.watched import Watched
from questionnaires.codes import Missing
from questionnaires.contracts import INTERVIEWS, PARADATA
from questionnaires.fieldwork import FieldForms

Amounts = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]
Truths = npt.NDArray[np.bool_]

SILENT = (Missing.DO_NOT_KNOW.value, Missing.REFUSED.value)
NOT_ASKED = (Missing.NOT_ASKED_IN_THIS_VERSION.value, Missing.NOT_APPLICABLE.value)
Found = TypeVar("Found")
_RESERVED = [float(one.value) for one in Missing]


@dataclass(frozen=True)
class Context:
    """What an export does not tell: who works in which team, what was found of earlier flags, the moment of looking."""

    as_of: datetime
    team_of: Mapping[str, str] = field(default_factory=dict)  # of interviewers
    psu_team: Mapping[str, str] = field(default_factory=dict)
    published: Mapping[str, datetime] = field(default_factory=dict)  # when each version of the interview was
    simulated: bool = False


@dataclass(frozen=True)
class Material:
    """The tables of an export by name. What is not there makes the rules that need it silent, never wrong."""

    tables: Mapping[str, pa.Table] = field(repr=False)
    watched: Watched
    forms: FieldForms
    context: Context
    _known: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, found: Callable[[], Found]) -> Found:
        """What several rules need and is computed once."""
        if name not in self._known:
            self._known[name] = found()
        return cast("Found", self._known[name])

    def has(self, name: str) -> bool:
        """Whether a table is there and holds anything."""
        return name in self.tables and self.tables[name].num_rows > 0

    def texts(self, name: str, column: str) -> Texts:
        """A column of text."""
        return _texts(self.tables[name].column(column))

    def amounts(self, name: str, column: str) -> Amounts:
        """A column of numbers; NaN where there is none."""
        return _amounts(self.tables[name].column(column))

    def seconds(self, name: str, column: str) -> Amounts:
        """A column of moments, in seconds since the epoch."""
        return _amounts(pc.cast(self.tables[name].column(column), pa.timestamp("ms", tz="UTC")).cast(pa.int64())) / 1000

    def local(self, name: str, column: str) -> pa.ChunkedArray:
        """A column of moments by the clock of the field."""
        there = pa.timestamp("ms", tz=self.forms.zone)
        return pc.local_timestamp(pc.cast(self.tables[name].column(column), there))

    @cached_property
    def interviews(self) -> "Interviews":
        """The interviews, with their answers."""
        return Interviews(self)

    @cached_property
    def psu_of_unit(self) -> Mapping[str, str]:
        """The PSU of each listed unit."""
        return dict(zip(self.texts("listing_units", "unit_id"), self.texts("listing_units", "psu_id"), strict=True))

    @cached_property
    def case_facts(self) -> Mapping[str, Mapping[str, Any]]:
        """What the sample says of each case."""
        wanted = self.tables["cases"].select(["case_id", "unit_id", "psu_id", "p_person", "disposition"])
        return {row["case_id"]: row for row in wanted.to_pylist()}

    @cached_property
    def screener_of(self) -> Mapping[str, str]:
        """Who made the last visit to each unit before anybody was drawn there: whoever screened it."""
        data = self.tables["contact_attempts"]
        doors = data.filter(pc.is_null(data.column("case_id"))).sort_by("visited_at")
        units, who = (doors.column(name).to_pylist() for name in ("unit_id", "interviewer_id"))
        return dict(zip(units, who, strict=True))

    @property
    def now(self) -> float:
        """The moment of looking, in seconds since the epoch."""
        return self.context.as_of.astimezone(UTC).timestamp()


class Interviews:
    """The interviews of an export as columns. Rows are in the order of the table."""

    def __init__(self, material: Material) -> None:
        self._of = material
        self._table = material.tables[INTERVIEWS.name]
        declared = {column.name for column in INTERVIEWS.columns}
        readable = material.watched.reads
        self.answers: tuple[str, ...] = tuple(n for n in self._table.column_names if n not in declared and readable(n))
        self.name = material.texts(INTERVIEWS.name, "interview_id")
        self.case = material.texts(INTERVIEWS.name, "case_id")
        self.interviewer = material.texts(INTERVIEWS.name, "interviewer_id")
        self.version = material.texts(INTERVIEWS.name, "questionnaire_version")
        self.started = material.seconds(INTERVIEWS.name, "started_at")
        self.ended = material.seconds(INTERVIEWS.name, "ended_at")
        self.problems = material.amounts(INTERVIEWS.name, "n_problems")

    def __len__(self) -> int:
        return len(self.name)

    def column(self, variable: str) -> Texts:
        """The answers to a question as text; None where it was not asked or has no answer."""
        return self._of.once(f"column {variable}", lambda: self._column(variable))

    def _column(self, variable: str) -> Texts:
        values = _texts(pc.cast(self._table.column(variable), pa.string()))
        values[np.isin(values.astype(str), NOT_ASKED)] = None
        return values

    def numbers(self, variable: str) -> Amounts:
        """The answers to a question as numbers; NaN where there is none, or it is a code of silence."""
        values = _amounts(self._table.column(variable))
        return np.where(np.isin(values, _RESERVED), np.nan, values)

    def asked(self, variables: Collection[str]) -> list[str]:
        """Those of these variables that this export holds and the checks may read."""
        known = set(self.answers)
        return [one for one in variables if one in known]

    @cached_property
    def psu(self) -> Texts:
        """The PSU of each interview."""
        facts = self._of.case_facts
        return np.array([facts[one]["psu_id"] if one in facts else None for one in self.case], dtype=object)

    @cached_property
    def weight(self) -> Amounts:
        """The base weight of each interview beside the middle one."""
        units = self._of.tables["listing_units"]
        shares = dict(zip(units.column("unit_id").to_pylist(), units.column("p_dwelling").to_pylist(), strict=True))
        psus = self._of.tables["psus"]
        first = dict(zip(psus.column("psu_id").to_pylist(), psus.column("p_psu").to_pylist(), strict=True))
        facts = self._of.case_facts
        found = [_weight(facts.get(one), shares, first) for one in self.case]
        middle = float(np.median(found)) if found else 1.0
        return np.array(found) / (middle or 1.0)

    @cached_property
    def paradata(self) -> Mapping[str, Amounts]:
        """Numbers of the paradata in the order of the interviews, NaN for those that have none."""
        if not self._of.has(PARADATA.name):
            return {}
        data = self._of.tables[PARADATA.name]
        row = self._row_of(data.column("record_id"))
        names = ("active_seconds", "n_questions", "n_pauses", "n_edits", "n_jumps", "accuracy_metres")
        return {name: _taken(_amounts(data.column(name)), row) for name in names}

    def facts(self, column: str) -> Texts:
        """A text of the paradata in the order of the interviews, None for those that have none."""
        if not self._of.has(PARADATA.name):
            return np.full(len(self), None, dtype=object)
        data = self._of.tables[PARADATA.name]
        row = self._row_of(data.column("record_id"))
        values = [*_texts(pc.cast(data.column(column), pa.string())), None]
        return np.array([values[one] for one in row], dtype=object)

    def _row_of(self, records: pa.ChunkedArray) -> npt.NDArray[np.int64]:
        place = {name: row for row, name in enumerate(records.to_pylist())}
        return np.array([place.get(one, -1) for one in self.name], dtype=np.int64)

    @cached_property
    def answered(self) -> Amounts:
        """How many questions each interview has an answer to."""
        kept = [name for name in self.answers if "__" not in name]
        found = np.zeros(len(self))
        for name in kept:
            found += pc.is_valid(self._table.column(name)).to_numpy(zero_copy_only=False)
        return found


def _weight(case: Mapping[str, Any] | None, shares: Mapping[str, float], first: Mapping[str, float]) -> float:
    if case is None:
        return 1.0
    chance = case["p_person"] * shares.get(case["unit_id"], 1.0) * first.get(case["psu_id"], 1.0)
    return 1.0 / chance if chance > 0 else 1.0


def _texts(values: pa.ChunkedArray) -> Texts:
    return np.array(values.to_numpy(zero_copy_only=False), dtype=object)


def _amounts(values: pa.ChunkedArray) -> Amounts:
    if pa.types.is_string(values.type):
        return np.array([_number(one) for one in values.to_pylist()], dtype=float)
    return np.asarray(pc.cast(values, pa.float64()).to_numpy(zero_copy_only=False), dtype=float)


def _number(value: str | None) -> float:
    try:
        return float(value) if value else np.nan
    except ValueError:
        return float(np.nan)


def _taken(values: Amounts, row: npt.NDArray[np.int64]) -> Amounts:
    return np.asarray(np.append(values, np.nan)[row])
