"""How a person decides: on what they saw, once, and written down; whoever comes second is told what happened."""

from typing import Any

from sqlalchemy import Connection

from questionnaires.problems import ProblemError
from survey_api.collection.occasion import Occasion
from survey_api.store import decisions
from survey_api.store.decisions import Decision


class Overtaken(ProblemError):
    """Somebody else decided about the object after the person had looked at it."""

    code = "deciding.overtaken"


class MatchRequired(ProblemError):
    """A decision came without the version that the person looked at."""

    code = "deciding.match_required"


class MatchUnreadable(ProblemError):
    """The version that came with a decision is no version of ours."""

    code = "deciding.match_unreadable"


def decide(
    connection: Connection, occasion: Occasion, object_: str, expected: int | None, action: str, **details: Any
) -> Decision:
    """Add a decision about an object, in the caller's transaction, and log it.

    ``expected`` is the number of decisions about it that the person knew of (0: none); None for a command that takes
    things as they are. Details hold codes, names and counts, never answers. Whether the action is allowed in the
    state of the object is the caller's to ask, in the same transaction. Raises Overtaken.
    """
    last = decisions.last_of(connection, object_)
    require_current(object_, last, expected)
    decision = Decision(object_, (last.version if last else 0) + 1, action, occasion.by, occasion.at, details)
    decisions.add(connection, decision)
    kind = object_.partition(":")[0]
    occasion.log(connection, f"{kind}.{action}", object_, version=decision.version, **details)
    return decision


def require_current(object_: str, last: Decision | None, expected: int | None) -> None:
    """Raises Overtaken where more, or less, was decided about the object than the person knew of."""
    version = last.version if last else 0
    if expected is None or expected == version:
        return
    name = object_.partition(":")[2]
    if last is None:
        raise Overtaken(object=name, action="-", by="-", at="-", version=0)
    when = last.at.isoformat(timespec="minutes")
    raise Overtaken(object=name, action=last.action, by=last.by, at=when, version=version)
