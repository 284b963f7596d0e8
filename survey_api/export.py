"""The export: everything collected, as contract tables beside a manifest. No clock and no order of arrival in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from questionnaires.checking import UNANSWERED, check
from questionnaires.codebook import public_columns
from questionnaires.contracts import CASES, CONTACT_ATTEMPTS, INTERVIEWS, LISTING_UNITS, PSUS, ROSTER, Column
from questionnaires.fieldwork import FieldForms
from questionnaires.files import Manifest, table, write
from questionnaires.form import Form
from questionnaires.records import read_record
from questionnaires.xform import compile_form
from survey_api.collected import Collected, Sample, collect
from survey_api.collection.errors import NoSample
from survey_api.held import Held
from survey_api.reading import read
from survey_api.settings import Settings
from survey_api.store import forms as form_store
from survey_api.store import sample as sample_store
from survey_api.store.accepted import Accepted, accepted, n_quarantined


@dataclass(frozen=True)
class Exported:
    """What was written, and what was left in the store."""

    manifest: Manifest
    outside: int
    quarantined: int


@dataclass(frozen=True)
class _Taken:
    """One reading of the store: a single moment of it."""

    facts: Mapping[str, Any]
    sample: Sample
    forms: Mapping[tuple[str, str], Form]
    records: tuple[Held, ...]
    quarantined: int


def export(settings: Settings, folder: Path, *, survey: str) -> Exported:
    """Write the collected tables into a folder; the database is opened read-only.

    Raises NoSample, NoDatabase, WrongKey, ContractBroken.
    """
    taken = read(settings.database, _take)
    collected = collect(taken.sample, taken.records, settings.field_forms)
    columns = _answer_columns(taken.forms, settings.field_forms)
    answers = {record.instance_id: record.answers for record in taken.records}
    for row in collected.interviews:
        given = answers[row["interview_id"]]
        row |= {column.name: given.get(column.name) for column in columns}
    manifest = _write(folder, collected, columns, _facts(taken, survey))
    return Exported(manifest, collected.outside, taken.quarantined)


def _take(connection: Connection) -> _Taken:
    sample = Sample(*(sample_store.rows(connection, name) for name in Sample.__dataclass_fields__))
    if not sample.psus:
        raise NoSample()
    forms = {
        (head.form_id, head.version): compile_form(form_store.xform(connection, head.form_id, head.version) or b"")
        for head in form_store.published(connection)
    }
    records = tuple(_held(forms[one.form_id, one.version], one) for one in accepted(connection))
    return _Taken(sample_store.facts(connection), sample, forms, records, n_quarantined(connection))


def _held(form: Form, one: Accepted) -> Held:
    checked = check(form, read_record(one.content))
    unanswered = (str(problem.values["path"]) for problem in checked.problems if problem.code in UNANSWERED)
    return Held(
        form_id=one.form_id,
        version=one.version,
        instance_id=one.instance_id,
        n_problems=one.n_problems,
        answers=checked.answers.answers,
        repeats=checked.answers.repeats,
        unanswered=tuple(unanswered),
    )


def _answer_columns(forms: Mapping[tuple[str, str], Form], field_forms: FieldForms) -> tuple[Column, ...]:
    """The answers of every published version of the interview, each column once, those of the first version first."""
    versions = sorted(key for key in forms if key[0] == field_forms.individual.form_id)
    columns = {column.name: column for key in versions for column in public_columns(forms[key])}
    return tuple(columns.values())


def _facts(taken: _Taken, survey: str) -> Mapping[str, Any]:
    versions: dict[str, list[str]] = {}
    for form_id, version in sorted(taken.forms):
        versions.setdefault(form_id, []).append(version)
    return {"survey": survey, "simulated": False, **taken.facts, "questionnaires": versions}


def _write(folder: Path, collected: Collected, columns: tuple[Column, ...], facts: Mapping[str, Any]) -> Manifest:
    interviews = INTERVIEWS.with_columns(columns)
    rows = {
        PSUS: collected.psus,
        LISTING_UNITS: collected.listing_units,
        ROSTER: collected.roster,
        CASES: collected.cases,
        CONTACT_ATTEMPTS: collected.contact_attempts,
        interviews: collected.interviews,
    }
    tables = {contract: table(contract, of_contract) for contract, of_contract in rows.items()}
    return write(folder, tables, made_by="survey_api.export", facts=facts, inputs={})
