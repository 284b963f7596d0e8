"""Who decides about a PSU: somebody signed in, within their team, or the owner of the machine."""

from sqlalchemy import Connection

from survey_api.collection.errors import NoSuchStaff
from survey_api.collection.occasion import COMMAND_LINE, Occasion
from survey_api.collection.people import Role
from survey_api.collection.psus.errors import NotOfTeam
from survey_api.store import people


def role_of(connection: Connection, occasion: Occasion) -> Role | None:
    """The role of whoever decides; None for the owner of the machine. Raises NoSuchStaff."""
    if occasion.by == COMMAND_LINE:
        return None
    person = people.find_staff(connection, occasion.by)
    if person is None:
        raise NoSuchStaff(login=occasion.by[:80])
    return Role(person["role"])


def require_team(connection: Connection, occasion: Occasion, role: Role | None, psu_id: str, team: str | None) -> None:
    """Raises NotOfTeam where a supervisor decides about the PSU of another team."""
    if role is not Role.SUPERVISOR:
        return
    person = people.find_staff(connection, occasion.by)
    if person is None or person["team"] != team:
        raise NotOfTeam(psu=psu_id)
