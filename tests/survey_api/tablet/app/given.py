"""What a tablet may be given on a busy day: appointments, cases of others, one to correct."""

from datetime import datetime, timedelta
from typing import Any

from questionnaires.identifiers import unit_id
from tests.survey_api.psus.drawn import FIRST, SECOND
from tests.survey_api.tablet.app.work import TEAM

RETURNED = "uuid:back"


def a_case(psu: str, serial: int, line: int = 1, **more: Any) -> dict[str, Any]:
    """A case as the service tells it to a tablet."""
    unit = unit_id(psu, serial)
    usual = {"case": f"{unit}-{line:02d}", "unit": unit, "psu": psu, "sex": "2", "age": 34, "state": "on_device"}
    return {**usual, "visit": 1, **more}


FIRST_CASE = a_case(FIRST, 14)["case"]


def a_day(now: datetime) -> dict[str, Any]:
    """The assignment of a day with a bit of everything."""
    later, over = now + timedelta(hours=3), now - timedelta(days=1)
    cases = [
        a_case(FIRST, 14),
        a_case(FIRST, 21, sex="1", age=27, visit=2),
        a_case(FIRST, 21, 3, age=19, visit=2, **{"for": "moncef"}),
        a_case(FIRST, 33, sex="1", age=41, visit=3, appointment=_said(later)),
        a_case(SECOND, 2, age=52, visit=2, appointment=_said(over)),
        a_case(SECOND, 9, sex="1", age=38, language="bm"),
        a_case(SECOND, 12, age=45, visit=2, not_by="salma", not_before=(now + timedelta(days=9)).date().isoformat()),
    ]
    questions = [
        {
            "thread": 1,
            "path": "/data/g_id/age",
            "position": "",
            "comments": ["Son âge ? Le listage dit 43."],
        },
        {
            "thread": 2,
            "path": "/data/g_main/g_demo/hh_size",
            "position": "",
            "comments": ["Combien sont-ils ?"],
        },
    ]
    unit = unit_id(FIRST, 5)
    back = {
        "form": "amem_tn_individual", "form_version": "2026.1", "record": RETURNED, "instance": RETURNED, "version": 2,
        "unit": unit, "case": f"{unit}-02", "returned": _said(now - timedelta(hours=5)),
        "expires": _said(now + timedelta(days=2)), "reason": "Deux réponses se contredisent.", "questions": questions,
    }  # fmt: skip
    return {"team": TEAM, "psus": [], "cases": cases, "returned": [back]}


def _said(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def given_back(instance: str = RETURNED) -> dict[str, Any]:
    """An interview as the service gives it back: one answer stayed at the office."""
    unit = unit_id(FIRST, 5)
    answers = (
        f"<unit_id>{unit}</unit_id><case_id>{unit}-02</case_id><psu_code>{FIRST}</psu_code><min_age>18</min_age>"
        "<g_id><itw_mode>1</itw_mode><gov>TN-11</gov><milieu>1</milieu><site_type>1</site_type><itw_lang>fr</itw_lang>"
        "<itw_interp>0</itw_interp><consent>1</consent><age>43</age></g_id>"
    )
    meta = f"<meta><instanceID>{instance}</instanceID></meta>"
    xml = f'<data id="amem_tn_individual" version="2026.1">{answers}{meta}</data>'
    which = {"form": "amem_tn_individual", "version": "2026.1", "instance": instance}
    return {**which, "xml": xml, "withheld": ["/data/g_id/consent_sens"], "closed": "AAECAw=="}
