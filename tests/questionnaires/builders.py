"""Forms and interviews for the tests: our own released forms, small forms written on the spot, filled and broken."""

import random
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring, tostring
from zoneinfo import ZoneInfo

from questionnaires.filling import Clock, Filling, Question
from questionnaires.form import Form
from questionnaires.records import Record, read_record
from questionnaires.xform import compile_form
from questionnaires.xlsform import build_xform, read_sheets

FORMS = Path("questionnaires/tunisia/forms")
FORM_IDS = ("amem_tn_listing", "amem_tn_contact", "amem_tn_individual")
TUNIS = ZoneInfo("Africa/Tunis")
MONDAY = datetime(2026, 11, 23, 10, 5, tzinfo=TUNIS)
PRELOADED = {
    "unit_id": "TN111-001-7",
    "case_id": "TN111-001-7-02",
    "psu_code": "TN111",
    "interviewer_id": "E001",
    "visit_no": "1",
    "min_age": "18",
    "sel_u": "0.37",
}
_WHOLE = (0, 1, 2, 3, 4, 5, 7, 12, 16, 18, 25, 40, 60, 2015, 2020, 2023, 2025, 2026, -8, -9)


@cache
def xform_of(form_id: str) -> bytes:
    """The XForm of one of our forms."""
    return build_xform(read_sheets(FORMS / form_id / "2026.1"))


@cache
def form_of(form_id: str) -> Form:
    """One of our forms, compiled."""
    return compile_form(xform_of(form_id))


def xform(
    model: str, binds: str = "", body: str = "", instances: str = "", itext: str = "", form_id: str = "small"
) -> bytes:
    """A small XForm: the inside of ``<data>``, then binds, body and secondary instances."""
    return f"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
      xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">
      <h:head><h:title>Small</h:title><model>{itext}
      <instance><data id="{form_id}" version="1">{model}<meta><instanceID/></meta></data></instance>{instances}
      {binds}</model></h:head><h:body>{body}</h:body></h:html>""".encode()


def small(model: str, binds: str = "", body: str = "", instances: str = "", itext: str = "") -> Form:
    """A small form, compiled."""
    return compile_form(xform(model, binds, body, instances, itext))


def record(inside: str, form_id: str = "small", version: str = "1") -> Record:
    """A record with these answers."""
    return read_record(
        f'<data id="{form_id}" version="{version}">{inside}<meta><instanceID>uuid:1</instanceID></meta></data>'.encode()
    )


def begin(form: Form, seed: int, now: datetime = MONDAY, ended: datetime | None = None) -> Filling:
    """An interview about to be filled in; the seed is its identity and its dice."""
    dice = random.Random(seed)  # noqa: S311 - the same dice every time
    clock = Clock(now, ended or now + timedelta(minutes=50))
    return Filling(form, clock, PRELOADED, f"uuid:{form.form_id}-{seed}", random=dice.random)


def answer_first(filling: Filling, question: Question) -> None:
    """Answer with the first choice, or not at all."""
    offered = filling.choices(question)
    filling.answer(question, offered[0].name if offered else None)


def at_reference_week(now: datetime, ended: datetime | None = None) -> Filling:
    """An individual interview that has come to the questions on the reference week."""
    filling = begin(form_of("amem_tn_individual"), now.day, now, ended)
    for question in filling.questions():
        match question.name:
            case "consent":
                filling.answer(question, "1")
            case "age":
                filling.answer(question, 30)
            case "atw_pay":
                break
            case _:
                answer_first(filling, question)
    return filling


def filled(form: Form, seed: int) -> bytes:
    """An interview whose answers are drawn by chance among those the form accepts."""
    dice = random.Random(seed)  # noqa: S311 - the same dice every time
    filling = begin(form, seed)
    for question in filling.questions():
        for _ in range(60):
            filling.answer(question, _drawn(filling, question, dice))
            if filling.accepts(question):
                break
        else:
            filling.answer(question, None)
    return filling.to_xml()


def _drawn(filling: Filling, question: Question, dice: random.Random) -> object:
    if question.name in ("consent", "consent_sens", "l_consent", "unit_status", "atw_pay") and dice.random() < 0.85:
        return "1"
    match question.type:
        case "select_one":
            offered = filling.choices(question)
            return dice.choice(offered).name if offered else None
        case "select_multiple":
            codes = [choice.name for choice in filling.choices(question)]
            return " ".join(sorted(dice.sample(codes, dice.randint(1, min(3, len(codes))))))
        case "integer":
            return dice.choice(_WHOLE)
        case "decimal":
            return dice.choice((0, 1.5, 2.54, 8, 40, 48.25, 850.125, -8))
        case "dateTime":
            return MONDAY + timedelta(days=dice.choice((-2, 0, 3)), minutes=dice.randint(-300, 300))
        case "date":
            return (MONDAY + timedelta(days=dice.randint(-400, 30))).date()
        case "time":
            return "10:30:00.000+01:00"
        case "geopoint" | "geotrace" | "geoshape":
            return "36.8 10.18 0 0"
        case "acknowledge":
            return "OK"
        case "rank":
            return " ".join(choice.name for choice in filling.choices(question))
    return dice.choice(("E001", "1234", "123456", "Récolte d'olives", "بناء"))


def broken(xml: bytes, seed: int) -> bytes:
    """The same interview with a few answers emptied or replaced by others."""
    dice = random.Random(seed)  # noqa: S311 - the same dice every time
    root = fromstring(xml)  # noqa: S314 - our own document
    leaves = [element for element in root.iter() if not len(element) and element.tag not in _UNTOUCHED]
    for element in dice.sample(leaves, min(len(leaves), dice.randint(2, 8))):
        _break(element, dice)
    return tostring(root, encoding="utf-8")


_UNTOUCHED = ("instanceID", "instanceName", "start", "end", "today", "visit_dt", "appoint_dt", "n_foreign", "sel_u")


def _break(element: Element, dice: random.Random) -> None:
    match dice.randint(0, 2):
        case 0:
            element.text = ""
        case 1:
            element.text = str(dice.choice((0, 1, 2, 3, 5, 9, 96, -8, 1900, 3000)))
        case 2:
            element.text = dice.choice(("0", "1", "2"))
