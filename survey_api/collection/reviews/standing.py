"""Where an interview stands, derived from its versions and from what was decided: nothing of it is stored.

The order in which versions arrived plays no part, but where two of them replace the same one: there the head is the
one taken last, until a person picks. Decisions about a version that is no longer the head are history; those about
the interview as a whole (voided, archived, locked, comments) stay.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from survey_api.collection.reviews.state import BY_ACTION, Action, State, Suggestion, after
from survey_api.collection.reviews.threads import Thread, threads
from survey_api.collection.reviews.versions import Record, suggestion
from survey_api.store.arrivals import Quarantine
from survey_api.store.decisions import Decision
from survey_api.store.edits import Interview, interviews

KIND = "record"
GONE = frozenset({Quarantine.DELETED.value, Quarantine.WITHDRAWN.value})
RETURNS = frozenset({Action.RETURN, Action.HQ_RETURN_INTERVIEWER})
_OF_THE_HEAD = frozenset(
    {
        *(Action.APPROVE, Action.RETURN, Action.ESCALATE, Action.RECALL, Action.HQ_APPROVE, Action.HQ_RECALL),
        *(Action.HQ_RETURN_SUPERVISOR, Action.HQ_RETURN_INTERVIEWER, Action.CONFIRM_REOPEN),
    }
)


@dataclass(frozen=True, slots=True)
class Returned:
    """The return under which the interviewer has the interview."""

    by: str
    at: datetime
    expires: datetime
    reason: str | None
    threads: tuple[int, ...]

    def holds(self, now: datetime) -> bool:
        """Whether it is still sent to tablets."""
        return now < self.expires


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one interview stands.

    ``name``: the record of it that the server took first, by which decisions name the interview; later versions,
    in whatever order they come, do not change it. ``version`` counts the decisions about it. ``rivals`` are other
    interviews of the case, by their names.
    """

    name: str
    form_id: str
    state: State
    version: int
    members: tuple[Record, ...]
    head: Record | None
    beside: tuple[Record, ...] = ()  # versions that stand beside the head, to be picked among
    passed_over: tuple[Record, ...] = ()  # versions that were not picked
    late: tuple[Record, ...] = ()  # versions that came after it was locked
    rivals: tuple[str, ...] = ()
    apart: tuple[Record, ...] = ()  # in quarantine, and nobody has decided
    threads: tuple[Thread, ...] = ()
    asked: Decision | None = None  # voiding or reopening, to be confirmed by somebody else
    returned: Returned | None = None
    returns: Mapping[str, int] = field(default_factory=dict)  # how often each issue was returned
    decisions: tuple[Decision, ...] = ()

    @property
    def object(self) -> str:
        """What its decisions are kept under."""
        return object_named(self.form_id, self.name)

    @property
    def counts(self) -> bool:
        """Whether its answers count: an interview that is not voided, archived, or apart."""
        return self.head is not None and self.state not in (State.VOIDED, State.ARCHIVED)

    @property
    def suggestion(self) -> Suggestion | None:
        """What the automatic check suggests about the current version; None while it was not checked."""
        problems = self.head.problems if self.head else None
        return None if problems is None else suggestion(problems)

    @property
    def unresolved(self) -> tuple[Thread, ...]:
        """The comments that nobody has closed."""
        return tuple(thread for thread in self.threads if not thread.closed)


def object_named(form_id: str, name: str) -> str:
    """What the decisions about an interview are kept under."""
    return f"{KIND}:{form_id}:{name}"


def objects_of(records: Iterable[Record]) -> set[str]:
    """Every object that could hold decisions about the interview of these records: two may have become one."""
    return {object_named(record.form_id, record.instance_id) for record in records}


def standings(records: Sequence[Record], decisions: Mapping[str, Sequence[Decision]]) -> list[Standing]:
    """Where each of the interviews stands that these records make; ``decisions`` by object."""
    by_name: dict[tuple[str, str], list[Record]] = {}
    for record in sorted(records, key=lambda one: one.number):
        by_name.setdefault((record.form_id, record.instance_id), []).append(record)
    found = interviews(record.node for record in records)
    return [_standing(one, [r for node in one.members for r in by_name[node.name]], decisions) for one in found]


def _standing(graph: Interview, records: Sequence[Record], decisions: Mapping[str, Sequence[Decision]]) -> Standing:
    members = tuple(sorted(records, key=lambda record: record.number))
    first = members[0]
    about = _merged([decisions.get(name, ()) for name in objects_of(members)])
    head, beside, passed_over, late = _head(graph, members, about)
    blank = Standing(
        name=first.instance_id,
        form_id=first.form_id,
        state=State.GONE,
        version=len(decisions.get(object_named(first.form_id, first.instance_id), ())),
        members=members,
        head=head,
        beside=beside,
        passed_over=passed_over,
        late=late,
        apart=_apart(members, about),
        threads=threads(about, head.number if head else 0),
        returns=_issues(about),
        decisions=about,
    )
    if all(record.quarantine in GONE for record in members):
        return blank
    if head is None:
        return replace(blank, state=State.QUARANTINED, asked=_asked(about, None))
    state, returned = _state_of_head(head, about)
    state = _of_the_whole(about, state, forked=bool(beside))
    waiting = returned if state in (State.SUP_RETURNED, State.HQ_RETURNED_INTERVIEWER) else None
    return replace(blank, state=state, returned=waiting, asked=_asked(about, head))


def beside_rivals(found: Iterable[Standing]) -> list[Standing]:
    """The same, where several interviews that were held with one case, and count, are told as a fork."""
    found = list(found)
    of_case: dict[tuple[str, str], list[str]] = {}
    for one in found:
        if one.counts and one.head is not None and one.head.held and one.head.case_id:
            of_case.setdefault((one.form_id, one.head.case_id), []).append(one.name)
    told = []
    for one in found:
        case = one.head.case_id if one.head else None
        names = of_case.get((one.form_id, case), []) if case else []
        stands = one.name in names
        rivals = tuple(sorted(set(names) - {one.name})) if stands or one.state is State.ARCHIVED else ()
        forked = stands and rivals and one.state is not State.LOCKED
        told.append(replace(one, rivals=rivals, state=State.FORK if forked else one.state))
    return told


def _merged(parts: Iterable[Sequence[Decision]]) -> tuple[Decision, ...]:
    together = (decision for part in parts for decision in part)
    return tuple(sorted(together, key=lambda one: (one.at, one.object, one.version)))


def _head(
    graph: Interview, members: Sequence[Record], about: Sequence[Decision]
) -> tuple[Record | None, tuple[Record, ...], tuple[Record, ...], tuple[Record, ...]]:
    """The version that stands, those beside it, those that were not picked, and those that came too late."""
    accepted = {record.number: record for record in members if record.quarantine is None}
    current = [accepted[node.number] for node in graph.current]
    pinned = accepted.get(_pinned(about))
    if pinned is not None:
        return pinned, (), (), tuple(record for record in current if record.number != pinned.number)
    over = _passed_over(about)
    left = [record for record in current if record.number not in over] or current
    head = max(left, key=lambda record: record.number, default=None)
    passed_over = tuple(record for record in current if record not in left)
    return head, tuple(record for record in left if record is not head), passed_over, ()


def _pinned(about: Iterable[Decision]) -> int:
    """The version that a lock holds; 0 where none does."""
    held = 0
    for decision in about:
        if decision.action == Action.LOCK:
            held = int(decision.details["submission"])
        elif decision.action == Action.CONFIRM_REOPEN:
            held = 0
    return held


def _passed_over(about: Iterable[Decision]) -> set[int]:
    """The versions that were not picked."""
    over: set[int] = set()
    for decision in about:
        if decision.action == Action.PICK:
            over |= set(decision.details.get("over", ()))
            over.discard(int(decision.details["submission"]))
    return over


def _apart(members: Iterable[Record], about: Iterable[Decision]) -> tuple[Record, ...]:
    decided = {decision.details["item"] for decision in about if decision.action == Action.KEEP_APART}
    waiting = (one for one in members if one.quarantine is not None and one.quarantine not in GONE)
    return tuple(one for one in waiting if one.number not in decided and one.quarantine != Quarantine.REPLACED)


def _issues(about: Iterable[Decision]) -> Mapping[str, int]:
    """How often each issue was returned to the interviewer; a return that was taken back does not count."""
    returned: list[Decision] = []
    for decision in about:
        if decision.action in RETURNS:
            returned.append(decision)
        elif decision.action in (Action.RECALL, Action.HQ_RECALL) and returned:
            returned.pop()
    return Counter(issue for decision in returned for issue in decision.details.get("issues", ()))


def _state_of_head(head: Record, about: Iterable[Decision]) -> tuple[State, Returned | None]:
    state = State.RECEIVED if head.problems is None else State.AUTO_CHECKED
    returned = None
    for decision in about:
        if decision.action not in _OF_THE_HEAD or decision.details.get("submission") != head.number:
            continue
        action = Action(decision.action)
        if action is Action.CONFIRM_REOPEN:
            state = State.REOPENED
            continue
        if action in RETURNS and state in BY_ACTION[action].sources:
            returned = _returned(decision)
        state = after(state, action)
    return state, returned


def _returned(decision: Decision) -> Returned:
    details = decision.details
    expires = datetime.fromisoformat(details["expires"])
    named = tuple(thread["thread"] for thread in details.get("threads", ()))
    return Returned(decision.by, decision.at, expires, details.get("reason"), named)


_WHOLE: Mapping[Action, State | None] = {
    Action.CONFIRM_VOID: State.VOIDED,
    Action.ARCHIVE: State.ARCHIVED,
    Action.LOCK: State.LOCKED,
    Action.CONFIRM_REOPEN: None,
    Action.PICK: None,
}


def _of_the_whole(about: Iterable[Decision], state: State, *, forked: bool) -> State:
    """What was decided about the interview as a whole goes before what was decided about its head."""
    whole: State | None = None
    for decision in about:
        action = Action(decision.action)
        if action in _WHOLE and not (action is Action.PICK and whole is not State.ARCHIVED):
            whole = _WHOLE[action]
    return whole or (State.FORK if forked else state)


def _asked(about: Iterable[Decision], head: Record | None) -> Decision | None:
    """What somebody asked for and nobody has confirmed or refused; reopening is asked of one version."""
    asked: Decision | None = None
    for decision in about:
        if decision.action in (Action.ASK_VOID, Action.ASK_REOPEN):
            asked = decision
        elif decision.action in (Action.CONFIRM_VOID, Action.CONFIRM_REOPEN, Action.REFUSE):
            asked = None
    if asked is not None and asked.action == Action.ASK_REOPEN and head is not None:
        return asked if asked.details.get("submission") == head.number else None
    return asked
