"""People who review, in few words: on the service's orders, or signed in at its addresses."""

from collections.abc import Mapping
from typing import Any

from survey_api.collection.people import Role
from survey_api.collection.reviews.reading import standing_of
from survey_api.collection.reviews.standing import Standing
from tests.survey_api.builders import Field

FORM = "interview"
SUPERVISOR, OTHER_SUPERVISOR, QUALITY, SECOND = "samia", "sami", "qamar", "quentin"


def appoint(tablet: Field) -> None:
    """A supervisor of the tablet's team, one of another, and two people of headquarters."""
    for login, role, team in (
        (SUPERVISOR, Role.SUPERVISOR, "north"),
        (OTHER_SUPERVISOR, Role.SUPERVISOR, "south"),
        (QUALITY, Role.QUALITY, "1"),
        (SECOND, Role.QUALITY, "1"),
    ):
        person = {"login": login, "role": role, "team": team, "password_hash": ""}  # none of them signs in
        tablet.service.order("add_staff", person)


def decide(tablet: Field, deed: str, by: str, record: str = "uuid:i1", **more: Any) -> dict[str, Any]:
    """One decision as the person would order it."""
    told: Mapping[str, Any] = {"deed": deed, "form_id": FORM, "record": record, **more}
    return tablet.service.order("review", told, by)


def standing(tablet: Field, record: str = "uuid:i1", form_id: str = FORM) -> Standing:
    """Where an interview stands once it was checked."""
    tablet.settle()
    return tablet.service.read(lambda connection: standing_of(connection, (form_id, record)))


def asking(path: str = "/data/age", text: str = "Is this right?", position: str = "") -> list[dict[str, str]]:
    """A comment on one question."""
    return [{"path": path, "position": position, "text": text}]
