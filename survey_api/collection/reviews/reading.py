"""Where interviews stand, read from the store: one of them, or all."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from questionnaires.codes import Disposition, ResponseStatus
from questionnaires.facts import RecordKind
from survey_api.collection.reviews.errors import NoSuchInterview
from survey_api.collection.reviews.standing import KIND, Standing, beside_rivals, objects_of, standings
from survey_api.collection.reviews.versions import Record, codes_of
from survey_api.store import decisions, records
from survey_api.store.records import Name, RecordRow

RESPONDENTS = frozenset(one.value for one in Disposition if one.response_status is ResponseStatus.RESPONDENT)


def all_standings(connection: Connection) -> list[Standing]:
    """Where every interview stands."""
    rows = [_record(row) for row in records.every(connection)]
    return beside_rivals(standings(rows, decisions.of_kind(connection, KIND)))


def standings_of_form(connection: Connection, form_id: str) -> list[Standing]:
    """Where every interview of one questionnaire stands."""
    rows = [_record(row) for row in records.of_form(connection, form_id)]
    return beside_rivals(standings(rows, decisions.of_kind(connection, f"{KIND}:{form_id}")))


def some_standings(connection: Connection, names: Sequence[Name]) -> list[Standing]:
    """Where the interviews stand that these records belong to, by their order; with the other ones of their cases.

    Raises NoSuchInterview.
    """
    rows = {row.number: row for row in records.around(connection, names)}
    cases = {row.case_id for row in rows.values() if row.case_id and row.kind == RecordKind.INTERVIEW}
    others = set(records.of_cases(connection, cases)) - {(row.form_id, row.instance_id) for row in rows.values()}
    rows |= {row.number: row for row in records.around(connection, others)}
    known = [_record(rows[number]) for number in sorted(rows)]
    about = decisions.of_objects(connection, objects_of(known))
    found = beside_rivals(standings(known, about))
    by_name = {(one.form_id, record.instance_id): one for one in found for record in one.members}
    missing = [name for name in names if name not in by_name]
    if missing:
        raise NoSuchInterview(form=missing[0][0][:80], record=missing[0][1][:80])
    return [by_name[name] for name in names]


def standing_of(connection: Connection, name: Name) -> Standing:
    """Where the interview stands that a record belongs to. Raises NoSuchInterview."""
    return some_standings(connection, [name])[0]


def counting(found: Iterable[Standing]) -> frozenset[int]:
    """The numbers of the records that count: the current one of each interview not voided, archived or apart."""
    return frozenset(one.head.number for one in found if one.counts and one.head is not None)


def voided_cases(found: Iterable[Standing]) -> frozenset[str]:
    """The cases of which an interview was voided."""
    return frozenset(
        record.case_id for one in found if one.state == "voided" and (record := one.head) and record.case_id
    )


def _record(row: RecordRow) -> Record:
    return Record(
        number=row.number,
        form_id=row.form_id,
        instance_id=row.instance_id,
        deprecated_id=row.deprecated_id,
        quarantine=row.quarantine,
        version=row.version,
        unit_id=row.unit_id,
        case_id=row.case_id,
        device_id=row.device_id,
        team=row.team,
        received_at=row.received_at,
        problems=codes_of(row.problems),
        held=row.kind == RecordKind.INTERVIEW and row.outcome in RESPONDENTS,
    )
