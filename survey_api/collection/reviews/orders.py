"""The orders of reviewers: one decision about one interview, or the same one about many."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

from questionnaires.problems import ProblemError
from survey_api.collection.errors import UnknownOrder
from survey_api.collection.occasion import Arguments, Occasion, Result
from survey_api.collection.reviews import approving, commenting, picking, quarantine, returning, voiding
from survey_api.collection.reviews.sight import Sight, sight
from survey_api.store.decisions import Decision

MOST_AT_ONCE = 200  # interviews in one transaction

DEEDS: Mapping[str, Callable[[Sight, Arguments], Decision]] = {
    "approve": approving.approve,
    "lock": approving.lock,
    "return": returning.return_,
    "recall": returning.recall,
    "comment": commenting.comment,
    "answer": commenting.answer,
    "close-comment": commenting.close,
    "hide-comment": commenting.hide,
    "pick": picking.pick,
    "release": quarantine.release,
    "replace": quarantine.replace,
    "keep-apart": quarantine.keep_apart,
    "void": voiding.void,
    "reopen": voiding.reopen,
    "confirm": voiding.confirm,
    "refuse": voiding.refuse,
}
FREES = frozenset({"release", "replace"})  # after which something may wait for its check


def review(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Carry out one decision about one interview. Raises UnknownOrder, and what the decision raises."""
    deed = arguments["deed"]
    if deed not in DEEDS:
        raise UnknownOrder(order=str(deed)[:80])
    made = DEEDS[deed](sight(connection, arguments, occasion), arguments)
    return {"object": made.object, "version": made.version, "action": made.action, "look_back": deed in FREES}


def review_many(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Carry out the same decision about several interviews as they stand; which were refused, and why.

    A refusal of one changes nothing about it and leaves the others as decided.
    """
    decided = 0
    refused: list[Mapping[str, object]] = []
    names: Sequence[Sequence[str]] = arguments["records"][:MOST_AT_ONCE]
    for form_id, record in names:
        try:
            review(connection, {**arguments, "form_id": form_id, "record": record}, occasion)
            decided += 1
        except ProblemError as refusal:
            problem = refusal.problems[0]
            values = dict(problem.values)
            refused.append({"form_id": form_id, "record": record, "code": problem.code, "values": values})
    return {"decided": decided, "refused": refused, "look_back": arguments["deed"] in FREES}
