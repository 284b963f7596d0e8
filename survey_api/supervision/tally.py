"""One PSU in counts and lines: what every page adds up. Values; made anew when anything in the PSU moved."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import cached_property

from questionnaires.codes import Disposition, Eligibility, ResponseStatus
from questionnaires.effort import Wanting
from questionnaires.facts import RecordKind
from questionnaires.precedence import NON_CONTACTS, REFUSALS
from questionnaires.stage_rates import StageCounts, household_counted_as, person_counted_as
from survey_api.collection.cases.history import Made, history
from survey_api.collection.cases.state import DONE, Measure, Standing, State
from survey_api.store.progress import ListedUnit


@dataclass(frozen=True, slots=True)
class Due:
    """Something about a case that asks for somebody."""

    what: str
    owner: str
    since: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case as lists show it."""

    case_id: str
    psu_id: str
    team: str | None
    state: State
    code: Disposition
    attempts: int
    interviewer: str | None  # who is to go, else who went last
    lacks: tuple[Wanting, ...]
    appointment: datetime | None
    pending: tuple[Due, ...]
    worked: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to go there."""
        return self.worked and self.state not in DONE


Worked = tuple[date, str, str]  # day, interviewer, team


@dataclass(frozen=True)
class Tally:
    """Counts of one PSU, or of several added up."""

    counts: StageCounts = field(default_factory=StageCounts)
    codes: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, int] = field(default_factory=dict)
    visits: Mapping[Worked, int] = field(default_factory=dict)
    refusals: Mapping[Worked, int] = field(default_factory=dict)
    interviews: Mapping[Worked, int] = field(default_factory=dict)
    hours: Mapping[tuple[int, int], int] = field(default_factory=dict)  # weekday and hour of a visit
    reached: Mapping[tuple[int, int], int] = field(default_factory=dict)  # the same, where somebody was met
    tried: Mapping[int, int] = field(default_factory=dict)  # attempts by their number
    met: Mapping[int, int] = field(default_factory=dict)
    unfinished: int = 0  # cases and units that the effort rule asks more of


KINDS: Mapping[str, Callable[[CaseLine], bool]] = {
    "open": lambda one: one.is_open,
    "pending": lambda one: bool(one.pending),
    "appointed": lambda one: one.is_open and one.appointment is not None,
    "evening": lambda one: one.is_open and one.attempts > 0 and Wanting.EVENING in one.lacks,
    "weekend": lambda one: one.is_open and one.attempts > 0 and Wanting.WEEKEND in one.lacks,
    "untouched": lambda one: one.is_open and not one.attempts,
    "resolved": lambda one: one.state is State.RESOLVED,
    "done": lambda one: one.state in DONE,
    "all": lambda _: True,
}

_COUNTERS = ("codes", "states", "visits", "refusals", "interviews", "hours", "reached", "tried", "met")


@dataclass(frozen=True)
class PsuTally(Tally):
    """One PSU with its cases."""

    psu_id: str = ""
    team: str | None = None
    cases: tuple[CaseLine, ...] = ()
    n_visits: int = 0

    @cached_property
    def kinds(self) -> Mapping[str, Sequence[CaseLine]]:
        """The cases that lists ask for, by kind; as long as the PSU stands still they are sorted out once."""
        return {kind: tuple(one for one in self.cases if fits(one)) for kind, fits in KINDS.items()}


def added(tallies: Iterable[Tally]) -> Tally:
    """Several PSUs together."""
    sums: dict[str, Counter[object]] = {name: Counter() for name in _COUNTERS}
    counts: Counter[str] = Counter()
    unfinished = 0
    for one in tallies:
        for name, total in sums.items():
            for key, n in getattr(one, name).items():
                total[key] += n
        for name in StageCounts.__dataclass_fields__:
            counts[name] += getattr(one.counts, name)
        unfinished += one.unfinished
    return Tally(counts=StageCounts(**counts), unfinished=unfinished, **sums)  # type: ignore[arg-type]  # by name


def tally(
    psu_id: str,
    team: str | None,
    standings: Sequence[Standing],
    units: Sequence[ListedUnit],
    before: Mapping[str, Sequence[Made]],
    measure: Measure,
) -> PsuTally:
    """The counts of one PSU. ``before``: the visits of each unit that name no case."""
    work = _Work(measure.zone)
    drawn = {one.case.unit_id for one in standings}
    counts = Counter(person_counted_as(one.code) for one in standings)
    unfinished = sum(one.state not in DONE and not one.is_held for one in standings)
    for one in standings:
        work.of_case(one)
    for unit in units:
        counts[_household(unit, drawn, before.get(unit.unit_id, ()), measure)] += 1
        if unit.unit_id not in drawn:
            told = [made for made in before.get(unit.unit_id, ()) if made.facts.at is not None]
            work.of_unit(told, team or "")
        unfinished += _is_unfinished(unit, before.get(unit.unit_id, ()), measure)
    return PsuTally(
        counts=StageCounts(**counts),
        codes=Counter(one.code.value for one in standings),
        states=Counter(one.state.value for one in standings),
        visits=work.visits,
        refusals=work.refusals,
        interviews=work.interviews,
        hours=work.hours,
        reached=work.reached,
        tried=work.tried,
        met=work.met,
        unfinished=unfinished,
        psu_id=psu_id,
        team=team,
        cases=tuple(line(one) for one in standings),
        n_visits=sum(work.visits.values()),
    )


def line(found: Standing) -> CaseLine:
    """One case as lists show it."""
    attempts = found.history.attempts
    last = attempts[-1].facts.interviewer_id if attempts else None
    return CaseLine(
        found.case.case_id,
        found.case.psu_id,
        found.team,
        found.state,
        found.code,
        found.n_attempts,
        (found.assigned.interviewer if found.assigned else None) or last,
        tuple(lack.what for lack in found.wanted),
        found.appointment,
        tuple(Due(one.side.value, one.owner, one.since, one.due) for one in found.pending),
        found.is_worked,
    )


class _Work:
    """Who worked when, and what came of it."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self.visits: Counter[Worked] = Counter()
        self.refusals: Counter[Worked] = Counter()
        self.interviews: Counter[Worked] = Counter()
        self.hours: Counter[tuple[int, int]] = Counter()
        self.reached: Counter[tuple[int, int]] = Counter()
        self.tried: Counter[int] = Counter()
        self.met: Counter[int] = Counter()

    def of_case(self, found: Standing) -> None:
        """The attempts at a case, and the interview that counts."""
        team = found.team or ""
        self._attempts(found.history.attempts, team)
        held = found.history.interview
        if held is not None and found.code.response_status is ResponseStatus.RESPONDENT:
            self.interviews[self._worked(held, team)] += 1

    def of_unit(self, visits: Sequence[Made], team: str) -> None:
        """The visits to a unit in which nobody was drawn."""
        self._attempts(sorted(visits, key=lambda one: (one.at, one.name)), team)

    def _attempts(self, attempts: Sequence[Made], team: str) -> None:
        for number, one in enumerate(attempts, 1):
            here = one.at.astimezone(self._zone)
            worked: Worked = here.date(), one.facts.interviewer_id or "", team
            slot, outcome = (here.weekday(), here.hour), one.facts.outcome
            self.visits[worked] += 1
            self.hours[slot] += 1
            self.tried[number] += 1
            if outcome not in NON_CONTACTS:
                self.reached[slot] += 1
                self.met[number] += 1
            if outcome in REFUSALS:
                self.refusals[worked] += 1

    def _worked(self, made: Made, team: str) -> Worked:
        return made.at.astimezone(self._zone).date(), made.facts.interviewer_id or "", team


def _household(unit: ListedUnit, drawn: set[str], visits: Sequence[Made], measure: Measure) -> str:
    """What the screener came to; a unit whose listing says nothing yet was not screened."""
    if unit.unit_id in drawn or unit.eligibility == Eligibility.ELIGIBLE:
        return "with_eligible"
    listed = Disposition(unit.disposition) if unit.disposition else Disposition.NO_SCREENER
    told = (Disposition(one.facts.outcome) if one.facts.outcome else None for one in visits)
    return household_counted_as(measure.rule.of_unit(listed, told) if not unit.screened else listed)


def _is_unfinished(unit: ListedUnit, visits: Sequence[Made], measure: Measure) -> bool:
    """Whether nobody knows who lives there, and it was not visited as often as asked."""
    if unit.eligibility != Eligibility.UNKNOWN or unit.screened:
        return False
    told = history(
        [one for one in visits if one.facts.kind is RecordKind.VISIT], measure.rules, measure.rule, measure.zone
    )
    return told.closure is None and bool(told.lacks(measure.rules, measure.in_person, measure.zone))
