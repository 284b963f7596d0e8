"""What happened at one case, in the order of the tablets' clocks, whatever order it arrived in.

A refusal for fear, or one told to headquarters as final, closes a case from that moment on, and so does a second
refusal of any kind. What was made afterwards is kept and is no attempt.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cached_property

from questionnaires.codes import Disposition
from questionnaires.effort import FieldRules, Lack
from questionnaires.facts import RecordFacts, RecordKind
from questionnaires.precedence import REFUSALS, DispositionRule, Outcomes


@dataclass(frozen=True, slots=True)
class Made:
    """One record about a case or its unit that stands; ``at`` is never empty."""

    name: str
    facts: RecordFacts

    @property
    def at(self) -> datetime:
        """The tablet's clock."""
        assert self.facts.at is not None  # noqa: S101 (see ``usable``)
        return self.facts.at

    @property
    def refuses(self) -> bool:
        """Whether the household or the person refused, or broke off."""
        return self.facts.outcome in REFUSALS


class Why(StrEnum):
    """Why a case is closed for good, or what breaks the protocol."""

    FEAR = "refused_for_good"
    TWICE = "refused_twice"
    DECIDED = "refusal_reported"
    AFTERWARDS = "after_closure"
    SAME_PERSON = "same_interviewer"
    TOO_EARLY = "too_early"


@dataclass(frozen=True, slots=True)
class Closure:
    """Since when, and why, nobody goes back; ``by``: whose visit it was, or who decided."""

    at: datetime
    why: Why
    by: str


@dataclass(frozen=True, slots=True)
class Breach:
    """A record that should not have been made."""

    name: str
    kind: RecordKind
    at: datetime
    interviewer_id: str
    why: Why


@dataclass(frozen=True, slots=True)
class Rest:
    """After a refusal: not this interviewer, and nobody before this day."""

    not_by: str
    not_before: date


@dataclass(frozen=True)
class History:
    """``visits`` are those that count: each an attempt. ``before``: those of the unit, before anybody was selected."""

    before: tuple[Made, ...]
    visits: tuple[Made, ...]
    interviews: tuple[Made, ...]
    closure: Closure | None
    rest: Rest | None
    breaches: tuple[Breach, ...]

    @cached_property
    def attempts(self) -> tuple[Made, ...]:
        """Every attempt, the earliest first."""
        if not self.before:
            return self.visits  # in that order already
        return tuple(sorted((*self.before, *self.visits), key=_when))

    def outcomes(self, *, evidence: bool = False) -> Outcomes:
        """What it all says, for the rule that makes one disposition of it."""
        return Outcomes(
            visits=tuple(map(outcome_of, self.visits)),
            interview=None if self.interview is None else outcome_of(self.interview),
            before=tuple(map(outcome_of, self.before)),
            evidence=evidence,
        )

    @property
    def interview(self) -> Made | None:
        """Of several interviews the best: they are in that order."""
        return self.interviews[0] if self.interviews else None

    def lacks(self, rules: FieldRules, modes: frozenset[str], zone: tzinfo) -> tuple[Lack, ...]:
        """What is missing before the case may be given up; calls and messages are no visits."""
        made = (one.at for one in self.attempts if one.facts.mode in modes)
        return rules.effort.lacks(made, zone)


def outcome_of(made: Made) -> Disposition | None:
    """What a record says of its case; None where it says nothing."""
    return _DISPOSITIONS[made.facts.outcome] if made.facts.outcome in _DISPOSITIONS else _named(made.facts.outcome)


_DISPOSITIONS = {one.value: one for one in Disposition}  # looked up a million times an evening


def _named(outcome: str) -> Disposition | None:
    return Disposition(outcome) if outcome else None


def usable(facts: RecordFacts) -> bool:
    """Whether a visit or an interview says enough to count: when, by whom, and what came of it."""
    named = facts.at is not None and facts.interviewer_id is not None
    if facts.kind is RecordKind.VISIT:
        return named and facts.mode is not None and facts.result is not None
    return named and facts.kind is RecordKind.INTERVIEW and facts.ended_at is not None


def history(
    made: Iterable[Made], rules: FieldRules, rule: DispositionRule, zone: tzinfo, reported: Sequence[Closure] = ()
) -> History:
    """The history of one case, from the usable records about it and those of its unit that name no case.

    ``reported``: refusals for good that somebody wrote down without a visit.
    """
    everything = sorted((one for one in made if usable(one.facts)), key=_when)
    visits = [one for one in everything if one.facts.kind is RecordKind.VISIT]
    interviews = [one for one in everything if one.facts.kind is RecordKind.INTERVIEW]
    closure = _closure(visits, interviews, rules, zone, reported)
    late = set() if closure is None else {one.name for one in everything if is_late(one, closure, rules)}
    counted = [one for one in visits if one.name not in late] if late else visits
    of_case = tuple(one for one in counted if one.facts.case_id is not None)
    return History(
        before=tuple(one for one in counted if one.facts.case_id is None),
        visits=of_case,
        interviews=_best_first((one for one in interviews if one.name not in late), rule),
        closure=closure,
        rest=_rest(of_case, rules, zone) if closure is None else None,
        breaches=tuple(_breaches(everything, late, of_case, rules, zone)),
    )


def _when(made: Made) -> tuple[datetime, str]:
    return made.at, made.name


def _closure(
    visits: Sequence[Made],
    interviews: Sequence[Made],
    rules: FieldRules,
    zone: tzinfo,
    reported: Sequence[Closure],
) -> Closure | None:
    """The earliest moment from which nobody was to go back."""
    found = [*reported, *(Closure(one.at, Why.FEAR, _by(one)) for one in visits if one.facts.closes)]
    refused = _refusals(visits, interviews, zone)
    if len(refused) >= rules.soft_refusals:
        last = refused[rules.soft_refusals - 1]
        found.append(Closure(last.at, Why.TWICE, _by(last)))
    return min(found, key=lambda one: (one.at, one.why), default=None)


def _refusals(visits: Iterable[Made], interviews: Iterable[Made], zone: tzinfo) -> list[Made]:
    """The refusals since a person was selected; that of an interview is the one its visit tells of, if there is one."""
    told = [one for one in visits if one.facts.outcome in REFUSALS and one.facts.case_id is not None]
    days = {(_by(one), _day(one, zone)) for one in told}
    alone = {(_by(one), _day(one, zone)): one for one in interviews if one.refuses}
    return sorted([*told, *(one for day, one in alone.items() if day not in days)], key=_when)


def is_late(made: Made, closure: Closure, rules: FieldRules) -> bool:
    """Whether a record was made after the closure; an interview may belong to the very visit that closed the case."""
    end = closure.at
    if made.facts.kind is RecordKind.INTERVIEW and closure.why is not Why.DECIDED and _by(made) == closure.by:
        end += rules.same_visit
    return made.at > end


def _best_first(interviews: Iterable[Made], rule: DispositionRule) -> tuple[Made, ...]:
    """The most complete, then the latest by the tablet's clock, then by name."""
    interviews = tuple(interviews)
    if len(interviews) < 2:
        return interviews
    latest = sorted(interviews, key=lambda one: (one.facts.ended_at, one.name), reverse=True)
    return tuple(sorted(latest, key=lambda one: rule.precedence.index(Disposition(one.facts.outcome))))


def _rest(visits: Sequence[Made], rules: FieldRules, zone: tzinfo) -> Rest | None:
    """What the last refusal asks for."""
    refused = [one for one in visits if one.facts.outcome in REFUSALS]
    if not refused:
        return None
    return Rest(_by(refused[-1]), _day(refused[-1], zone) + timedelta(days=rules.rest_after_refusal))


def _breaches(
    everything: Iterable[Made], late: set[str], visits: Sequence[Made], rules: FieldRules, zone: tzinfo
) -> Iterable[Breach]:
    for one in everything if late else ():
        if one.name in late:
            yield Breach(one.name, one.facts.kind, one.at, _by(one), Why.AFTERWARDS)
    if not any(one.refuses for one in visits):
        return
    for number, one in enumerate(visits):
        rest = _rest(visits[:number], rules, zone)
        if rest is None:
            continue
        if _by(one) == rest.not_by:
            yield Breach(one.name, one.facts.kind, one.at, _by(one), Why.SAME_PERSON)
        elif _day(one, zone) < rest.not_before:
            yield Breach(one.name, one.facts.kind, one.at, _by(one), Why.TOO_EARLY)


def _by(made: Made) -> str:
    return made.facts.interviewer_id or ""


def _day(made: Made, zone: tzinfo) -> date:
    return made.at.astimezone(zone).date()
