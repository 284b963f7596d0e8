"""Closing a PSU: what the effort rule still asks for there, and the end of its work."""

from sqlalchemy import Connection

from survey_api.collection.occasion import Arguments, Occasion, Result
from survey_api.collection.psus import assigning
from survey_api.collection.unfinished import unfinished_in


def close_psu(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Forget the hints of a PSU and end its work. Raises what ``assigning.close`` raises."""
    assert occasion.forms is not None  # noqa: S101 (whoever carries out orders on a home knows its forms)
    left = unfinished_in(connection, occasion.forms, occasion.at, arguments["psu_id"])
    return assigning.close(connection, arguments, occasion, left)
