"""The order that notes a frozen version: its name once, its digest, what stood open and why it was frozen anyway."""

from sqlalchemy import Connection

from questionnaires.problems import ProblemError
from survey_api.collection.deciding import decide
from survey_api.collection.occasion import Arguments, Occasion, Result
from survey_api.store import decisions

KIND, FREEZE = "version", "freeze"


class FrozenAlready(ProblemError):
    """A version of this name was frozen before; names are used once."""

    code = "freezing.already"


def note_freeze(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Write down a frozen version, before it gets its name. Raises FrozenAlready."""
    version = arguments["version"]
    require_new(connection, version)
    told = {name: arguments[name] for name in ("digest", "open", "despite")}
    decide(connection, occasion, f"{KIND}:{version}", 0, FREEZE, **told)
    return {}


def require_new(connection: Connection, version: str) -> None:
    """Raises FrozenAlready."""
    made = decisions.last_of(connection, f"{KIND}:{version}")
    if made is not None:
        raise FrozenAlready(version=version, by=made.by, at=made.at.isoformat(timespec="minutes"))


def digest_noted(connection: Connection, version: str) -> str | None:
    """The digest under which a version was frozen; None where none of this name was."""
    made = decisions.last_of(connection, f"{KIND}:{version}")
    return None if made is None else str(made.details["digest"])
