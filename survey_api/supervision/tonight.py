"""What a supervisor does next: everything that waits, in the order in which it presses, with who is to do it by when.

What it takes is reckoned in minutes, so that the page can say what fits into the next twelve. The minutes are assumed:
they order the evening, they measure nobody.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import chain

from survey_api.collection.cases.state import Side
from survey_api.collection.psus.state import PsuState
from survey_api.collection.reviews.state import State
from survey_api.supervision.interviews import TO_HEADQUARTERS, TO_SUPERVISOR, InterviewLine
from survey_api.supervision.results import Flag, Severity
from survey_api.supervision.tally import CaseLine
from survey_api.supervision.view import ALARM_AFTER, Part

MINUTES = 12.0
_FIRST = frozenset({Side.SAFETY_HOLD.value, Side.DISTRESS.value, Side.MINOR.value})
_EACH: Mapping[str, float] = {"review": 1.5, "came_back": 1.0, "flag": 3.0, "held": 4.0, "silent": 2.0, "psu": 2.0}
_LONGEST = 6.0  # minutes at one thing before the next is looked at
_AN_EVENING = timedelta(hours=24)


@dataclass(frozen=True)
class Task:
    """One thing to do: ``n`` of a kind, where they are listed, until when."""

    kind: str  # named by ``supervision.task_KIND``, and what to do by ``supervision.do_KIND``
    severity: Severity
    n: int
    minutes: float
    href: str
    owner: str
    due: datetime | None
    about: str = ""  # the one thing, where there is only one

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been done."""
        return self.due is not None and self.due < now


@dataclass(frozen=True)
class Evening:
    """The tasks that fit into the next minutes, and what comes after them."""

    now: tuple[Task, ...]
    later: tuple[Task, ...]
    minutes: float


def evening(part: Part, flags: Mapping[str, Flag], now: datetime, zone: tzinfo, hand: str) -> Evening:
    """What presses most, and what fits. ``hand``: supervisor, or headquarters, who have others' tasks beside theirs."""
    order = {Severity.RED: 0, Severity.AMBER: 1, Severity.INFO: 2}
    found = sorted(tasks(part, flags, now, zone, hand), key=lambda one: order[one.severity])
    fitting: list[Task] = []
    spent = 0.0
    for one in found:
        if one.severity is not Severity.INFO and (not fitting or spent + one.minutes <= MINUTES):
            fitting.append(one)
            spent += one.minutes
    return Evening(tuple(fitting), tuple(one for one in found if one not in fitting), min(spent, MINUTES))


def tasks(part: Part, flags: Mapping[str, Flag], now: datetime, zone: tzinfo, hand: str) -> Iterator[Task]:
    """Everything that waits."""
    pending, appointed, wanting_evening = (
        [case for tally in part.tallies for case in tally.kinds[kind]] for kind in ("pending", "appointed", "evening")
    )
    yield from chain(
        _pending(pending, _FIRST, Severity.RED),
        _silent(part, now),
        _flags(flags, Severity.RED),
        _apart(part, hand),
        _flags(flags, Severity.AMBER),  # before what they are about is approved
        _reviews(part, hand),
        _overdue(appointed, now),
        _pending(pending, frozenset(Side) - _FIRST, Severity.AMBER),
        _evenings(wanting_evening, hand),
        _psus(part, hand),
        _tomorrow(appointed, now, zone),
    )


def _pending(cases: list[CaseLine], sides: frozenset[str], severity: Severity) -> Iterator[Task]:
    waiting: dict[str, list[tuple[datetime, str, str]]] = defaultdict(list)
    for case in cases:
        for one in case.pending:
            if one.what in sides:
                waiting[one.what].append((one.due, case.case_id, one.owner))
    for what, found in sorted(waiting.items()):
        due, case_id, owner = min(found)
        href = f"/supervision/cases/{case_id}" if len(found) == 1 else f"/supervision/cases/?side={what}"
        minutes = min(len(found) * _EACH["held"], _LONGEST)
        yield Task(what, severity, len(found), minutes, href, owner, due, case_id if len(found) == 1 else "")


def _silent(part: Part, now: datetime) -> Iterator[Task]:
    silent = part.silent(now)
    alarming = [one for one in silent if now - (one.heard_at or one.added_at) > ALARM_AFTER]
    for severity, found in ((Severity.RED, alarming), (Severity.AMBER, [one for one in silent if one not in alarming])):
        if found:
            name = found[0].device_id if len(found) == 1 else ""
            minutes = min(len(found) * _EACH["silent"], _LONGEST)
            yield Task("silent", severity, len(found), minutes, "/supervision/team#tablets", "supervisor", None, name)


def _flags(flags: Mapping[str, Flag], severity: Severity) -> Iterator[Task]:
    of_kind = [one for one in flags.values() if one.severity is severity]
    if of_kind:
        due = min(one.due_at for one in of_kind)
        href = f"/supervision/quality?severity={severity.value}"
        owner = of_kind[0].interviewer or ""
        minutes = min(len(of_kind) * _EACH["flag"], _LONGEST)
        yield Task("flag", severity, len(of_kind), minutes, href, "supervisor", due, owner if len(of_kind) == 1 else "")


def _apart(part: Part, hand: str) -> Iterator[Task]:
    if part.apart and hand == "quality":
        yield Task("apart", Severity.RED, part.apart, _LONGEST, "/supervision/interviews?show=apart", "quality", None)


def _reviews(part: Part, hand: str) -> Iterator[Task]:
    mine = TO_HEADQUARTERS if hand == "quality" else TO_SUPERVISOR
    waiting = [one for one in part.interviews if one.state in mine]
    for kind, found in (
        ("came_back", [one for one in waiting if one.came_back]),
        ("review", [one for one in waiting if not one.came_back]),
    ):
        if found:
            due = min((one.received_at for one in found if one.received_at), default=None)
            href = f"/supervision/interviews?show={kind}" if len(found) > 1 else _address(found[0])
            minutes = min(len(found) * _EACH[kind], _LONGEST)
            owner = "quality" if hand == "quality" else "supervisor"
            name = found[0].case_id or found[0].name if len(found) == 1 else ""
            yield Task(kind, Severity.AMBER, len(found), minutes, href, owner, due and due + _AN_EVENING, name)
    forks = [one for one in part.interviews if one.state is State.FORK]
    if forks:
        href = _address(forks[0]) if len(forks) == 1 else "/supervision/interviews?show=fork"
        minutes = min(len(forks) * _EACH["flag"], _LONGEST)
        yield Task("fork", Severity.AMBER, len(forks), minutes, href, "supervisor", None)


def _address(one: InterviewLine) -> str:
    return f"/supervision/interviews/{one.form_id}/{one.name}"


def _overdue(cases: list[CaseLine], now: datetime) -> Iterator[Task]:
    late = [one for one in cases if one.appointment is not None and one.appointment < now]
    if late:
        href = f"/supervision/cases/{late[0].case_id}" if len(late) == 1 else "/supervision/cases/?show=overdue"
        name = late[0].case_id if len(late) == 1 else ""
        yield Task("overdue", Severity.AMBER, len(late), min(1.0 * len(late), _LONGEST), href, "supervisor", None, name)


def _evenings(cases: list[CaseLine], hand: str) -> Iterator[Task]:
    """The PSU in which most cases still lack a visit in the evening, and the others."""
    if hand == "quality":
        return
    wanting: dict[str, int] = defaultdict(int)
    for one in cases:
        wanting[one.psu_id] += 1
    for psu_id, n in sorted(wanting.items(), key=lambda one: (-one[1], one[0]))[:3]:
        href = f"/supervision/cases/?show=evening&psu={psu_id}"
        yield Task("evening", Severity.AMBER, n, 1.0, href, "supervisor", None, psu_id)


def _psus(part: Part, hand: str) -> Iterator[Task]:
    if hand == "quality":
        return
    for kind, state in (("listed", PsuState.LISTED), ("effort_complete", PsuState.EFFORT_COMPLETE)):
        found = [one for one in part.psus if one.state is state and one.released]
        if found:
            href = (
                f"/supervision/psus/{found[0].psu_id}" if len(found) == 1 else f"/supervision/psus/?state={state.value}"
            )
            name = found[0].psu_id if len(found) == 1 else ""
            minutes = min(len(found) * _EACH["psu"], _LONGEST)
            yield Task(kind, Severity.AMBER, len(found), minutes, href, "supervisor", None, name)


def _tomorrow(cases: list[CaseLine], now: datetime, zone: tzinfo) -> Iterator[Task]:
    day = now.astimezone(zone).date() + timedelta(days=1)
    meant = sorted(at for one in cases if (at := one.appointment) and at.astimezone(zone).date() == day)
    if meant:
        yield Task(
            "tomorrow", Severity.INFO, len(meant), 1.0, "/supervision/cases/?show=tomorrow", "interviewer", meant[0]
        )
