"""Returning an interview, with comments on its questions or a reason, and taking a return back."""

from collections.abc import Mapping
from typing import Any

from survey_api.collection.occasion import Arguments
from survey_api.collection.reviews.commenting import comments_in, said
from survey_api.collection.reviews.errors import NoSuchReason, NothingSaid
from survey_api.collection.reviews.policy import POLICY
from survey_api.collection.reviews.sight import Sight
from survey_api.collection.reviews.state import Action, Hand
from survey_api.collection.reviews.threads import issue
from survey_api.store.decisions import Decision

SUPERVISOR, INTERVIEWER = "supervisor", "interviewer"


def return_(sight: Sight, arguments: Arguments) -> Decision:
    """Send an interview back. Raises NotNow, NothingSaid, NoSuchReason, NoWords, CaseWithdrawn.

    An issue that was returned to the interviewer as often as the policy allows goes to headquarters instead.
    """
    action = _action(sight, arguments.get("to"))
    sight.require(action)
    reason, comments = arguments.get("reason"), comments_in(arguments)
    if reason is not None and reason not in POLICY.return_reasons:
        raise NoSuchReason(reason=reason[:80], reasons=", ".join(sorted(POLICY.return_reasons)))
    if reason is None and not comments:
        raise NothingSaid(record=sight.standing.name)
    issues = sorted({issue(one.path, one.position) for one in comments} | ({f"reason:{reason}"} if reason else set()))
    known = sight.standing.returns
    if action is Action.RETURN and any(known.get(one, 0) >= POLICY.most_returns for one in issues):
        action = Action.ESCALATE
    threads = said(sight, comments)
    return sight.decide(action, threads=threads, issues=issues, **_when(sight, reason))


def recall(sight: Sight, _arguments: Arguments) -> Decision:
    """Take a return back: nothing more is sent to tablets, and it counts as if it had not been."""
    action = Action.HQ_RECALL if sight.actor.hand is Hand.QUALITY else Action.RECALL
    sight.require(action)
    return sight.decide(action)


def _action(sight: Sight, to: str | None) -> Action:
    if sight.actor.hand is not Hand.QUALITY:
        return Action.RETURN
    return Action.HQ_RETURN_SUPERVISOR if to == SUPERVISOR else Action.HQ_RETURN_INTERVIEWER


def _when(sight: Sight, reason: str | None) -> Mapping[str, Any]:
    expires = (sight.occasion.at + POLICY.return_lasts).isoformat(timespec="seconds")
    return {"expires": expires} | ({"reason": reason} if reason else {})
