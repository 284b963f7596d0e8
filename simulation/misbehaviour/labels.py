"""The labels of a fieldwork: for every interview what is wrong with it, and every visit or dwelling that is made up.

Nobody but the simulation has them: they are in no record, no table of the survey and no export.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from questionnaires.contracts import Column, Contract, Kind
from questionnaires.files import table
from simulation.field.draw import Draw
from simulation.field.naming import case_ids, unit_ids
from simulation.field.schedule import as_datetime
from simulation.identifiers import instance_id
from simulation.misbehaviour.acts import HELD
from simulation.misbehaviour.catalogue import FRAUD
from simulation.misbehaviour.deeds import DWELLING, HOME, NOBODY
from simulation.misbehaviour.misreport import Misreported
from simulation.population.arrays import Numbers

INTERVIEW, VISIT, UNIT = "interview", "visit", "unit"

LABELS = Contract(
    "labels",
    (
        Column("subject", codes=(INTERVIEW, VISIT, UNIT)),
        Column("record_id"),  # instanceID of the interview or of the contact form; identifier of the listed unit
        Column("unit_id"),
        Column("case_id", required=False),
        Column("interviewer_id"),
        Column("device_id"),  # the interviewer's tablet, also where a spare one has replaced it
        Column("day", Kind.DATE),  # on which it is told to have been
        Column("kind", required=False),  # of the catalogue; empty where nothing is wrong
        Column("fraud", Kind.TRUTH),  # kinds G and H are none
        Column("copied_from", required=False),  # record of the interview whose answers were taken
        Column("changed", Kind.NUMBER, required=False),  # share of these answers that was meant to be changed
        Column("place"),  # where the tablet was
    ),
    key=("subject", "record_id"),
)

Row = dict[str, Any]


@dataclass(frozen=True)
class FormIds:
    """Names of the forms whose records are labelled."""

    individual: str
    contact: str


def labels(told: Misreported, forms: FormIds) -> pa.Table:
    """The labels of a draw as it is told."""
    return table(LABELS, [*_interviews(told, forms), *_visits(told, forms), *_units(told)])


def case_names(draw: Draw) -> list[str]:
    """The identifier of each case."""
    lines = draw.world.people.line_no[draw.cases.person]
    found: list[str] = case_ids(unit_ids(draw), draw.cases.unit, lines).to_pylist()
    return found


def _interviews(told: Misreported, forms: FormIds) -> Iterator[Row]:
    draw, deeds = told.draw, told.deeds
    recorded = np.flatnonzero((draw.attempts.result == HELD) | (draw.attempts.until != ""))
    deed_of = {attempt: place for place, attempt in enumerate(deeds.attempt.tolist())}
    cases = case_names(draw)
    for attempt, row in zip(recorded.tolist(), _of_attempts(draw, recorded, INTERVIEW, cases), strict=True):
        row["record_id"] = instance_id(draw.seed, forms.individual, row["case_id"])
        place = deed_of.get(attempt)
        if place is not None:
            row |= _kind(deeds.kind[place]) | {"place": str(deeds.place[place])}
            source = int(deeds.source[place])
            if source != NOBODY:
                copied = instance_id(draw.seed, forms.individual, cases[draw.attempts.case[source]])
                row |= {"copied_from": copied, "changed": float(deeds.changed[place])}
        yield row


def _visits(told: Misreported, forms: FormIds) -> Iterator[Row]:
    draw, visits = told.draw, told.visits
    numbers = draw.attempts.visit_no[visits.row].tolist()
    rows = _of_attempts(draw, visits.row, VISIT, case_names(draw))
    place_of = dict(zip(told.deeds.attempt.tolist(), told.deeds.place.tolist(), strict=True))
    for attempt, row, number, kind in zip(visits.row.tolist(), rows, numbers, visits.kind, strict=True):
        record = instance_id(draw.seed, forms.contact, row["case_id"], number)
        yield row | _kind(kind) | {"record_id": record, "place": place_of.get(attempt, HOME)}


def _units(told: Misreported) -> Iterator[Row]:
    draw, units = told.draw, told.units
    names = unit_ids(draw).take(pa.array(units.row)).to_pylist()
    who, at = draw.screening.interviewer[units.row].tolist(), draw.screening.at[units.row].tolist()
    for unit, interviewer, moment, kind in zip(names, who, at, units.kind, strict=True):
        yield _row(draw, UNIT, unit, interviewer, moment) | _kind(kind) | {"record_id": unit, "place": HOME}


def _of_attempts(draw: Draw, rows: Numbers, subject: str, cases: list[str]) -> list[Row]:
    attempts = draw.attempts
    case = attempts.case[rows]
    units = unit_ids(draw).take(pa.array(draw.cases.unit[case])).to_pylist()
    columns = (units, case.tolist(), attempts.interviewer[rows].tolist(), attempts.at[rows].tolist())
    return [
        _row(draw, subject, unit, interviewer, at) | {"case_id": cases[case]}
        for unit, case, interviewer, at in zip(*columns, strict=True)
    ]


def _kind(letter: str) -> Row:
    return {"kind": str(letter), "fraud": str(letter) in FRAUD}


def _row(draw: Draw, subject: str, unit: str, interviewer: int, at: int) -> Row:
    return {
        "subject": subject,
        "unit_id": unit,
        "case_id": None,
        "interviewer_id": draw.teams.names[interviewer],
        "device_id": draw.teams.tablets[interviewer],
        "day": as_datetime(at).date(),
        "kind": None,
        "fraud": False,
        "copied_from": None,
        "changed": None,
        "place": DWELLING,
    }
