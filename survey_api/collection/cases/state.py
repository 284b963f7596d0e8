"""Where a case stands, derived from what its visits say, what people decided and what tablets have: nothing is stored.

The code is proposed, not typed: it follows from visits and interviews by the rule of dispositions. A confirmation
holds for the code that was confirmed; what comes later and changes the code opens the case again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from functools import lru_cache

from questionnaires.codes import Disposition, ResponseStatus
from questionnaires.effort import FieldRules, Lack
from questionnaires.precedence import NON_CONTACTS, DispositionRule, Outcomes, ever_refused
from survey_api.collection.cases.decided import LEASE, Action, Assigned, Decided, Hold
from survey_api.collection.cases.history import Closure, History, Made, Why, history


class State(StrEnum):
    """From the selection of a person to the end of the work on them."""

    UNASSIGNED = "unassigned"
    ASSIGNED = "assigned"
    ON_DEVICE = "on_device"
    OPEN = "open"
    APPOINTMENT = "appointment"
    RESOLVED = "resolved"
    SUP_CONFIRMED = "sup_confirmed"
    CLOSED = "closed"


class Side(StrEnum):
    """What asks for somebody beside the course of the work."""

    SAFETY_HOLD = Hold.SAFETY.value
    DISTRESS = Hold.DISTRESS.value
    MINOR = Hold.MINOR.value
    NEEDS_INTERPRETER = "needs_interpreter"
    REISSUED = "reissued"
    TRANSFERRED = "transferred"
    CONTESTED = "contested"
    BREACH = "breach"


HELD = frozenset({Side.SAFETY_HOLD, Side.DISTRESS, Side.MINOR})  # nobody goes there until it is released
EFFORT_WANTED = NON_CONTACTS | {Disposition.LANGUAGE}  # codes that stand only once enough was tried
DONE = frozenset({State.RESOLVED, State.SUP_CONFIRMED, State.CLOSED})  # no more effort is asked for
_FOUND_OUT = frozenset({Disposition.COMPLETE, Disposition.PARTIAL, Disposition.DEAD, Disposition.UNABLE})


@dataclass(frozen=True)
class Measure:
    """What cases are judged by."""

    rules: FieldRules
    rule: DispositionRule
    zone: tzinfo
    in_person: frozenset[str]


@dataclass(frozen=True)
class Case:
    """A drawn person. ``team``: whose PSU it is; ``withdrawn``: visits there had been before all was taken back.

    ``voided``: an interview was voided, which counts as an eligible person without one until another is held.
    """

    case_id: str
    unit_id: str
    psu_id: str
    sex: str = ""
    age: int = 0
    team: str | None = None
    withdrawn: int | None = None
    voided: bool = False
    is_over: bool = False  # the work in its PSU has ended


@dataclass(frozen=True)
class OnTablet:
    """A tablet that has the case: since when, and when it was last heard."""

    device_id: str
    since: datetime
    heard_at: datetime


@dataclass(frozen=True)
class Pending:
    """A side state: who sees to it, by when."""

    side: Side
    owner: str
    since: datetime
    due: datetime

    def is_overdue(self, now: datetime) -> bool:
        """Whether nobody has in time."""
        return now > self.due


@dataclass(frozen=True)
class Standing:
    """Where one case stands."""

    case: Case
    state: State
    code: Disposition
    rule: str
    history: History
    decided: Decided
    assigned: Assigned | None
    tablets: tuple[OnTablet, ...]
    lacks: tuple[Lack, ...]
    appointment: datetime | None
    language_needed: str | None
    pending: tuple[Pending, ...]
    confirmed_by: str | None = None
    leases: tuple[OnTablet, ...] = field(default=())

    @property
    def team(self) -> str | None:
        """The team that works it; None where nobody does yet."""
        return self.assigned.team if self.assigned else self.case.team

    @property
    def version(self) -> int:
        """How many decisions there are about it."""
        return self.decided.version

    @property
    def closure(self) -> Closure | None:
        """Since when nobody goes back."""
        return self.history.closure

    @property
    def is_held(self) -> bool:
        """Whether nobody goes there for now."""
        return any(one.side in HELD for one in self.pending)

    @property
    def is_left_in_peace(self) -> bool:
        """Whether nobody may go there, for good or for now, whatever else is still to be done about it."""
        return self.is_held or self.closure is not None or self.case.withdrawn is not None

    @property
    def wanted(self) -> tuple[Lack, ...]:
        """What people are asked to try still: nothing where nobody need go back, or may."""
        return () if self.state in DONE else self.lacks

    @property
    def n_attempts(self) -> int:
        """How many attempts count."""
        return len(self.history.attempts) if self.case.withdrawn is None else self.case.withdrawn

    @property
    def ever_refused(self) -> bool:
        """Whether it was refused at any time, whatever became of it."""
        return self.case.withdrawn is not None or ever_refused(self.history.outcomes())

    @property
    def is_converted(self) -> bool:
        """Whether a refusal was followed by an interview."""
        return self.ever_refused and self.code.response_status is ResponseStatus.RESPONDENT

    @property
    def is_worked(self) -> bool:
        """Whether tablets have it: somebody may still go there, or is told how it ended."""
        ended = self.case.is_over or self.state in (State.SUP_CONFIRMED, State.CLOSED)
        return self.team is not None and not self.is_held and not ended

    def has_it_last(self) -> OnTablet | None:
        """The tablet of those that have it that was heard last."""
        return max(self.tablets, key=lambda one: (one.heard_at, one.device_id), default=None)


def standing(
    case: Case,
    made: Iterable[Made],
    decided: Decided,
    tablets: Sequence[OnTablet],
    measure: Measure,
    now: datetime,
) -> Standing:
    """Where a case stands now. The order in which records and their copies arrived plays no part."""
    told = history(
        _once(made), measure.rules, measure.rule, measure.zone, decided.closures if decided.decisions else ()
    )
    code = _code(case, told, decided, measure.rule)
    lacks = told.lacks(measure.rules, measure.in_person, measure.zone)
    assigned = decided.assignments[-1] if decided.assignments else None
    last = told.attempts[-1] if told.attempts else None
    appointment = last.facts.appointment if last else None
    state, by = _state(case, told, code, lacks, decided, tablets, assigned, appointment)
    over = state in (State.CLOSED, State.SUP_CONFIRMED) or code in _FOUND_OUT
    language = last.facts.language_needed if last and last.facts.outcome == Disposition.LANGUAGE and not over else None
    given_on = None if told.closure is not None or case.withdrawn is not None else assigned
    sides = {**_sides(told, decided, given_on, tablets), **decided_holds(told, decided)}
    if last and language is not None and not _was_seen_to(last, decided):
        sides[Side.NEEDS_INTERPRETER] = last.at
    return Standing(
        case=case,
        state=state,
        code=code,
        rule=measure.rule.name,
        history=told,
        decided=decided,
        assigned=assigned,
        tablets=tuple(sorted(tablets, key=lambda one: one.device_id)),
        lacks=lacks,
        appointment=appointment if state is State.APPOINTMENT else None,
        language_needed=language,
        pending=tuple(_pending(side, since, measure.rules) for side, since in sorted(sides.items())),
        confirmed_by=by,
        leases=tuple(one for one in tablets if _has_lease(one, decided, measure.rules, now)),
    )


def _once(made: Iterable[Made]) -> list[Made]:
    return list({(one.facts.kind, one.name): one for one in made}.values())


def _code(case: Case, told: History, decided: Decided, rule: DispositionRule) -> Disposition:
    if case.withdrawn is not None:
        return Disposition.PERSON_REFUSAL  # as if nothing had been said
    said = told.outcomes(evidence=decided.evidence)
    return _best_of(rule, replace(said, visits=(*said.visits, Disposition.OTHER_ELIGIBLE)) if case.voided else said)


@lru_cache(maxsize=4096)
def _best_of(rule: DispositionRule, said: Outcomes) -> Disposition:
    """The code of a case; thousands of cases say the same."""
    return rule.of_case(said)


def _state(
    case: Case,
    told: History,
    code: Disposition,
    lacks: Sequence[Lack],
    decided: Decided,
    tablets: Sequence[OnTablet],
    assigned: Assigned | None,
    appointment: datetime | None,
) -> tuple[State, str | None]:
    """The state, and who confirmed it."""
    if told.closure is not None or case.withdrawn is not None:
        return State.CLOSED, None
    confirmed = _confirmation(code, decided, assigned)
    if confirmed is not None:
        return State.CLOSED if _is_of_headquarters(decided) else State.SUP_CONFIRMED, confirmed
    if is_found_out(code) or (code in EFFORT_WANTED and not lacks):
        return State.RESOLVED, None
    if appointment is not None:
        return State.APPOINTMENT, None
    if told.attempts or told.interviews:
        return State.OPEN, None
    if assigned is not None and any(one.since >= assigned.at for one in tablets):
        return State.ON_DEVICE, None
    if assigned is not None or case.team is not None:
        return State.ON_DEVICE if assigned is None and tablets else State.ASSIGNED, None
    return State.UNASSIGNED, None


def is_found_out(code: Disposition) -> bool:
    """Whether nothing more can be learnt by going back."""
    return code in _FOUND_OUT or code.response_status is ResponseStatus.INELIGIBLE


def _confirmation(code: Disposition, decided: Decided, assigned: Assigned | None) -> str | None:
    """Who confirmed this very code, if nothing that was decided later takes it back."""
    last = decided.last(Action.CONFIRM, Action.NOT_ATTEMPTED)
    if last is None or last.details["code"] != code or (assigned is not None and assigned.version > last.version):
        return None
    return last.by


def _is_of_headquarters(decided: Decided) -> bool:
    last = decided.last(Action.CONFIRM, Action.NOT_ATTEMPTED)
    return last is not None and last.details.get("level") == "headquarters"


def _sides(
    told: History, decided: Decided, assigned: Assigned | None, tablets: Sequence[OnTablet]
) -> dict[Side, datetime]:
    found: dict[Side, datetime] = {}
    if assigned is not None:
        found |= _given_on(told, assigned, tablets)
    contested, ruled = decided.last(Action.CONTEST), decided.last(Action.CONFIRM)
    if contested is not None and (ruled is None or ruled.version < contested.version):
        found[Side.CONTESTED] = contested.at
    settled = decided.settled(Side.BREACH)
    broken = [one.at for one in told.breaches if one.name not in settled]
    if broken:
        found[Side.BREACH] = min(broken)
    return found


def _given_on(told: History, assigned: Assigned, tablets: Sequence[OnTablet]) -> dict[Side, datetime]:
    """A case on its way to somebody else: to another tablet, or after a refusal."""
    found: dict[Side, datetime] = {}
    if assigned.action is Action.TRANSFER and not _has_reached(assigned, tablets):
        found[Side.TRANSFERRED] = assigned.at
    refused = [one for one in told.visits if one.refuses]
    if refused and assigned.at > refused[-1].at == told.visits[-1].at:
        found[Side.REISSUED] = assigned.at
    return found


def decided_holds(told: History, decided: Decided) -> dict[Side, datetime]:
    """Holds that people decided, and that of a minor whom an interview met."""
    found = {Side(hold.value): since for hold, since in decided.holds.items()}
    settled = decided.settled(Hold.MINOR)
    for one in told.interviews:
        if one.facts.outcome == Disposition.NO_ELIGIBLE_PERSON and one.name not in settled:
            found.setdefault(Side.MINOR, one.at)
    return found


def to_settle(told: History, what: str) -> tuple[str, ...]:
    """The records that a release of this answers for; those that come later are to be seen to again."""
    if what == Side.BREACH:
        return tuple(sorted({one.name for one in told.breaches}))
    met = (one.name for one in told.interviews if one.facts.outcome == Disposition.NO_ELIGIBLE_PERSON)
    return tuple(sorted(met)) if what == Hold.MINOR else ()


def _was_seen_to(visit: Made, decided: Decided) -> bool:
    """Whether somebody who speaks the language was named after a visit that lacked it."""
    return any(one.action is Action.INTERPRETER and one.at > visit.at for one in decided.assignments)


def _has_reached(assigned: Assigned, tablets: Sequence[OnTablet]) -> bool:
    wanted = [one for one in tablets if assigned.device in (None, one.device_id)]
    return any(one.heard_at >= assigned.at for one in wanted)


def _has_lease(one: OnTablet, decided: Decided, rules: FieldRules, now: datetime) -> bool:
    released = decided.released(LEASE)
    return one.heard_at + rules.lease > now and (released is None or released < one.heard_at)


def _pending(side: Side, since: datetime, rules: FieldRules) -> Pending:
    return Pending(side, rules.owners[side.value], since, since + rules.due[side.value])


def breaches_of(found: Standing) -> tuple[Why, ...]:
    """How the protocol was broken at a case."""
    return tuple(sorted({one.why for one in found.history.breaches}))
