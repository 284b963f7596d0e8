"""Assigning PSUs to teams, closing and reopening them."""

from sqlalchemy import Connection

from survey_api.collection.deciding import decide, require_current
from survey_api.collection.occasion import Arguments, Occasion, Result
from survey_api.collection.people import checked_name
from survey_api.collection.psus.errors import NotReleased
from survey_api.collection.psus.reading import Psu, object_named, psu
from survey_api.collection.psus.roles import require_team, role_of
from survey_api.collection.psus.state import PsuAction, require
from survey_api.store import decisions, hints

LONGEST_REASON = 500


def assign(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Give PSUs to teams: ``teams`` by PSU. A PSU that has its team stays as it is.

    Raises NoSuchPsu, Overtaken, NotInState, NotAllowed, NotReleased, BadName.
    """
    changed, versions = 0, dict[str, int]()
    for psu_id, team in sorted(arguments["teams"].items()):
        found = _seen(connection, arguments, occasion, psu_id)
        require(PsuAction.ASSIGN, psu_id, found.state, role_of(connection, occasion))
        if not found.released:
            raise NotReleased(psu=psu_id, replicate=found.replicate or 0)
        if found.team != checked_name(team):
            versions = _decide(connection, arguments, occasion, PsuAction.ASSIGN, psu_id, team=team)
            changed += 1
        else:
            versions = {"version": found.version}
    return {"assigned": changed} | versions


def reopen(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Open the listing of a PSU again: units that were never listed may be added. Raises NeedsReason besides."""
    psu_id, reason = arguments["psu_id"], _reason(arguments)
    found = _seen(connection, arguments, occasion, psu_id)
    require(PsuAction.REOPEN, psu_id, found.state, role_of(connection, occasion), reason)
    told = {"was": found.state.value, "reason": reason}
    return _decide(connection, arguments, occasion, PsuAction.REOPEN, psu_id, **told)


def close(connection: Connection, arguments: Arguments, occasion: Occasion, unfinished: int) -> Result:
    """End the work in a PSU: its hints are forgotten, and their key is destroyed after the commit.

    ``unfinished``: the units and cases that the effort rule asks more of; with any, only with a reason. A PSU that is
    closed stays so. Raises NoSuchPsu, NotOfTeam, Overtaken, NotAllowed, NeedsReason.
    """
    psu_id, reason = arguments["psu_id"], _reason(arguments)
    found = _seen(connection, arguments, occasion, psu_id, unfinished)
    if found.decided and found.decided[-1].action == PsuAction.CLOSE and arguments.get("expected") is None:
        return {"new": False, "hints": 0, "version": found.version}
    require(PsuAction.CLOSE, psu_id, found.state, role_of(connection, occasion), reason)
    _, forgotten = hints.close(connection, psu_id, occasion.at)
    told = {"hints": forgotten, "unfinished": unfinished} | ({"reason": reason} if reason else {})
    return {"new": True, "hints": forgotten} | _decide(connection, arguments, occasion, PsuAction.CLOSE, psu_id, **told)


def _seen(connection: Connection, arguments: Arguments, occasion: Occasion, psu_id: str, unfinished: int = 0) -> Psu:
    """The PSU, as long as nothing was decided about it since the person looked."""
    assert occasion.forms is not None  # noqa: S101 (whoever carries out orders on a home knows its forms)
    found = psu(connection, occasion.forms, psu_id, unfinished)
    require_team(connection, occasion, role_of(connection, occasion), psu_id, found.team)
    name = object_named(psu_id)
    require_current(name, decisions.last_of(connection, name), arguments.get("expected"))
    return found


def _decide(
    connection: Connection,
    arguments: Arguments,
    occasion: Occasion,
    action: PsuAction,
    psu_id: str,
    **details: str | int,
) -> Result:
    made = decide(connection, occasion, object_named(psu_id), arguments.get("expected"), action.value, **details)
    return {"version": made.version}


def _reason(arguments: Arguments) -> str:
    return str(arguments.get("reason") or "").strip()[:LONGEST_REASON]
