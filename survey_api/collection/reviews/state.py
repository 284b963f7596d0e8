"""The states of an interview in review, who may do what in which of them, and where that leads: the one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from questionnaires.codes import ReviewState


class State(StrEnum):
    """Where an interview stands."""

    RECEIVED = "received"
    AUTO_CHECKED = "auto_checked"
    SUP_APPROVED = "sup_approved"
    SUP_RETURNED = "sup_returned"  # by the supervisor to the interviewer
    PERSISTENT = "persistent"  # the same issue came back too often: headquarters decide
    HQ_RETURNED_SUPERVISOR = "hq_returned_supervisor"
    HQ_RETURNED_INTERVIEWER = "hq_returned_interviewer"
    HQ_APPROVED = "hq_approved"
    LOCKED = "locked"  # part of a frozen version
    REOPENED = "reopened"
    FORK = "fork"  # two versions, or two interviews of one case, stand beside each other
    ARCHIVED = "archived"  # the one of a fork that was not picked
    VOIDED = "voided"  # fabricated, or a duplicate
    QUARANTINED = "quarantined"  # nothing of it is accepted
    GONE = "gone"  # deleted, or withdrawn by the person


class Suggestion(StrEnum):
    """What the automatic check says to whoever decides."""

    CLEAN = "clean"
    COMMENT = "comment"
    REVIEW = "review"
    REJECT_SUGGESTED = "reject_suggested"


class Hand(StrEnum):
    """Who acts."""

    TABLET = "tablet"
    SERVICE = "service"
    INTERVIEWER = "interviewer"
    SUPERVISOR = "supervisor"
    QUALITY = "quality"


class Action(StrEnum):
    """What is done to an interview; the names under which decisions are kept."""

    ARRIVE = "arrive"  # a version arrives; no decision of a person
    CHECK = "check"  # its verdict comes; no decision of a person
    APPROVE = "approve"
    RETURN = "return"
    ESCALATE = "escalate"  # a return that has become headquarters' affair
    RECALL = "recall"  # a return is taken back
    HQ_APPROVE = "hq_approve"
    HQ_RETURN_SUPERVISOR = "hq_return_supervisor"
    HQ_RETURN_INTERVIEWER = "hq_return_interviewer"
    HQ_RECALL = "hq_recall"
    LOCK = "lock"
    ASK_VOID = "ask_void"
    CONFIRM_VOID = "confirm_void"
    ASK_REOPEN = "ask_reopen"
    CONFIRM_REOPEN = "confirm_reopen"
    REFUSE = "refuse"  # what somebody asked for, voiding or reopening
    PICK = "pick"
    ARCHIVE = "archive"  # what a pick does to the other interview of the case
    RELEASE = "release"  # out of quarantine, into the survey
    REPLACE = "replace"  # the content in quarantine takes the place of the accepted one under the same name
    KEEP_APART = "keep_apart"  # it stays in quarantine, and nobody waits for a decision any more
    COMMENT = "comment"
    ANSWER = "answer"
    CLOSE_COMMENT = "close_comment"
    HIDE_COMMENT = "hide_comment"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: who may do this in which states, and what state follows; None: the state stays."""

    action: Action
    hands: frozenset[Hand]
    sources: frozenset[State]
    target: State | None


_SUPERVISOR, _QUALITY = frozenset({Hand.SUPERVISOR}), frozenset({Hand.QUALITY})
_REVIEWERS = _SUPERVISOR | _QUALITY
_HERE = frozenset(State) - {State.GONE}
_WITH_SUPERVISOR = frozenset({State.AUTO_CHECKED, State.HQ_RETURNED_SUPERVISOR, State.REOPENED})
_WITH_HEADQUARTERS = frozenset({State.SUP_APPROVED, State.PERSISTENT})
_FINAL = frozenset({State.HQ_APPROVED, State.LOCKED, State.VOIDED})
_VOIDABLE = _HERE - {State.VOIDED, State.LOCKED, State.QUARANTINED}
_UNFROZEN = _HERE - {State.LOCKED, State.VOIDED}

RULES: tuple[Rule, ...] = (
    Rule(Action.ARRIVE, frozenset({Hand.TABLET}), _UNFROZEN - {State.ARCHIVED}, State.RECEIVED),
    Rule(Action.CHECK, frozenset({Hand.SERVICE}), frozenset({State.RECEIVED}), State.AUTO_CHECKED),
    Rule(Action.APPROVE, _SUPERVISOR, _WITH_SUPERVISOR, State.SUP_APPROVED),
    Rule(Action.RETURN, _SUPERVISOR, _WITH_SUPERVISOR, State.SUP_RETURNED),
    Rule(Action.ESCALATE, _SUPERVISOR, _WITH_SUPERVISOR, State.PERSISTENT),
    Rule(Action.RECALL, _SUPERVISOR, frozenset({State.SUP_RETURNED}), State.AUTO_CHECKED),
    Rule(Action.HQ_APPROVE, _QUALITY, _WITH_HEADQUARTERS, State.HQ_APPROVED),
    Rule(
        Action.HQ_RETURN_SUPERVISOR,
        _QUALITY,
        _WITH_HEADQUARTERS | {State.REOPENED},
        State.HQ_RETURNED_SUPERVISOR,
    ),
    Rule(
        Action.HQ_RETURN_INTERVIEWER,
        _QUALITY,
        _WITH_HEADQUARTERS | {State.REOPENED},
        State.HQ_RETURNED_INTERVIEWER,
    ),
    Rule(Action.HQ_RECALL, _QUALITY, frozenset({State.HQ_RETURNED_INTERVIEWER}), State.HQ_RETURNED_SUPERVISOR),
    Rule(Action.LOCK, _QUALITY, frozenset({State.HQ_APPROVED}), State.LOCKED),
    Rule(Action.ASK_VOID, _QUALITY, _VOIDABLE, None),
    Rule(Action.CONFIRM_VOID, _QUALITY, _VOIDABLE, State.VOIDED),
    Rule(Action.ASK_REOPEN, _QUALITY, _FINAL, None),
    Rule(Action.CONFIRM_REOPEN, _QUALITY, _FINAL, State.REOPENED),
    Rule(Action.REFUSE, _QUALITY, _HERE, None),
    Rule(Action.PICK, _REVIEWERS, _UNFROZEN - {State.HQ_APPROVED, State.QUARANTINED}, None),
    Rule(Action.ARCHIVE, _REVIEWERS, frozenset({State.FORK}), State.ARCHIVED),
    Rule(Action.RELEASE, _QUALITY, _UNFROZEN, None),
    Rule(Action.REPLACE, _QUALITY, _UNFROZEN, None),
    Rule(Action.KEEP_APART, _QUALITY, _HERE, None),
    Rule(Action.COMMENT, _REVIEWERS, _HERE, None),
    Rule(Action.ANSWER, _REVIEWERS | {Hand.INTERVIEWER}, _HERE, None),
    Rule(Action.CLOSE_COMMENT, _REVIEWERS, _HERE, None),
    Rule(Action.HIDE_COMMENT, _REVIEWERS, _HERE, None),
)
BY_ACTION: Mapping[Action, Rule] = {rule.action: rule for rule in RULES}

ASKED_FOR = {Action.ASK_VOID: Action.CONFIRM_VOID, Action.ASK_REOPEN: Action.CONFIRM_REOPEN}
"""What one person asks for and another confirms."""

WHILE_ASKED = frozenset(
    {
        *(Action.CONFIRM_VOID, Action.CONFIRM_REOPEN, Action.REFUSE),
        *(Action.COMMENT, Action.ANSWER, Action.CLOSE_COMMENT, Action.HIDE_COMMENT),
    }
)
"""What may still be done while something is asked for."""

SURVEY_SOLUTIONS: Mapping[State, int | None] = {
    State.RECEIVED: 100,
    State.AUTO_CHECKED: 100,
    State.SUP_APPROVED: 120,
    State.SUP_RETURNED: 65,
    State.PERSISTENT: 100,
    State.HQ_RETURNED_SUPERVISOR: 125,
    State.HQ_RETURNED_INTERVIEWER: 125,
    State.HQ_APPROVED: 130,
    State.LOCKED: 130,
    State.REOPENED: 100,
    State.FORK: 100,
    State.ARCHIVED: -1,
    State.VOIDED: -1,
    State.QUARANTINED: None,
    State.GONE: -1,
}
"""The interview status of Survey Solutions that comes nearest: 100 completed, 65 rejected by the supervisor, 120 and
130 approved by the supervisor and by headquarters, 125 rejected by headquarters, -1 deleted."""

IN_FILES: Mapping[State, ReviewState] = {
    State.RECEIVED: ReviewState.RECEIVED,
    State.AUTO_CHECKED: ReviewState.RECEIVED,
    State.SUP_APPROVED: ReviewState.APPROVED,
    State.SUP_RETURNED: ReviewState.RETURNED,
    State.PERSISTENT: ReviewState.RECEIVED,
    State.HQ_RETURNED_SUPERVISOR: ReviewState.RETURNED,
    State.HQ_RETURNED_INTERVIEWER: ReviewState.RETURNED,
    State.HQ_APPROVED: ReviewState.HQ_APPROVED,
    State.LOCKED: ReviewState.LOCKED,
    State.REOPENED: ReviewState.REOPENED,
    State.FORK: ReviewState.FORK,
    State.ARCHIVED: ReviewState.ARCHIVED,
    State.VOIDED: ReviewState.VOIDED,
    State.QUARANTINED: ReviewState.QUARANTINED,
    State.GONE: ReviewState.RECEIVED,
}
"""The code of each state in the files of an export; what is gone is in none of them."""


def allowed(state: State, action: Action, hand: Hand) -> bool:
    """Whether somebody may do this in this state."""
    rule = BY_ACTION[action]
    return hand in rule.hands and state in rule.sources


def after(state: State, action: Action) -> State:
    """The state that follows; the same where the action is out of place, or changes nothing."""
    rule = BY_ACTION[action]
    return rule.target if rule.target is not None and state in rule.sources else state
