"""Where a PSU stands, derived from what was decided about it and from what has come; who may lead it on from where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from survey_api.collection.errors import NotAllowed
from survey_api.collection.people import Role
from survey_api.collection.psus.errors import NeedsReason, NotInState


class PsuState(StrEnum):
    """From the sample to the end of its work."""

    PLANNED = "planned"
    LISTING = "listing"  # a tablet has its numbers, or units have come
    LISTED = "listed"  # every tablet with numbers has sent units, and each has its verdict
    LISTING_APPROVED = "listing_approved"  # nobody was drawn so far
    SAMPLE_DRAWN = "sample_drawn"
    IN_FIELD = "in_field"  # somebody went back to it
    EFFORT_COMPLETE = "effort_complete"  # nothing is left that the effort rule asks for
    CLOSED = "closed"
    REOPENED = "reopened"  # units may be added to its listing


class PsuAction(StrEnum):
    """What is decided about a PSU; the names under which decisions are kept."""

    ASSIGN = "assign"
    APPROVE = "approve"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class PsuFacts:
    """What has come from a PSU: counts and truths, whatever the order in which it came."""

    came_listed: bool = False  # with the sample, its cases drawn
    tablets: int = 0  # that were given numbers
    silent: int = 0  # of these, those that have sent no unit
    units: int = 0  # listed, each once
    waiting: int = 0  # listing records without verdict, or kept apart undecided
    cases: int = 0
    visits: int = 0
    unfinished: int = 0  # units and cases that the effort rule asks more of


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states an action leads on, for whom; ``reason``: only with one."""

    action: PsuAction
    sources: frozenset[PsuState]
    roles: frozenset[Role]
    reason: bool = False


_S, _HEADQUARTERS = PsuState, frozenset({Role.SAMPLING, Role.ADMINISTRATOR})
_SAMPLING, _FIELD = frozenset({Role.SAMPLING}), frozenset({Role.SUPERVISOR, Role.SAMPLING})
_APPROVED = frozenset({_S.LISTING_APPROVED, _S.SAMPLE_DRAWN, _S.IN_FIELD, _S.EFFORT_COMPLETE})
RULES = (
    Rule(PsuAction.ASSIGN, frozenset(_S) - {_S.CLOSED}, _HEADQUARTERS),
    Rule(PsuAction.APPROVE, frozenset({_S.LISTING, _S.LISTED, _S.REOPENED}), _FIELD),
    Rule(PsuAction.CLOSE, frozenset({_S.EFFORT_COMPLETE}), _FIELD),
    Rule(PsuAction.CLOSE, frozenset(_S) - {_S.CLOSED, _S.EFFORT_COMPLETE}, _SAMPLING, reason=True),
    Rule(PsuAction.REOPEN, _APPROVED | {_S.CLOSED}, _SAMPLING, reason=True),
)
FROZEN = _APPROVED | {_S.CLOSED, _S.REOPENED}  # the listing was approved at least once, or the PSU is closed


class _Phase(StrEnum):
    BEFORE, APPROVED, CLOSED, REOPENED = "before", "approved", "closed", "reopened"


_LEADS_TO: Mapping[PsuAction, _Phase] = {
    PsuAction.APPROVE: _Phase.APPROVED,
    PsuAction.CLOSE: _Phase.CLOSED,
    PsuAction.REOPEN: _Phase.REOPENED,
}


def state_of(facts: PsuFacts, decided: Iterable[str]) -> PsuState:
    """The state of a PSU; ``decided``: the actions in their order."""
    phase = _Phase.APPROVED if facts.came_listed else _Phase.BEFORE
    for action in decided:
        phase = _LEADS_TO.get(PsuAction(action), phase)
    match phase:
        case _Phase.BEFORE:
            return _before(facts)
        case _Phase.APPROVED:
            return _worked(facts)
        case _Phase.CLOSED:
            return PsuState.CLOSED
        case _Phase.REOPENED:
            return PsuState.REOPENED


def _before(facts: PsuFacts) -> PsuState:
    if not facts.tablets and not facts.units and not facts.waiting:
        return PsuState.PLANNED
    whole = facts.units > 0 and not facts.waiting and not facts.silent
    return PsuState.LISTED if whole else PsuState.LISTING


def _worked(facts: PsuFacts) -> PsuState:
    if not facts.unfinished:
        return PsuState.EFFORT_COMPLETE
    if facts.visits:
        return PsuState.IN_FIELD
    return PsuState.SAMPLE_DRAWN if facts.cases else PsuState.LISTING_APPROVED


def require(action: PsuAction, psu_id: str, state: PsuState, role: Role | None, reason: str = "") -> None:
    """Raises NotInState, NotAllowed, NeedsReason. ``role`` is None for the owner of the machine."""
    from_here = [rule for rule in RULES if rule.action is action and state in rule.sources]
    if not from_here:
        raise NotInState(psu=psu_id, state=state.value, action=action.value)
    rule = next((rule for rule in from_here if role is None or role in rule.roles), None)
    if rule is None:
        raise NotAllowed(role=role.value if role else "")
    if rule.reason and not reason.strip():
        raise NeedsReason(psu=psu_id, state=state.value, action=action.value)


def possible(state: PsuState, role: Role) -> tuple[PsuAction, ...]:
    """What somebody may decide about a PSU where it stands."""
    return tuple(dict.fromkeys(rule.action for rule in RULES if state in rule.sources and role in rule.roles))
