"""How interviews were held, and when tablets synchronised, as rows for files: times and counts, never an answer.

Of an interview the trail of its first version counts: a correction tells nothing about how long it took.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from questionnaires.contracts import PARADATA, SECTION_TIMES, Contract
from questionnaires.fieldwork import FieldForms, text
from questionnaires.form import Form
from questionnaires.records import Record, read_record
from questionnaires.trails import Measure, Measured, Trail, measured, read_trail, section_of
from survey_api.collection.subject import answers_by_name
from survey_api.security.locking import ContentDamaged
from survey_api.store import attachments, contents, edits, syncs
from survey_api.store.files import FileFolder
from survey_api.store.tables import Attachment, Submission, rows_of
from survey_api.store.vault import Vault

FILE = "audit.csv"
UNKNOWN = "unknown"
_SUBMISSIONS, _ATTACHMENTS = rows_of(Submission), rows_of(Attachment)
_SECONDS = 1000.0
_BANDS = next(one.codes for one in PARADATA.columns if one.name == "distance_band")


@dataclass(frozen=True)
class Trails:
    """The rows by table, and the interviews whose trail could not be read, whole or in part."""

    rows: Mapping[Contract, Sequence[Mapping[str, Any]]]
    unreadable: tuple[str, ...]


def read_trails(
    connection: Connection,
    vault: Vault,
    files: FileFolder,
    field_forms: FieldForms,
    forms: Mapping[tuple[str, str], Form],
    counting: Set[int],
) -> Trails:
    """The trails of the interviews that count."""
    paradata: list[Mapping[str, Any]] = []
    sections: list[Mapping[str, Any]] = []
    unreadable: list[str] = []
    chosen = _first_versions(connection, field_forms.individual.form_id, counting)
    for number, content in contents.each(connection, vault, sorted(chosen)):
        record, trail = read_record(content), _trail(connection, vault, files, number)
        found = measured(trail)
        if trail.unreadable or found is None:
            unreadable.append(record.instance_id)
        form = forms.get((record.form_id, record.version))
        about = _about(record, field_forms)
        if found is not None and form is not None and about["case_id"]:
            answered = _answered(form, record)
            told = about | {"device_id": chosen[number], "app_version": _noted(trail, "code ") or UNKNOWN}
            paradata.append(_row(told, found, trail, answered))
            sections += _sections(record.instance_id, found, answered)
    return Trails({PARADATA: paradata, SECTION_TIMES: sections}, tuple(sorted(unreadable)))


def read_batches(connection: Connection) -> list[Mapping[str, Any]]:
    """When every tablet synchronised, by the server's clock: the table ``syncs``."""
    return [_batch(one) for one in syncs.every(connection)]


def _first_versions(connection: Connection, form_id: str, counting: Set[int]) -> Mapping[int, str]:
    """The first record of each interview that counts and has a trail, and the tablet that sent it."""
    named = (
        select(_SUBMISSIONS.c.number, _SUBMISSIONS.c.device_id)
        .join(_ATTACHMENTS, _ATTACHMENTS.c.submission == _SUBMISSIONS.c.number)
        .where(
            _ATTACHMENTS.c.name == FILE,
            _SUBMISSIONS.c.form_id == form_id,
            _SUBMISSIONS.c.quarantine.is_(None),
            _SUBMISSIONS.c.deprecated_id.is_(None),
        )
    )
    devices = {row.number: row.device_id for row in connection.execute(named)}
    together = edits.interviews(edits.versions(connection)) if devices else []
    standing = {
        one.number for found in together if found.head and found.head.number in counting for one in found.members
    }
    return {number: device for number, device in devices.items() if number in standing}


def _trail(connection: Connection, vault: Vault, files: FileFolder, number: int) -> Trail:
    """The longest trail that came with a record: one that was sent half comes again whole."""
    found = [Trail((), 1)]
    for one in attachments.of(connection, vault, number):
        if one.name == FILE:
            try:
                found.append(read_trail(b"".join(files.read(one.file, one.key))))
            except (OSError, ContentDamaged):
                continue
    return max(found, key=lambda trail: len(trail.events))


def _about(record: Record, field_forms: FieldForms) -> dict[str, Any]:
    answers, individual = answers_by_name(record), field_forms.individual
    return {
        "record_id": record.instance_id,
        "case_id": text(answers, individual.case),
        "questionnaire": record.form_id,
        "questionnaire_version": record.version,
        "interviewer_id": text(answers, individual.columns.get("interviewer_id", "")) or UNKNOWN,
        "language": text(answers, individual.language) or UNKNOWN,
    }


def _answered(form: Form, record: Record) -> Mapping[str, int]:
    """How many questions were answered in each section; under an empty name those that stand in none."""
    asked = {node.path for node in form.questions if node.is_asked}
    found: dict[str, int] = {}
    for path in _answers(record):
        if path in asked:
            found[section_of(path)] = found.get(section_of(path), 0) + 1
    return found


def _answers(record: Record) -> Iterator[str]:
    waiting = [(f"/{record.root.tag}", record.root)]
    while waiting:
        path, element = waiting.pop()
        waiting += [(f"{path}/{child.tag}", child) for child in element]
        if not len(element) and (element.text or "").strip():
            yield path


def _row(told: Mapping[str, Any], found: Measured, trail: Trail, answered: Mapping[str, int]) -> Mapping[str, Any]:
    where = _noted(trail, "position ")
    return (
        dict(told)
        | _measure(found.whole)
        | {
            "ended_at": _moment(found.ended),
            "n_questions": sum(answered.values()),
            "distance_band": _band(where),
            "inside_psu": where.startswith("in_psu") if where else None,
            "accuracy_metres": None,  # never leaves the tablet
        }
    )


def _sections(record_id: str, found: Measured, answered: Mapping[str, int]) -> Iterator[Mapping[str, Any]]:
    for name, measure in found.sections.items():
        if name in answered:
            told = {"record_id": record_id, "section": name, "n_questions": answered[name]}
            yield told | _measure(measure)


def _measure(one: Measure) -> dict[str, Any]:
    return {
        "started_at": _moment(one.started),
        "active_seconds": one.active / _SECONDS,
        "n_pauses": one.pauses,
        "n_edits": one.edits,
        "n_jumps": one.jumps,
    }


def _noted(trail: Trail, what: str) -> str:
    """What stands behind the name of an event of this kind, in the first one."""
    return next((one.name.removeprefix(what) for one in trail.events if one.name.startswith(what)), "")


def _band(where: str) -> str | None:
    """The distance, which tablets tell in the bands of the contract."""
    told = where.rpartition(" ")[2]
    return told if told in _BANDS else None


def _moment(milliseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def _batch(one: syncs.Sync) -> Mapping[str, Any]:
    return {
        "device_id": one.device_id,
        "synced_at": one.synced_at,
        "n_records": one.n_records,
        "n_sendings": one.n_sendings,
        "n_bytes": one.n_bytes,
        "clock_ahead_seconds": one.clock_ahead,
        "complete": True,  # what broke off on its way is not known here: it comes again
    }
