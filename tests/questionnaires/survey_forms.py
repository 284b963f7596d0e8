"""The released questionnaires of the survey, read once a process, and interviews led through them."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from questionnaires.definition import Questionnaire
from questionnaires.filling import Clock, Filling
from questionnaires.form import Form
from questionnaires.sheets import Sheets, read_sheets
from questionnaires.versions import Release, released
from questionnaires.xform import compile_form
from questionnaires.xlsform import Converted, converted, read_questionnaire

FORMS = Path(__file__).resolve().parents[2] / "questionnaires" / "tunisia" / "forms"
IDS = ("amem_tn_listing", "amem_tn_contact", "amem_tn_individual", "amem_tn_backcheck")
TUNIS = ZoneInfo("Africa/Tunis")

Given = Mapping[str | tuple[str, int], object]  # answers by question, or by question and line of the roster


@cache
def release_of(form_id: str) -> Release:
    return next(release for release in released(FORMS) if release.form_id == form_id)


@cache
def sheets_of(form_id: str) -> Sheets:
    return read_sheets(release_of(form_id).folder)


@cache
def conversion_of(form_id: str) -> Converted:
    return converted(sheets_of(form_id))


@cache
def questionnaire_of(form_id: str) -> Questionnaire:
    return read_questionnaire(sheets_of(form_id))


@cache
def form_of(form_id: str) -> Form:
    return compile_form(conversion_of(form_id).xform)


def interview(
    form_id: str, given: Given, *, now: datetime | None = None, preload: Mapping[str, str] | None = None
) -> Filling:
    """An interview in which only these questions are answered, in the order of the form."""
    clock = Clock(now or datetime(2026, 11, 24, 10, 0, tzinfo=TUNIS))
    filling = Filling(form_of(form_id), clock, preload or {}, "uuid:0")
    for question in filling.questions():
        value = given.get(question.name) if not question.position else None
        if question.position:
            value = given.get((question.name, int(question.position)))
        if value is not None:
            filling.answer(question, value)
    return filling


def asked(filling: Filling) -> set[str]:
    """The questions that are asked as things stand."""
    return {question.name for question in filling.questions()}


def household(members: list[tuple[str, int]], *, months: int = 30, works: str = "1") -> Given:
    """A screened dwelling with these foreign members (sex, age), in this order."""
    given: dict[str | tuple[str, int], object] = {"unit_status": "1", "l_consent": "1"}
    given |= {"n_persons": len(members) + 1, "n_foreign": len(members)}
    for line, (sex, age) in enumerate(members, start=1):
        told = {"m_sex": sex, "m_age": age, "m_citiz": "CI", "m_months": months, "m_intend6": "0", "m_work": works}
        given |= {(question, line): value for question, value in told.items()}
    return given
