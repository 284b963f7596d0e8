"""Back-checks as they were drawn: the chance of each is written down once, so that what comes later does not move it.

An error rate weighs a back-check by the chance that it had when it was drawn. Drawn anew every evening from other flags
and other weeks, the same back-check would weigh more or less from one day to the next.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from survey_api.collection.cases.errors import IncompleteDecision
from survey_api.collection.deciding import decide
from survey_api.collection.occasion import Arguments, Occasion, Result
from survey_api.store import decisions

KIND = "draw"
BY = "checks"  # who draws: the job that has the field checked
SAID = ("kind", "part", "probability", "due_at")


def drawn(connection: Connection) -> list[Mapping[str, Any]]:
    """Every back-check that was drawn: its case or unit (``name``), kind, part, probability, and until when."""
    found = decisions.of_kind(connection, KIND).items()
    return [{"name": name.partition(":")[2], **one.details} for name, made in found for one in made]


def keep_draws(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Write down the back-checks in ``drawn`` that are not known yet. Raises IncompleteDecision."""
    known = {_named(one) for one in drawn(connection)}
    new = [one for one in _asked(arguments.get("drawn")) if _named(one) not in known]
    for one in new:
        decide(connection, occasion, f"{KIND}:{one['name']}", None, "draw", **{name: one[name] for name in SAID})
    return {"kept": len(new)}


def _asked(told: object) -> Iterable[Mapping[str, Any]]:
    rows: list[Any] = told if isinstance(told, list) else [None]
    for one in rows:
        if not isinstance(one, Mapping) or any(name not in one for name in ("name", *SAID)):
            raise IncompleteDecision(what="drawn", among=", ".join(("name", *SAID)))
        if not 0 < float(one["probability"]) <= 1:
            raise IncompleteDecision(what="probability", among="0-1")
    return rows


def _named(one: Mapping[str, Any]) -> tuple[str, str]:
    return str(one["name"]), str(one["kind"])
