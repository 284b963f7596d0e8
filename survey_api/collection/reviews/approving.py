"""Approving, by the supervisor and then by headquarters, and locking what a frozen version holds."""

from survey_api.collection.editing.reading import open_proposals
from survey_api.collection.occasion import Arguments
from survey_api.collection.reviews.errors import CommentsOpen, ProposalsOpen
from survey_api.collection.reviews.sight import Sight
from survey_api.collection.reviews.state import Action, Hand
from survey_api.store.decisions import Decision


def approve(sight: Sight, _arguments: Arguments) -> Decision:
    """Approve the version that was looked at. Raises NotNow, CommentsOpen, ProposalsOpen."""
    if sight.actor.hand is not Hand.QUALITY:
        sight.require(Action.APPROVE)
        return sight.decide(Action.APPROVE)
    sight.require(Action.HQ_APPROVE)
    if unresolved := sight.standing.unresolved:
        raise CommentsOpen(record=sight.standing.name, n=len(unresolved))
    head = sight.head
    proposed = open_proposals(sight.connection, head.form_id, [head.case_id]) if head.case_id else ()
    if proposed:
        raise ProposalsOpen(record=sight.standing.name, n=len(proposed))
    return sight.decide(Action.HQ_APPROVE)


def lock(sight: Sight, _arguments: Arguments) -> Decision:
    """Hold the approved version: what comes later is told as late until the interview is opened again."""
    sight.require(Action.LOCK)
    return sight.decide(Action.LOCK)
