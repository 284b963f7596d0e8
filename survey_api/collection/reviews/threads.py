"""Comments on questions as threads: open, answered, closed; nothing of them is ever deleted, their words lie locked."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from survey_api.collection.reviews.state import Action
from survey_api.store.decisions import Decision


class ThreadState(StrEnum):
    """Whether anybody still waits for something."""

    OPEN = "open"
    ANSWERED = "answered"  # by somebody, or by a version that came afterwards
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Thread:
    """What is said about one question of an interview; ``number`` is that of its first comment."""

    number: int
    path: str
    position: str  # of the repeat instance, empty outside repeats
    state: ThreadState
    submission: int  # the version that it was last raised about
    comments: tuple[int, ...] = ()
    hidden: frozenset[int] = field(default_factory=frozenset)  # comments whose words are no longer shown

    @property
    def closed(self) -> bool:
        """Whether nobody waits for anything."""
        return self.state is ThreadState.CLOSED


def issue(path: str, position: str) -> str:
    """A question of one repeat instance, as an issue that may come back."""
    return f"{path}[{position}]" if position else path


def threads(decisions: Iterable[Decision], head: int) -> tuple[Thread, ...]:
    """The threads that decisions opened, in order; ``head`` is the number of the current version."""
    found: dict[int, Thread] = {}
    for decision in decisions:
        for told in decision.details.get("threads", ()):
            number = told["thread"]
            before = found.get(number)
            said = (before.comments if before else ()) + (told["comment"],)
            hidden = before.hidden if before else frozenset()
            about = int(decision.details["submission"])
            found[number] = Thread(number, told["path"], told["position"], ThreadState.OPEN, about, said, hidden)
        thread = found.get(int(decision.details.get("thread", 0)))
        if thread is not None:
            found[thread.number] = _moved(thread, decision)
    return tuple(_overtaken(found[number], head) for number in sorted(found))


def _moved(thread: Thread, decision: Decision) -> Thread:
    match decision.action:
        case Action.ANSWER:
            said = (*thread.comments, decision.details["comment"])
            return replace(thread, comments=said, state=ThreadState.ANSWERED)
        case Action.CLOSE_COMMENT:
            return replace(thread, state=ThreadState.CLOSED)
        case Action.HIDE_COMMENT:
            return replace(thread, hidden=thread.hidden | {decision.details["comment"]})
    return thread


def _overtaken(thread: Thread, head: int) -> Thread:
    """A version that came after a comment answers it."""
    answered = thread.state is ThreadState.OPEN and head > thread.submission
    return replace(thread, state=ThreadState.ANSWERED) if answered else thread
