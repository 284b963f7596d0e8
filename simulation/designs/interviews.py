"""The interviews of the hard-to-reach designs: what the people they found would answer, taken from a census."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from questionnaires.codes import ReviewState
from questionnaires.contracts import INTERVIEWS, Contract
from questionnaires.files import ordered
from questionnaires.hard_to_reach import CENTRE_INTERVIEWS, RDS_RECRUITS, VENUE_INTERVIEWS, VENUE_SESSIONS
from simulation.field.calendar import TUNIS
from simulation.identifiers import instance_id

VENUE_FRAME, NETWORK_FRAME, CENTRE_FRAME = "3", "4", "5"  # code list ``frame`` of the listing form
LASTS = timedelta(minutes=44)  # as in a census
NETWORK_QUESTIONS = {"nw_know": "known_adults", "nw_seen": "known_seen"}  # of the individual form, and of RDS
OF_THE_CENSUS = ("person", "psu_id", "governorate", "region", "milieu", "interview_date")

Tables = Mapping[Contract, pa.Table]


@dataclass(frozen=True)
class Questionnaire:
    """What was asked, and how."""

    form_id: str
    version: str
    mode: str


def interviews(found: Tables, persons: pa.Table, census: pa.Table, asked: Questionnaire, seed: int) -> pa.Table:
    """One row an interview under the contract of all interviews; its ``case_id`` is the person's number in the design.

    ``found`` are the tables of the designs, ``persons`` tells who is who. Whoever was found must be in the census. The
    network questions of RDS participants are answered as the RDS table has them.
    """
    held = pa.concat_tables([_at_venues(found), _at_centres(found), _of_chains(found)])
    person = persons.column("person").to_numpy()[_places(persons.column("person_id"), held.column("case_id"))]
    answers = census.take(pa.array(np.searchsorted(census.column("person").to_numpy(), person)))
    answers = _with_network_sizes(answers.drop_columns(list(OF_THE_CENSUS)), found[RDS_RECRUITS], held.num_rows)
    ids = [instance_id(seed, asked.form_id, who) for who in held.column("case_id").to_pylist()]
    local = [moment.astimezone(TUNIS).date() for moment in held.column("started_at").to_pylist()]
    columns = {
        "interview_id": pa.array(ids, pa.string()),
        **{name: held.column(name) for name in held.column_names},
        "ended_at": pc.add(held.column("started_at"), pa.scalar(LASTS)).cast(pa.timestamp("ms", tz="UTC")),
        "interview_date": pa.array(local, pa.date32()),
        "n_problems": pa.array(np.zeros(held.num_rows, dtype=np.int64)),
        **{
            name: pa.repeat(pa.scalar(value), held.num_rows)
            for name, value in (
                ("questionnaire", asked.form_id),
                ("questionnaire_version", asked.version),
                ("mode", asked.mode),
                ("review_state", ReviewState.RECEIVED.value),
            )
        },
    }
    given = {name: answers.column(name) for name in answers.column_names if name not in columns}
    return ordered(INTERVIEWS, pa.table(columns | given))


def _at_venues(found: Tables) -> pa.Table:
    met, sessions = found[VENUE_INTERVIEWS], found[VENUE_SESSIONS]
    session = pa.array(_places(sessions.column("session_id"), met.column("session_id")))
    return _held(met, sessions.column("interviewer_id").take(session), met.column("interviewed_at"), VENUE_FRAME)


def _at_centres(found: Tables) -> pa.Table:
    first = found[CENTRE_INTERVIEWS].filter(pc.invert(pc.field("again")))
    return _held(first, first.column("interviewer_id"), first.column("met_at"), CENTRE_FRAME)


def _of_chains(found: Tables) -> pa.Table:
    took_part = found[RDS_RECRUITS]
    return _held(took_part, took_part.column("interviewer_id"), took_part.column("interviewed_at"), NETWORK_FRAME)


def _held(people: pa.Table, interviewer: pa.ChunkedArray, began: pa.ChunkedArray, frame: str) -> pa.Table:
    return pa.table(
        {
            "case_id": people.column("person_id"),
            "interviewer_id": interviewer,
            "started_at": began,
            "frame": pa.repeat(pa.scalar(frame), people.num_rows),
        }
    )


def _places(ids: pa.ChunkedArray, wanted: pa.ChunkedArray) -> np.ndarray:
    """Where each wanted identifier stands among the others."""
    return np.asarray(pc.index_in(wanted, value_set=ids.combine_chunks()).to_numpy())


def _with_network_sizes(answers: pa.Table, took_part: pa.Table, n: int) -> pa.Table:
    """The answers with the network sizes of the RDS participants, whose rows are the last."""
    before = n - took_part.num_rows
    for question, size in NETWORK_QUESTIONS.items():
        if question in answers.column_names:
            column = answers.schema.get_field_index(question)
            sizes = pa.chunked_array(
                [*answers.column(question).slice(0, before).chunks, *took_part.column(size).chunks]
            )
            answers = answers.set_column(column, question, sizes)
    return answers
