"""An interview given back to a tablet of the team that corrects it: whole, but for what stays at the office.

It is there as long as the return holds, and each time it is fetched stands in the log.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from questionnaires.fieldwork import FieldForms
from questionnaires.problems import ProblemError
from questionnaires.records import read_record
from questionnaires.withheld import part
from survey_api.collection.cases.reading import standings_of
from survey_api.collection.errors import UnknownDevice
from survey_api.collection.reviews.contents import sensitive_in
from survey_api.collection.reviews.errors import OtherTeam
from survey_api.collection.reviews.reading import standing_of
from survey_api.collection.reviews.returned import is_sent
from survey_api.collection.reviews.sight import team_of
from survey_api.collection.reviews.standing import Standing
from survey_api.collection.tablets.closed import close
from survey_api.store import contents, people
from survey_api.store.events import Deed, log
from survey_api.store.records import Name
from survey_api.store.vault import Vault
from survey_api.typed import compiled


class NotReturned(ProblemError):
    """The interview is not, or no longer, for the tablet to correct."""

    code = "tablet_field.not_returned"


@dataclass(frozen=True)
class GivenBack:
    """The record without what stays at the office: ``withheld`` are its paths, ``closed`` is carried unread."""

    form_id: str
    version: str  # of the questionnaire
    instance_id: str
    object: str  # the name of the interview in the log
    number: int
    xml: bytes = field(repr=False)
    withheld: tuple[str, ...]
    closed: bytes = field(repr=False)


def given_back(
    connection: Connection, vault: Vault, forms: FieldForms, device_id: str, name: Name, now: datetime
) -> GivenBack:
    """The version to correct. Raises UnknownDevice, NoSuchInterview, OtherTeam, NotReturned."""
    standing = of_team(connection, device_id, name)
    head = standing.head
    if head is None or not is_sent(standing, now) or _is_in_peace(connection, head.case_id, forms, now):
        raise NotReturned(record=standing.name)
    content = contents.read(connection, vault, [head.number]).get(head.number)
    if content is None:
        raise NotReturned(record=standing.name)
    form = compiled(connection, head.form_id, head.version)
    parted = part(form, read_record(content), sensitive_in(forms, head.form_id))
    closed = close(connection, vault, head.form_id, head.instance_id, head.subject, parted.kept)
    return GivenBack(
        head.form_id, head.version, head.instance_id, standing.object, head.number, parted.xml, parted.paths, closed
    )


def note(connection: Connection, device_id: str, given: GivenBack, now: datetime) -> None:
    """Write down that a tablet takes it along, in the caller's transaction."""
    told = {"withheld": len(given.withheld)}
    log(connection, Deed(now, f"device:{device_id}", "interview.given_back", f"{given.object}#{given.number}", told))


def of_team(connection: Connection, device_id: str, name: Name) -> Standing:
    """An interview of the device's own team. Raises UnknownDevice, NoSuchInterview, OtherTeam."""
    team = people.team_of_device(connection, device_id)
    if team is None:
        raise UnknownDevice()
    standing = standing_of(connection, name)
    if team_of(standing) != team:
        raise OtherTeam(record=standing.name)
    return standing


def _is_in_peace(connection: Connection, case_id: str | None, forms: FieldForms, now: datetime) -> bool:
    """Whether nobody goes back there: to correct it somebody might."""
    about = standings_of(connection, [case_id], forms, now) if case_id else []
    return any(one.is_left_in_peace for one in about)
