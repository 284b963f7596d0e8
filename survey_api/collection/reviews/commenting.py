"""What reviewers say about questions: asking, answering, closing, hiding what should not have been written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey_api.collection.occasion import Arguments
from survey_api.collection.reviews.contents import questions_in
from survey_api.collection.reviews.errors import CaseWithdrawn, NoSuchComment, NoSuchQuestion, NothingSaid, NoWords
from survey_api.collection.reviews.policy import POLICY
from survey_api.collection.reviews.sight import Sight
from survey_api.collection.reviews.state import Action
from survey_api.collection.reviews.threads import Thread
from survey_api.store import comments, forms
from survey_api.store.comments import Said
from survey_api.store.decisions import Decision

_POSITION = re.compile(r"(\d{1,6}(\.\d{1,6})*)?")


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody says about one question of one repeat instance."""

    path: str
    position: str
    text: str = field(repr=False)


def comments_in(arguments: Arguments) -> Sequence[Comment]:
    """The comments of an order. Raises NoWords."""
    told = arguments.get("comments") or ()
    return [Comment(str(one["path"]), str(one.get("position") or ""), words(one.get("text"))) for one in told]


def words(text: object) -> str:
    """What somebody wrote, without spaces around it. Raises NoWords where it is empty or too long."""
    written = text.strip() if isinstance(text, str) else ""
    if not written or len(written) > POLICY.longest_text:
        raise NoWords(limit=POLICY.longest_text)
    return written


def said(sight: Sight, told: Sequence[Comment]) -> list[Mapping[str, Any]]:
    """Keep comments, each in the thread of its question if there is one: what the decision says of them.

    Raises NoSuchQuestion, CaseWithdrawn.
    """
    if not told:
        return []
    head = sight.head
    known = questions_in(forms.xform(sight.connection, head.form_id, head.version) or b"")
    for one in told:
        if one.path not in known or not _POSITION.fullmatch(one.position):
            raise NoSuchQuestion(record=sight.standing.name)
    return [_said(sight, one) for one in told]


def _said(sight: Sight, comment: Comment) -> Mapping[str, Any]:
    same = (one for one in sight.standing.threads if (one.path, one.position) == (comment.path, comment.position))
    thread = next((one.number for one in same), None)
    number = keep(sight, comments.ON_QUESTION, comment.path, comment.position, comment.text, thread)
    return {"thread": thread or number, "comment": number, "path": comment.path, "position": comment.position}


def comment(sight: Sight, arguments: Arguments) -> Decision:
    """Comment on questions without returning the interview. Raises NothingSaid, NoWords, CaseWithdrawn."""
    sight.require(Action.COMMENT)
    told = comments_in(arguments)
    if not told:
        raise NothingSaid(record=sight.standing.name)
    return sight.decide(Action.COMMENT, threads=said(sight, told))


def answer(sight: Sight, arguments: Arguments) -> Decision:
    """Answer a comment. Raises NoSuchComment, NoWords, CaseWithdrawn."""
    sight.require(Action.ANSWER)
    thread = _thread(sight, arguments)
    number = keep(sight, comments.ANSWER, thread.path, thread.position, words(arguments.get("text")), thread.number)
    return sight.decide(Action.ANSWER, thread=thread.number, comment=number)


def close(sight: Sight, arguments: Arguments) -> Decision:
    """Close a thread: nobody waits for anything any more. Raises NoSuchComment."""
    sight.require(Action.CLOSE_COMMENT)
    return sight.decide(Action.CLOSE_COMMENT, thread=_thread(sight, arguments).number)


def hide(sight: Sight, arguments: Arguments) -> Decision:
    """Show the words of a comment no longer, to anybody; that it was made remains. Raises NoSuchComment."""
    sight.require(Action.HIDE_COMMENT)
    number = arguments.get("comment")
    thread = next((one for one in sight.standing.threads if number in one.comments), None)
    if thread is None:
        raise NoSuchComment(comment=str(number)[:20], record=sight.standing.name)
    return sight.decide(Action.HIDE_COMMENT, thread=thread.number, comment=number)


def keep(sight: Sight, kind: str, path: str, position: str, text: str, thread: int | None = None) -> int:
    """Keep words, locked with the key of the case: their number. Raises CaseWithdrawn."""
    seen = sight.standing.head or sight.standing.members[-1]
    told = Said(seen.number, seen.subject, kind, path, position, sight.actor.login, sight.occasion.at, text, thread)
    number = comments.keep(sight.connection, sight.occasion.vault(), told)
    if number is None:
        raise CaseWithdrawn(record=sight.standing.name)
    return number


def _thread(sight: Sight, arguments: Arguments) -> Thread:
    number = arguments.get("thread")
    found = next((one for one in sight.standing.threads if one.number == number), None)
    if found is None:
        raise NoSuchComment(comment=str(number)[:20], record=sight.standing.name)
    return found
