"""The light road: a draw as contract tables, column by column, as the service would export them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from questionnaires.codes import Disposition, Eligibility, ReviewState
from questionnaires.contracts import (
    CASES,
    CONTACT_ATTEMPTS,
    DRAWN_CASES,
    LISTING_UNITS,
    PSUS,
    ROSTER,
    SAMPLE,
    Contract,
)
from questionnaires.fieldwork import DISPOSITION_RULE, FieldForms
from questionnaires.files import Manifest, ordered, write
from simulation.field.attempt_columns import IN_PERSON, language_needed, visit_mode
from simulation.field.dispositions import case_dispositions
from simulation.field.doors import doors
from simulation.field.draw import Draw
from simulation.field.naming import case_ids, unit_ids
from simulation.field.screening import SCREENED
from simulation.identifiers import instance_id
from simulation.population.arrays import Numbers, Texts, Truths
from simulation.population.world import MIN_AGE

AREA_FRAME = "1"  # code list ``frame`` of the listing form

Columns = dict[str, Any]  # pyarrow has no types


@dataclass(frozen=True)
class Provenance:
    """How the tables came about: the forms and the part of each, and the version of each that was used."""

    field: FieldForms
    listing: str
    contact: str
    individual: str

    def columns(self, version: str, n: int) -> Columns:
        """The columns that every collected thing carries."""
        return {
            "questionnaire_version": _same(version, n),
            "frame": _same(AREA_FRAME, n),
            "mode": _same(self.field.mode, n),
        }


def tables(draw: Draw, provenance: Provenance) -> Mapping[Contract, pa.Table]:
    """The sample (psus, listing_units, roster, drawn_cases) and what the field adds: cases and contact_attempts.

    Raises ContractBroken.
    """
    units = unit_ids(draw)
    attempts = draw.attempts
    drawn = _drawn(draw, units)
    found = {
        PSUS: _psus(draw),
        LISTING_UNITS: _listing_units(draw, units, provenance),
        ROSTER: _roster(draw, units, provenance),
        DRAWN_CASES: drawn | _without_mode(provenance.columns(provenance.listing, len(draw.cases))),
        CASES: drawn | _outcomes(draw, provenance),
        CONTACT_ATTEMPTS: _attempts(draw, units, drawn["case_id"].take(pa.array(attempts.case)), provenance),
    }
    return {contract: ordered(contract, pa.table(columns)) for contract, columns in found.items()}


def with_doors(found: Mapping[Contract, pa.Table], draw: Draw, provenance: Provenance) -> Mapping[Contract, pa.Table]:
    """The same tables, the visits of the listing among the attempts: of units, before there was a case.

    A case counts those to its unit too. Raises ContractBroken.
    """
    visited = pa.table(_door_attempts(draw, unit_ids(draw), provenance))
    columns = found[CONTACT_ATTEMPTS].column_names
    both = pa.concat_tables([found[CONTACT_ATTEMPTS], visited.select(columns)])
    cases, before = found[CASES], Counter(visited["unit_id"].to_pylist())
    told = zip(cases["n_attempts"].to_pylist(), cases["unit_id"].to_pylist(), strict=True)
    counted = pa.array([n + before[unit] for n, unit in told], pa.int64())
    place = cases.column_names.index("n_attempts")
    return {
        **found,
        CASES: ordered(CASES, cases.set_column(place, "n_attempts", counted)),
        CONTACT_ATTEMPTS: ordered(CONTACT_ATTEMPTS, both),
    }


def write_sample(
    folder: Path, tables: Mapping[Contract, pa.Table], margins_csv: str, facts: Mapping[str, Any]
) -> Manifest:
    """Write the four tables of the sample, their manifest and ``margins.csv`` into a folder."""
    found = {contract: tables[contract] for contract in SAMPLE}
    beside = {"margins.csv": margins_csv.encode()}
    return write(folder, found, made_by="simulation", facts=facts, inputs={}, beside=beside)


def _psus(draw: Draw) -> Columns:
    frame, psus = draw.world.frame, draw.psus
    row = psus.row
    return {
        "psu_id": _texts(frame.psu_id[row]),
        "stratum": _texts(frame.stratum[row]),
        "governorate": _texts(frame.governorate[row]),
        "region": _texts(frame.region[row]),
        "milieu": _texts(np.where(frame.urban[row], "1", "2")),
        "frame": _same(AREA_FRAME, len(row)),
        "frame_dwellings": pa.array(frame.frame_dwellings[row]),
        "p_psu": pa.array(psus.p),
        "certainty": pa.array(psus.certainty),
    }


def _listing_units(draw: Draw, units: pa.Array, provenance: Provenance) -> Columns:
    listed, screening, roster = draw.listed, draw.screening, draw.roster
    n, screened = len(listed), draw.screening.screened
    counts = {
        "n_persons": listed.n_persons,
        "n_foreign": np.bincount(roster.unit, minlength=n),
        "n_eligible": np.bincount(roster.unit[roster.eligible], minlength=n),
        "n_selected": np.bincount(roster.unit[roster.selected], minlength=n),
    }
    unclear = np.bincount(roster.unit[roster.unclear], minlength=n) > 0
    kind = np.where(screened, 6 + (counts["n_eligible"] > 0) * 2 + unclear, screening.status - 1)
    disposition, eligibility = zip(*_unit_outcomes(provenance.field), strict=True)
    return {
        "unit_id": units,
        "psu_id": _texts(draw.world.frame.psu_id[draw.psus.row]).take(pa.array(listed.place)),
        "status": _coded(screening.status - 1, [str(code) for code in range(1, 7)]),
        "disposition": _coded(kind, [None if one is None else one.value for one in disposition]),
        "eligibility": _coded(kind, [one.value for one in eligibility]),
        **{name: pa.array(count, pa.int64(), mask=~screened) for name, count in counts.items()},
        "p_dwelling": pa.array(listed.p),
        **provenance.columns(provenance.listing, n),
        "review_state": _same(ReviewState.RECEIVED.value, n),
    }


def _unit_outcomes(field: FieldForms) -> list[tuple[Disposition | None, Eligibility]]:
    """What is known of a unit by status; of screened ones by what their members are: none eligible first."""
    eligible, unclear = Eligibility.ELIGIBLE, Eligibility.UNKNOWN
    members: tuple[tuple[Eligibility, ...], ...] = ((), (unclear,), (eligible,), (eligible, unclear))
    met = str(SCREENED)
    by_status = [field.listing.outcome(str(code), "1", ()) for code in range(1, 7)]
    return by_status + [field.listing.outcome(met, "1", found) for found in members]


def _roster(draw: Draw, units: pa.Array, provenance: Provenance) -> Columns:
    people, roster = draw.world.people, draw.roster
    person = roster.person
    adult, line_no = people.age[person] >= MIN_AGE, people.line_no[person]
    known = np.where(roster.eligible, 0, np.where(roster.unclear, 1, 2))
    eligibilities = [Eligibility.ELIGIBLE.value, Eligibility.UNKNOWN.value, Eligibility.INELIGIBLE.value]
    cases = case_ids(units, roster.unit, line_no)
    return {
        "unit_id": units.take(pa.array(roster.unit)),
        "line_no": pa.array(line_no, pa.int64()),
        "sex": _texts(people.sex[person]),
        "age": pa.array(people.age[person], pa.int64()),
        "citizenship": _texts(people.citizenship[person]),
        "months_in_tunisia": pa.array(people.months[person], pa.int64()),
        "intends_six_months": _texts(people.intends[person], people.intends[person] == ""),
        "works_or_seeks": _texts(np.where(draw.world.works[person], "1", "0"), ~adult),
        "eligibility": _coded(known, eligibilities),
        "selected": pa.array(roster.selected),
        "p_person": pa.array(roster.p, pa.float64(), mask=~roster.eligible),
        "case_id": _where(roster.selected, cases),
        **provenance.columns(provenance.listing, len(roster)),
    }


def _drawn(draw: Draw, units: pa.Array) -> Columns:
    people, cases = draw.world.people, draw.cases
    person = cases.person
    place = draw.listed.place[cases.unit]
    return {
        "case_id": case_ids(units, cases.unit, people.line_no[person]),
        "unit_id": units.take(pa.array(cases.unit)),
        "line_no": pa.array(people.line_no[person], pa.int64()),
        "psu_id": _texts(draw.world.frame.psu_id[draw.psus.row[place]]),
        "sex": _texts(people.sex[person]),
        "age": pa.array(people.age[person], pa.int64()),
        "citizenship": _texts(people.citizenship[person]),
        "months_in_tunisia": pa.array(people.months[person], pa.int64()),
        "p_person": pa.array(cases.p),
    }


def _outcomes(draw: Draw, provenance: Provenance) -> Columns:
    n = len(draw.cases)
    dispositions = list(Disposition)
    code = case_dispositions(draw, provenance.field)
    return {
        "n_attempts": pa.array(np.bincount(draw.attempts.case, minlength=n), pa.int64()),
        "disposition": _coded(code, [one.value for one in dispositions]),
        "response_status": _coded(code, [one.response_status.value for one in dispositions]),
        "disposition_rule": _same(DISPOSITION_RULE, n),
        **provenance.columns(provenance.listing, n),
    }


def _attempts(draw: Draw, units: pa.Array, case_id: pa.Array, provenance: Provenance) -> Columns:
    attempts = draw.attempts
    form_id, names = provenance.field.contact.form_id, case_id.to_pylist()
    numbers = attempts.visit_no.tolist()
    return {
        "attempt_id": pa.array(
            [instance_id(draw.seed, form_id, case, no) for case, no in zip(names, numbers, strict=True)]
        ),
        "unit_id": units.take(pa.array(draw.cases.unit[attempts.case])),
        "case_id": case_id,
        "visit_no": pa.array(attempts.visit_no, pa.int64()),
        "interviewer_id": _coded(attempts.interviewer, list(draw.teams.names)),
        "visited_at": pa.array(attempts.at * 1000, pa.timestamp("ms", tz="UTC")),
        "visit_mode": _texts(visit_mode(draw, names)),
        "result": _texts(attempts.result.astype("U2")),
        "refusal_reason": _texts(attempts.reason.astype("U2"), attempts.reason == 0),
        "language_needed": pa.array(language_needed(draw, names), pa.string()),
        **provenance.columns(provenance.contact, len(attempts)),
        "review_state": _same(ReviewState.RECEIVED.value, len(attempts)),
    }


def _door_attempts(draw: Draw, units: pa.Array, provenance: Provenance) -> Columns:
    made = doors(draw)
    n = len(made)
    form_id, of = provenance.field.contact.form_id, units.take(pa.array(made.unit))
    named = zip(of.to_pylist(), made.visit_no.tolist(), strict=True)
    return {
        "attempt_id": pa.array([instance_id(draw.seed, form_id, unit, no) for unit, no in named]),
        "unit_id": of,
        "case_id": pa.nulls(n, pa.string()),
        "visit_no": pa.array(made.visit_no, pa.int64()),
        "interviewer_id": _coded(made.interviewer, list(draw.teams.names)),
        "visited_at": pa.array(made.at * 1000, pa.timestamp("ms", tz="UTC")),
        "visit_mode": _same(IN_PERSON, n),
        "result": _texts(made.result.astype("U2")),
        "refusal_reason": _texts(made.reason.astype("U2"), made.reason == 0),
        "language_needed": pa.nulls(n, pa.string()),
        **provenance.columns(provenance.contact, n),
        "review_state": _same(ReviewState.RECEIVED.value, n),
    }


def _without_mode(columns: Columns) -> Columns:
    return {name: values for name, values in columns.items() if name != "mode"}


def _texts(values: Texts, missing: Truths | None = None) -> pa.Array:
    return pa.array(values.tolist(), pa.string()) if missing is None else _where(~missing, _texts(values))


def _coded(code: Numbers, texts: list[Any]) -> pa.Array:
    return pa.array(texts, pa.string()).take(pa.array(code))


def _same(text: str, n: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), n)


def _where(keep: Truths, values: pa.Array) -> pa.Array:
    return values.take(pa.array(np.arange(len(keep)), mask=~keep))
