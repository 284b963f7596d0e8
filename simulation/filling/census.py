"""A census: the interview of every eligible person on one day through the real form, as typed columns.

What everybody would answer is the truth that estimates from a sample are compared with, and the answers that the
light road gives to its respondents.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from questionnaires import files
from questionnaires.answers import answer
from questionnaires.codebook import public_columns
from questionnaires.contracts import Column, Contract, Kind
from questionnaires.files import ARROW_TYPES, Manifest
from questionnaires.filling import Clock, Filling
from questionnaires.form import Form, Node
from questionnaires.xform import compile_form
from simulation.answers.respondent import respondent
from simulation.field.calendar import TUNIS
from simulation.filling.filling_in import last_of
from simulation.filling.filling_pool import fill_all
from simulation.filling.interviews import END, answer_of
from simulation.identifiers import instance_id
from simulation.population.arrays import Numbers
from simulation.population.world import MIN_AGE, World

CENSUS = Contract(
    "census",
    (
        Column("person", Kind.WHOLE),  # row of the world's people
        Column("psu_id"),
        Column("governorate"),
        Column("region"),
        Column("interview_date", Kind.DATE),
    ),
    key=("person",),
    open=True,  # answers follow, one column a question, declared by the questionnaire's codebook
)
TOGETHER = 250  # persons that a process interviews at once
BEGINS, LASTS = time(10), timedelta(minutes=44)

Progress = Callable[[int], None]


@dataclass(frozen=True)
class _Opening:
    """What travels to each process."""

    world: World
    xform: bytes
    seed: int
    day: date

    def __call__(self) -> "_Room":
        form = compile_form(self.xform)
        return _Room(self.world, form, self.seed, self.day, _answered(form))


@dataclass(frozen=True)
class _Room:
    """Where a process interviews."""

    world: World
    form: Form
    seed: int
    day: date
    columns: Mapping[str, "_Answers"]


@dataclass(frozen=True)
class _Answers:
    """One column of the table: the answers to a question, or whether one of its choices was ticked."""

    node: Node
    kind: Kind
    code: str = ""


def census(
    world: World,
    xform: bytes,
    seed: int,
    day: date,
    processes: int = 2,
    on_progress: Progress = lambda _: None,
    persons: Numbers | None = None,
) -> pa.Table:
    """The answers of every eligible person, or of some ``persons`` (rows), in the order of the world's people.

    ``xform`` is the version of the individual form. ``on_progress`` hears how many persons were interviewed since it
    last heard. The same world, form, seed and day give the same table, whatever the number of processes.
    """
    rows = np.flatnonzero(world.eligible) if persons is None else np.sort(persons)
    groups = np.array_split(rows, max(1, -(-len(rows) // TOGETHER)))
    batches = []
    opening = _Opening(world, xform, seed, day)
    for batch in fill_all(opening, _interview_all, groups, processes=processes, chunk=1):
        batches.append(batch)
        on_progress(batch.num_rows)
    return files.ordered(CENSUS, pa.Table.from_batches(batches))


def write_census(folder: Path, table: pa.Table, facts: Mapping[str, Any]) -> Manifest:
    """Write a census as Parquet with its manifest."""
    return files.write(folder, {CENSUS: table}, made_by="simulation", facts={"simulated": True, **facts}, inputs={})


def read_census(folder: Path) -> pa.Table:
    """A census that was written. Raises NoSuchFolder, NoSuchTable, ContractBroken, TableAltered."""
    return files.read(folder, CENSUS)


def interviewed(form: Form, world: World, row: int, seed: int, day: date, until: str = "") -> Filling:
    """The interview of one person on that day, filled in; up to the end of the block ``until`` where there is one."""
    person = respondent(world, row, day, seed)
    start = datetime.combine(day, BEGINS, tzinfo=TUNIS)
    facts = {"psu_code": person.psu_id, "min_age": str(MIN_AGE)}
    filling = Filling(form, Clock(start, start + LASTS), facts, instance_id(seed, form.form_id, "census", row))
    answer_of(filling, person, until=until)
    return filling


def columns_after(form: Form, block: str) -> tuple[str, ...]:
    """The columns that an interview leaves empty which breaks off after a block; the closing block is filled in.

    Raises NoSuchBlock.
    """
    last = last_of(form, block)
    return tuple(
        name
        for name, column in _answered(form).items()
        if column.node.order > last and f"/{END}/" not in column.node.path
    )


def _interview_all(room: _Room, rows: Numbers) -> pa.RecordBatch:
    nodes: dict[Node, list[Any]] = {answers.node: [] for answers in room.columns.values()}
    slots = [(node.slot, values.append) for node, values in nodes.items()]
    for row in rows.tolist():
        seen = interviewed(room.form, room.world, row, room.seed, room.day).root.seen
        for slot, put in slots:
            put(seen[slot])
    return _table(room, rows, nodes)


def _table(room: _Room, rows: Numbers, given: Mapping[Node, list[Any]]) -> pa.RecordBatch:
    frame = room.world.frame
    psu = room.world.households.psu[room.world.people.household[rows]]
    arrays = {
        "person": pa.array(rows, pa.int64()),
        "psu_id": pa.array(frame.psu_id[psu].tolist(), pa.string()),
        "governorate": pa.array(frame.governorate[psu].tolist(), pa.string()),
        "region": pa.array(frame.region[psu].tolist(), pa.string()),
        "interview_date": pa.array([room.day] * len(rows), pa.date32()),
    }
    arrays |= {name: _column(column, given[column.node]) for name, column in room.columns.items()}
    return pa.RecordBatch.from_pydict(arrays)


def _column(column: _Answers, values: list[Any]) -> pa.Array:
    """Answers as ``questionnaires.interviews`` gives them, typed as the codebook declares them."""
    if column.code:
        ticked: Iterator[bool | None] = (None if one == "" else column.code in one.split() for one in values)
        return pa.array(ticked, pa.bool_())
    return pa.array([answer(column.node, value) for value in values], ARROW_TYPES[column.kind])


def _answered(form: Form) -> Mapping[str, _Answers]:
    """The public columns of the form outside repeats, those of an exported interview."""
    public = {column.name: column for column in public_columns(form)}
    found: dict[str, _Answers] = {}
    for node in form.root.members:
        if node.name in public:
            found[node.name] = _Answers(node, public[node.name].kind)
            if node.type == "select_multiple":
                found |= {
                    name: _Answers(node, Kind.TRUTH, code)
                    for code, name in node.indicators.columns.items()
                    if name in public
                }
    return found
