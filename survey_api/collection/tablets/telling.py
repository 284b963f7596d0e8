"""What a tablet is told of the survey: which form plays which part, where what it knows is put, what it protects.

Nothing here knows a survey: parts, questions and places are values of the survey's content, their paths are those of
the published versions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from questionnaires.fieldwork import ContactForm, FieldForms, IndividualForm, ListingForm, Money
from survey_api.collection.known import Known
from survey_api.collection.reviews.contents import is_sensitive, questions_in
from survey_api.store import forms, people
from survey_api.store.forms import VersionHead

Part = ListingForm | ContactForm | IndividualForm
Paths = Mapping[str, str]  # by the name of the question


def told(connection: Connection, field_forms: FieldForms, known: Known, team: str, now: datetime) -> dict[str, Any]:
    """Everything that the tablets of a team are told, but for the keys."""
    heads = {head.form_id: head for head in known.current()}
    paths = {form_id: _paths(forms.xform(connection, form_id, head.version) or b"") for form_id, head in heads.items()}
    parts: Mapping[str, Part] = {
        "listing": field_forms.listing,
        "contact": field_forms.contact,
        "individual": field_forms.individual,
    }
    published = {name: part for name, part in parts.items() if part.form_id in heads}
    individual = heads.get(field_forms.individual.form_id)
    asked = paths.get(field_forms.individual.form_id, {})
    return {
        "now": now.isoformat(timespec="milliseconds"),
        "survey": individual.title if individual else "",
        "team": team,
        "interviewers": people.interviewers_of(connection, team),
        "forms": {name: _form(part, heads[part.form_id], paths[part.form_id]) for name, part in published.items()},
        "protection": _protection(field_forms.individual, asked),
        "money": _money(field_forms.money, asked),
        "places": {psu_id: asdict(place) for psu_id, place in field_forms.places.items()},
    }


def facts_in(part: Part, xform: bytes) -> dict[str, str]:
    """Where a version of a form takes what the tablet knows: the paths, by what it is."""
    return _at(_facts(part), _paths(xform))


def _form(part: Part, head: VersionHead, paths: Paths) -> dict[str, Any]:
    return {
        "form": head.form_id,
        "version": head.version,
        "facts": _at(_facts(part), paths),
        "reads": _at(_reads(part), paths),
    }


def _facts(part: Part) -> Paths:
    """The questions that are answered before anybody is asked, by what the tablet knows."""
    match part:
        case ListingForm():
            return {"unit_id": part.unit, "psu_code": part.psu, "interviewer_id": part.interviewer} | {
                "sel_u": part.selection
            }
        case ContactForm() | IndividualForm():
            columns = {name: part.columns.get(name, "") for name in ("interviewer_id", "visit_no")}
            return {"unit_id": part.unit, "case_id": part.case, "psu_code": part.psu, **columns}


def _reads(part: Part) -> Paths:
    """The questions from which a tablet tells what its own records brought, until its assignment says so."""
    match part:
        case ListingForm():
            return {"status": part.columns.get("status", "")}
        case ContactForm():
            return {"result": part.result, "appointment": part.appointment}
        case IndividualForm():
            return {"language": part.language}


def _protection(form: IndividualForm, paths: Paths) -> dict[str, Any]:
    sensitive = sorted(path for path in paths.values() if is_sensitive(path, frozenset(form.sensitive)))
    return {
        "alone": [paths[name] for name in form.alone if name in paths],
        "referral": paths.get(form.referral),
        "sensitive": _outermost(sensitive),
        "outside": paths.get(form.outside),
    }


def _money(money: Money | None, paths: Paths) -> dict[str, Any] | None:
    if money is None:
        return None
    asked = [paths[name] for name in money.questions if name in paths]
    return {"paths": asked, "parts": money.parts, "unit": dict(money.unit), "part": dict(money.part)}


def _outermost(paths: Iterable[str]) -> list[str]:
    """Those that stand in no other."""
    kept: list[str] = []
    for path in paths:
        if not any(path.startswith(f"{one}/") for one in kept):
            kept.append(path)
    return kept


def _at(questions: Paths, paths: Paths) -> dict[str, str]:
    return {name: paths[question] for name, question in questions.items() if question in paths}


def _paths(xform: bytes) -> Paths:
    """Where each question of a version stands; of two of one name the outer one."""
    return {
        path.rpartition("/")[2]: path for path in sorted(questions_in(xform), key=lambda one: (-one.count("/"), one))
    }
