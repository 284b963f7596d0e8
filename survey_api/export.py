"""The export: everything collected, as contract tables beside a manifest. No clock and no order of arrival in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection

from presentation.messages import say
from presentation.text import Language
from questionnaires import dictionary
from questionnaires.contracts import (
    BACK_CHECKS,
    CASES,
    CODINGS,
    CONTACT_ATTEMPTS,
    EDITS,
    INTERVIEWS,
    LISTING_UNITS,
    PSUS,
    REVIEWS,
    ROSTER,
    SYNCS,
    Column,
    Contract,
)
from questionnaires.fieldwork import Answers, FieldForms
from questionnaires.files import Manifest, table, write
from questionnaires.form import Form
from questionnaires.history import History
from questionnaires.problems import Problem
from questionnaires.versions import age
from survey_api.administration import Orders
from survey_api.collected import Collected, Sample, collect
from survey_api.collection.cases.decided import KIND, Decided
from survey_api.collection.errors import NoSample
from survey_api.current import Declared, current, histories, public
from survey_api.held import Held
from survey_api.office import Office, office_rows, read_office
from survey_api.office import Taken as OfficeTaken
from survey_api.reading import read_contents
from survey_api.released import released
from survey_api.reviewed import Reviewed, read_reviewed
from survey_api.settings import Settings
from survey_api.store import decisions, verdicts
from survey_api.store import forms as form_store
from survey_api.store.accepted import accepted, heads_awaiting, n_quarantined
from survey_api.store.files import FileFolder
from survey_api.store.vault import Vault
from survey_api.store.withdrawal import withdrawn_cases
from survey_api.trails import Trails, read_batches, read_trails
from survey_api.typed import compiled, held

MADE_BY = "survey_api.export"
MOST_WAITING = 1_000_000  # records without a verdict that are counted
DICTIONARY = "dictionary.csv"  # of the answers: every column of the interviews beside those of the contract


@dataclass(frozen=True)
class Exported:
    """What was written, what was left in the store, and what could not be brought under the current version."""

    manifest: Manifest
    outside: int
    quarantined: int
    problems: tuple[Problem, ...] = ()
    awaiting: int = 0  # interviews of which a file has not come


@dataclass(frozen=True)
class _Taken:
    """One reading of the store: a single moment of it."""

    facts: Mapping[str, Any]
    sample: Sample
    forms: Mapping[tuple[str, str], Form]
    records: tuple[Held, ...]
    quarantined: int
    withdrawn: Mapping[str, int]  # cases, with the number of visits there had been
    awaiting: Sequence[str]  # current records of which a file has not come
    decided: Mapping[str, Decided]  # about cases
    reviewed: Reviewed
    office: OfficeTaken
    without_verdict: int
    trails: Trails
    batches: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class _Answers:
    """The answers of the interviews under the current version."""

    columns: tuple[Column, ...] = ()
    not_asked: Mapping[str, Sequence[str]] = field(default_factory=dict)  # columns by version
    problems: tuple[Problem, ...] = ()
    dictionary: str = ""


@dataclass(frozen=True)
class Gathered:
    """Everything that an export writes, before anything is written."""

    rows: Mapping[Contract, Sequence[Mapping[str, Any]]] = field(repr=False)
    facts: Mapping[str, Any]
    beside: Mapping[str, bytes] = field(repr=False)
    answers: Mapping[str, Answers] = field(repr=False)  # by case, of the interviews that count: words too
    office: OfficeTaken = field(repr=False)
    outside: int
    quarantined: int
    awaiting: int
    without_verdict: int
    problems: tuple[Problem, ...]
    batches: Sequence[Mapping[str, Any]] = ()  # of tablets, by the server's clock: in no table that is published
    asked_again: Mapping[Contract, Sequence[Mapping[str, Any]]] = field(default_factory=dict, repr=False)


def export(settings: Settings, folder: Path, *, survey: str, declared: Declared | None = None) -> Exported:
    """Write the collected tables into a folder; the database is opened read-only.

    Records of older versions come under the names and codes of the current one; ``declared`` says what became what.
    Raises NoSample, NoDatabase, WrongKey, ContractBroken, WrongChanges.
    """
    found = gathered(settings, survey=survey, declared=declared, what="export")
    manifest = write_gathered(folder, found, MADE_BY)
    return Exported(manifest, found.outside, found.quarantined, found.problems, found.awaiting)


def export_for_checks(settings: Settings, folder: Path, *, survey: str, declared: Declared | None = None) -> Exported:
    """The same with ``syncs`` (when tablets synchronised) and ``back_checks``: for whoever watches over the field."""
    found = gathered(settings, survey=survey, declared=declared, what="checks")
    rows = {**found.rows, SYNCS: found.batches, **found.asked_again}
    manifest = write_gathered(folder, replace(found, rows=rows), MADE_BY)
    return Exported(manifest, found.outside, found.quarantined, found.problems, found.awaiting)


def gathered(settings: Settings, *, survey: str, declared: Declared | None, what: str) -> Gathered:
    """Read the store at one moment, and write down that somebody does: ``what`` it is for."""
    forms = settings.field_forms
    form_id, files = forms.individual.form_id, FileFolder(settings.home.files)
    taken = read_contents(settings, lambda connection, vault: _take(connection, vault, forms, files))
    note = Orders(settings.home, lambda: settings)
    note("note_access", {"what": what, "records": len(taken.records)})  # before anything leaves the store
    versions = histories(taken.forms, declared or {})
    records = [current(versions[record.form_id], record) for record in taken.records]
    collected = collect(taken.sample, records, forms, taken.withdrawn, taken.decided, taken.reviewed.voided)
    answers = _answered(versions[form_id], taken, collected) if form_id in versions else _Answers()
    own = {record.instance_id: record.answers for record in records if record.form_id == form_id}
    told = {row["case_id"]: own[row["interview_id"]] for row in collected.interviews}
    names = [column.name for column in answers.columns]
    public_answers = {row["case_id"]: {name: row.get(name) for name in names} for row in collected.interviews}
    office = office_rows(taken.office, forms.coded, told, public_answers)
    again = _asked_again(versions, taken, collected, None if forms.back_check is None else forms.back_check.form_id)
    return Gathered(
        asked_again=again,
        rows={**_rows(collected, taken.reviewed.rows, answers, office), **taken.trails.rows},
        facts=_facts(
            taken, survey, answers, collected, office, {one.variable: one.list_version for one in forms.coded}
        ),
        beside={DICTIONARY: answers.dictionary.encode()} if answers.dictionary else {},
        answers=told,
        office=taken.office,
        outside=collected.outside,
        quarantined=taken.quarantined,
        awaiting=len(taken.awaiting),
        without_verdict=taken.without_verdict,
        problems=answers.problems,
        batches=taken.batches,
    )


def write_gathered(folder: Path, found: Gathered, made_by: str, beside: Mapping[str, bytes] | None = None) -> Manifest:
    """Write what was gathered into a folder of its own, with further files beside it. Raises ContractBroken."""
    tables = {contract: table(contract, rows) for contract, rows in found.rows.items()}
    files = {**found.beside, **(beside or {})}
    return write(folder, tables, made_by=made_by, facts=found.facts, inputs={}, beside=files)


def _answered(history: History, taken: _Taken, collected: Collected) -> _Answers:
    """Put the answers into the rows of the interviews."""
    records = {record.instance_id: record for record in taken.records if record.form_id == history.form_id}
    found = public(history, (records[row["interview_id"]] for row in collected.interviews))
    for row, answers in zip(collected.interviews, found.rows, strict=True):
        row |= answers
    form = taken.forms[history.form_id, history.versions[-1]]
    chosen = {variable.name for variable in history.public_variables()}
    not_asked = {version: sorted(columns) for version, columns in found.not_asked.items() if columns}
    return _Answers(found.columns, not_asked, found.problems, dictionary.as_csv(form, _words, history, chosen))


def _asked_again(
    versions: Mapping[str, History], taken: _Taken, collected: Collected, form_id: str | None
) -> Mapping[Contract, Sequence[Mapping[str, Any]]]:
    """The back-checks with their answers, where there are any."""
    if form_id is None or not collected.back_checks:
        return {}
    records = {record.instance_id: record for record in taken.records if record.form_id == form_id}
    found = public(versions[form_id], (records[row["back_check_id"]] for row in collected.back_checks))
    rows = [{**answers, **row} for row, answers in zip(collected.back_checks, found.rows, strict=True)]
    return {BACK_CHECKS.with_columns(found.columns): rows}


def _words(code: str, language: str, values: Mapping[str, object]) -> str:
    return say(code, cast(Language, language), values)  # the dictionary asks for the languages that there are


def _take(connection: Connection, vault: Vault, field_forms: FieldForms, files: FileFolder) -> _Taken:
    taken = released(connection)
    sample = taken.sample
    if not sample.psus:
        raise NoSample()
    heads = form_store.published(connection)
    forms = {(head.form_id, head.version): compiled(connection, head.form_id, head.version) for head in heads}
    reviewed = read_reviewed(connection)
    records = tuple(
        replace(held(forms[one.form_id, one.version], one), review_state=reviewed.state(one.form_id, one.instance_id))
        for one in accepted(connection, vault, reviewed.counting)
        if not (taken.frozen and one.form_id == field_forms.listing.form_id)
    )
    withdrawn = withdrawn_cases(connection, field_forms.contact.form_id)
    apart, awaiting = n_quarantined(connection), heads_awaiting(connection)
    decided = {name.partition(":")[2]: Decided(made) for name, made in decisions.of_kind(connection, KIND).items()}
    case_ids = (row["case_id"] for row in sample.drawn_cases)
    office = read_office(connection, vault, field_forms.individual.form_id, case_ids)
    trails = read_trails(connection, vault, files, field_forms, forms, reviewed.counting)
    unchecked = len(verdicts.waiting(connection, 0, MOST_WAITING, broken_too=True))
    return _Taken(
        facts=taken.facts,
        sample=sample,
        forms=forms,
        records=records,
        quarantined=apart,
        withdrawn=withdrawn,
        awaiting=awaiting,
        decided=decided,
        reviewed=reviewed,
        office=office,
        without_verdict=unchecked,
        trails=trails,
        batches=read_batches(connection),
    )


def _facts(
    taken: _Taken,
    survey: str,
    answers: _Answers,
    collected: Collected,
    office: Office,
    coded: Mapping[str, str],
) -> Mapping[str, Any]:
    versions: dict[str, list[str]] = {}
    for form_id, version in sorted(taken.forms, key=lambda key: (key[0], age(key[1]))):
        versions.setdefault(form_id, []).append(version)
    facts = {"survey": survey, "simulated": False, **taken.facts, "questionnaires": versions}
    facts |= {"withdrawn": len(taken.withdrawn)} if taken.withdrawn else {}
    facts |= {"review": taken.reviewed.counts(collected.interviews)}
    facts |= {"office": office.counts}
    facts |= {"coded": coded} if coded else {}
    facts |= {"made_after_closure": collected.after_closure} if collected.after_closure else {}
    facts |= {"files_awaited_by": list(taken.awaiting)} if taken.awaiting else {}
    facts |= {"trails_unreadable": list(taken.trails.unreadable)} if taken.trails.unreadable else {}
    return facts | ({"not_asked": answers.not_asked} if answers.not_asked else {})


def _rows(
    collected: Collected, reviews: Sequence[Mapping[str, Any]], answers: _Answers, office: Office
) -> Mapping[Contract, Sequence[Mapping[str, Any]]]:
    return {
        PSUS: collected.psus,
        LISTING_UNITS: collected.listing_units,
        ROSTER: collected.roster,
        CASES: collected.cases,
        CONTACT_ATTEMPTS: collected.contact_attempts,
        INTERVIEWS.with_columns(answers.columns): collected.interviews,
        REVIEWS: reviews,
        EDITS: office.edits,
        CODINGS: office.codings,
    }
