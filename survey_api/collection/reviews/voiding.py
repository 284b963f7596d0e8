"""Voiding an interview and opening a final one again: one person asks, another one confirms."""

from survey_api.collection.occasion import COMMAND_LINE, Arguments
from survey_api.collection.reviews.commenting import keep, words
from survey_api.collection.reviews.errors import NoSuchReason, NothingAsked, PersonUnnamed, SamePerson
from survey_api.collection.reviews.policy import POLICY
from survey_api.collection.reviews.sight import Sight
from survey_api.collection.reviews.state import ASKED_FOR, Action
from survey_api.store import comments
from survey_api.store.decisions import Decision


def void(sight: Sight, arguments: Arguments) -> Decision:
    """Ask that an interview be voided: why, on what evidence, and whether the interviewer was heard.

    Raises NotNow, FirstThat, NoSuchReason, NoWords, CaseWithdrawn.
    """
    sight.require(Action.ASK_VOID)
    reason = _reason(arguments, POLICY.void_reasons)
    evidence = keep(sight, comments.EVIDENCE, "", "", words(arguments.get("evidence")))
    heard = bool(arguments.get("interviewer_heard"))
    return sight.decide(Action.ASK_VOID, reason=reason, evidence=evidence, interviewer_heard=heard)


def reopen(sight: Sight, arguments: Arguments) -> Decision:
    """Ask that a final interview be opened again. Raises NotNow, FirstThat, NoSuchReason."""
    sight.require(Action.ASK_REOPEN)
    return sight.decide(Action.ASK_REOPEN, reason=_reason(arguments, POLICY.reopen_reasons))


def confirm(sight: Sight, _arguments: Arguments) -> Decision:
    """Confirm what somebody else asked for. Raises NothingAsked, PersonUnnamed, SamePerson."""
    asked = sight.standing.asked
    if asked is None:
        raise NothingAsked(record=sight.standing.name)
    action = ASKED_FOR[Action(asked.action)]
    sight.require(action)
    if COMMAND_LINE in (asked.by, sight.actor.login):
        raise PersonUnnamed(record=sight.standing.name)
    if asked.by == sight.actor.login:
        raise SamePerson(record=sight.standing.name, by=asked.by)
    return sight.decide(action, asked=asked.version, reason=asked.details.get("reason"))


def refuse(sight: Sight, _arguments: Arguments) -> Decision:
    """Refuse what was asked for, or take it back. Raises NothingAsked."""
    sight.require(Action.REFUSE)
    if sight.standing.asked is None:
        raise NothingAsked(record=sight.standing.name)
    return sight.decide(Action.REFUSE, asked=sight.standing.asked.version)


def _reason(arguments: Arguments, reasons: frozenset[str]) -> str:
    reason = arguments.get("reason")
    if reason not in reasons:
        raise NoSuchReason(reason=str(reason)[:80], reasons=", ".join(sorted(reasons)))
    return str(reason)
