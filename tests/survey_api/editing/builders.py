"""An interview with an answer to edit and words to code, and the people of the office."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from questionnaires.coding import CodedText
from survey_api.collection.people import Role
from survey_api.registering import add_staff
from survey_api.settings import Settings
from tests.survey_api.browsing import PASSWORD
from tests.survey_api.builders import Field, interview, load_small_sample

CASE, RECORD = "A-1-01", "uuid:i1"
CODED = CodedText("work_isic", ("remark",), ("isic_rev4", "isic_rev4_groups_classes"), "ISIC Rev.4", (2, 4))
CODERS = {"amina": Role.CODER, "bilel": Role.CODER, "custo": Role.CUSTODIAN, "quinn": Role.QUALITY}


def coding(settings: Settings) -> Settings:
    """The same home, where the remark of the interview is coded."""
    return replace(settings, field_forms=replace(settings.field_forms, coded=(CODED,)))


def collected(tablet: Field, folder: Path, remark: str = "a farm with olives") -> None:
    """One interview of the person who was drawn, checked."""
    load_small_sample(tablet.service.order, folder / "sample")
    assert tablet.post(interview(RECORD, **{"work/remark": remark})).status_code == 201
    tablet.settle()


def people(tablet: Field) -> None:
    """Two coders, a custodian, somebody who reviews."""
    for login, role in CODERS.items():
        add_staff(tablet.service.order, login, role, PASSWORD)


def order(tablet: Field, name: str, by: str, **more: Any) -> dict[str, Any]:
    """One order about the rooms of the dwelling, which are 2 at first."""
    usual = {"case_id": CASE, "variable": "rooms", "record": RECORD, "form_id": "interview", "rule": "misread"}
    return tablet.service.order(name, usual | more, by)


def edit(tablet: Field, old: str | None, new: str | None, **more: Any) -> str:
    """Propose an edit and have somebody else confirm it."""
    made = order(tablet, "propose_edit", "amal", old=old, new=new, **more)
    order(tablet, "confirm_edit", "basma", **more)
    return str(made["edit_id"])
