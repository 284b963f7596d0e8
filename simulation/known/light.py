"""The light road with answers: a draw and a census give all collected tables, without any form being filled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from questionnaires.codebook import public_columns
from questionnaires.codes import ReviewState
from questionnaires.contracts import INTERVIEWS, Column, Contract
from questionnaires.files import ordered
from simulation.field.draw import Draw
from simulation.field.naming import case_ids, unit_ids
from simulation.field.persons import AT_THE_DOOR
from simulation.field.protocol import field_protocol
from simulation.field.schedule import as_datetime
from simulation.field.tables import Provenance, tables
from simulation.filling.census import CENSUS, columns_after
from simulation.identifiers import instance_id
from simulation.known.owed import compiled, owed
from simulation.population.arrays import Numbers, Truths


@dataclass(frozen=True)
class Answers:
    """What every eligible person would answer, and which columns an interview lacks that ends after a block."""

    census: pa.Table
    xform: bytes
    columns: tuple[Column, ...]
    lacking: Mapping[str, Sequence[str]]

    def contract(self) -> Contract:
        """The contract of the interviews with these answers."""
        return INTERVIEWS.with_columns(self.columns)


def answers(census: pa.Table, xform: bytes) -> Answers:
    """The answers of a census that was held with this version of the form."""
    form = compiled(xform)
    known = set(census.column_names) - {column.name for column in CENSUS.columns}
    given = tuple(column for column in public_columns(form) if column.name in known)
    blocks = field_protocol().visits.partial_until
    lacking = {block: [name for name in columns_after(form, block) if name in known] for block in blocks}
    return Answers(census, xform, given, lacking)


def light_tables(draw: Draw, provenance: Provenance, found: Answers) -> Mapping[Contract, pa.Table]:
    """The tables of a draw and its interviews, as the service would export them. Raises ContractBroken."""
    contract = found.contract()
    return {**tables(draw, provenance), contract: ordered(contract, _interviews(draw, provenance, found))}


def _interviews(draw: Draw, provenance: Provenance, found: Answers) -> pa.Table:
    case = np.flatnonzero(draw.complete | draw.partial)
    attempt, attempts = draw.last[case], draw.attempts
    n = len(case)
    names = _names(draw, case)
    begins = attempts.at[attempt] * 1000 + int(AT_THE_DOOR * 60_000)
    ends = attempts.at[attempt] * 1000 + np.rint(attempts.minutes[attempt] * 60_000).astype(np.int64)
    row = pc.index_in(pa.array(draw.cases.person[case]), value_set=found.census.column("person").combine_chunks())
    given = _given(found, row, attempts.until[attempt])
    days = [as_datetime(at // 1000).date() for at in begins.tolist()]
    ended = zip(draw.cases.person[case].tolist(), days, attempts.until[attempt].tolist(), strict=True)
    interviewers = pa.array(draw.teams.names).take(pa.array(attempts.interviewer[attempt]))
    form_id = provenance.field.individual.form_id
    header = {
        "interview_id": pa.array([instance_id(draw.seed, form_id, name) for name in names.to_pylist()]),
        "case_id": names,
        "questionnaire": pa.repeat(form_id, n),
        "interviewer_id": interviewers,
        "started_at": pa.array(begins, pa.timestamp("ms", tz="UTC")),
        "ended_at": pa.array(ends, pa.timestamp("ms", tz="UTC")),
        "interview_date": pa.array(days, pa.date32()),
        "n_problems": pa.array(owed(compiled(found.xform), draw.world, draw.seed, ended), pa.int64()),
        **provenance.columns(provenance.individual, n),
        "review_state": pa.repeat(ReviewState.RECEIVED.value, n),
    }
    return pa.table(header | given)


def _names(draw: Draw, case: Numbers) -> pa.Array:
    line_no = draw.world.people.line_no[draw.cases.person[case]]
    return case_ids(unit_ids(draw), draw.cases.unit[case], line_no)


def _given(found: Answers, row: pa.Array, until: np.ndarray) -> dict[str, pa.Array]:
    """The answers of these persons, none to what comes after the last block of their interview."""
    asked = found.census.select([column.name for column in found.columns]).combine_chunks().take(row)
    after: dict[str, Truths] = {}
    for block, names in found.lacking.items():
        for name in names:
            after[name] = after.get(name, np.zeros(len(until), dtype=bool)) | (until == block)
    given = {}
    for name in asked.column_names:
        values = asked.column(name).combine_chunks()
        gone = after.get(name)
        if gone is not None and gone.any():
            values = pc.if_else(pa.array(gone), pa.scalar(None, values.type), values)
        given[name] = values
    return given
