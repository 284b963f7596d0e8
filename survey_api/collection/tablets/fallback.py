"""ODK Collect where our own tablet cannot be used: each form with its case to choose, and the lists of one device."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from presentation.messages import say
from presentation.text import LANGUAGES, Language
from questionnaires.collect_edition import CASES, INTERVIEWERS, Chosen, NoEdition, Row, as_csv, collect_edition
from questionnaires.facts import RecordKind
from questionnaires.fieldwork import FieldForms, ListingForm
from questionnaires.identifiers import BadIdentifier, unit_id
from survey_api.collection.tablets.telling import facts_in
from survey_api.store import facts, forms, people

OFFERED = 25  # numbers of a PSU that are shown to choose: the next ones that were not used (assumed)
UNIT, CASE, INTERVIEWER = "unit_id", "case_id", "interviewer_id"
Assigned = Mapping[str, Any]  # what the device is to work, as it is told


def edition(connection: Connection, field_forms: FieldForms, form_id: str, version: str) -> bytes:
    """A published version as Collect takes it; a form that plays no part in the field, or names no case, as it is."""
    xform = forms.xform(connection, form_id, version) or b""
    part = field_forms.part_of(form_id)
    if part is None:
        return xform
    asked = Chosen(_key(part), _words("choose_unit" if isinstance(part, ListingForm) else "choose_case"))
    who = Chosen(INTERVIEWER, _words("choose_interviewer"))
    try:
        return collect_edition(xform, facts_in(part, xform), asked, who)
    except NoEdition:
        return xform


def files(
    connection: Connection,
    field_forms: FieldForms,
    form_id: str,
    version: str,
    device_id: str,
    assigned: Assigned,
    language: Language,
) -> Mapping[str, bytes]:
    """The files beside a form: those it was published with, and the lists of the device."""
    published = forms.media(connection, form_id, version)
    part = field_forms.part_of(form_id)
    if part is None:
        return published
    given = [name for name in facts_in(part, forms.xform(connection, form_id, version) or b"") if name != INTERVIEWER]
    rows = _units(connection, assigned) if isinstance(part, ListingForm) else _cases(assigned, language)
    who = people.interviewers_of(connection, str(assigned["team"])) or [device_id]
    lists = {
        CASES: as_csv([name for name in given if name != _key(part)], rows),
        INTERVIEWERS: as_csv([], [Row(one, one) for one in who]),
    }
    return {**published, **lists}


def to_begin(assigned: Assigned) -> list[str]:
    """The PSUs that the device has no numbers for yet."""
    return [str(one["psu_id"]) for one in assigned["psus"] if not one["blocks"]]


def _key(part: object) -> str:
    return UNIT if isinstance(part, ListingForm) else CASE


def _words(code: str) -> Mapping[str, str]:
    return {language: say(f"tablet_field.{code}", language) for language in LANGUAGES}


def _cases(assigned: Assigned, language: Language) -> Iterator[Row]:
    for one in assigned["cases"]:
        about = {"case": one["case"], "sex": say(f"tablet_field.sex_{one['sex']}", language), "age": one["age"]}
        told = say("tablet_field.case_line", language, about | {"visit": one["visit"]})
        rest = one.get("not_before")
        label = f"{told} · {say('tablet_field.not_before', language, {'day': rest})}" if rest else told
        yield Row(one["case"], label, {UNIT: one["unit"], "psu_code": one["psu"], "visit_no": str(one["visit"])})


def _units(connection: Connection, assigned: Assigned) -> Iterator[Row]:
    for one in assigned["psus"]:
        listed = {found.facts.unit_id for found in facts.of_psu(connection, one["psu_id"], RecordKind.LISTING)}
        yield from _next(one["psu_id"], one["starts"], listed)


def _next(psu_id: str, starts: Mapping[str, str], listed: set[str | None]) -> Sequence[Row]:
    found: list[Row] = []
    for serial, start in starts.items():
        try:
            unit = unit_id(psu_id, int(serial))
        except BadIdentifier:  # a PSU that is called otherwise: its units are numbered by whoever drew it
            return []
        if unit not in listed:
            found.append(Row(unit, f"{psu_id} · {serial} ({unit})", {"psu_code": psu_id, "sel_u": start}))
        if len(found) == OFFERED:
            break
    return found
