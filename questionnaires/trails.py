"""The trail of an interview as the tablet keeps it (``audit.csv``, as ODK Collect writes it): events and times.

What a trail says of answers, where somebody's Collect was told to write them, is never read.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO

LARGEST = 8 * 1024 * 1024  # bytes
MOST = 200_000  # events; a long interview has about a thousand
LATEST = 4_102_444_800_000  # milliseconds: 2100; a later moment is a slip
SCREENS = frozenset({"question", "group questions", "end screen", "add repeat", "promptnewrepeat"})
AWAY = frozenset({"hide", "pause", "form exit"})  # until one of these:
BACK = frozenset({"unhide", "resume", "form resume"})
LONGEST_STAY = 300_000  # milliseconds at one screen: what is longer is a pause (specification of the field, check 12)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a trail; moments in milliseconds by the tablet's clock."""

    name: str
    node: str
    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Trail:
    """The events in their order, and how many lines were none."""

    events: tuple[Event, ...]
    unreadable: int


@dataclass(slots=True)
class Measure:
    """How a part of an interview was held. ``edits``: screens that came up again; ``jumps``: out of the order."""

    started: int
    active: int = 0  # milliseconds
    pauses: int = 0
    edits: int = 0
    jumps: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """A whole interview and its sections, by name; when it ended."""

    whole: Measure
    ended: int
    sections: Mapping[str, Measure] = field(default_factory=dict)


def read_trail(content: bytes) -> Trail:
    """The events of a file. Never raises: what is no event is counted."""
    if len(content) > LARGEST:
        return Trail((), 1)
    lines = csv.DictReader(StringIO(content.decode("utf-8", "replace").replace("\0", "")), strict=False)
    events: list[Event] = []
    unreadable = 0
    try:
        for line in lines:
            found = _event(line)
            unreadable += found is None
            events += [] if found is None else [found]
            if len(events) == MOST:
                break
    except csv.Error:
        unreadable += 1
    return Trail(tuple(events), unreadable)


def measured(trail: Trail) -> Measured | None:
    """How long what took; None where the trail shows no screen."""
    events = trail.events
    if not any(one.name in SCREENS for one in events):
        return None
    whole, sections = Measure(min(one.start for one in events)), dict[str, Measure]()
    away, seen = list(_away(events)), set[str]()
    whole.pauses = len(away)
    for place, one in enumerate(events):
        section = section_of(one.node)
        into = [whole, *([sections.setdefault(section, Measure(one.start))] if section else [])]
        if one.name == "jump":
            _add(into, jumps=1)
        elif one.name in AWAY and section:
            sections[section].pauses += any(begun == one.start for begun, _ in away)
        elif one.name in SCREENS:
            stay = _end(events, place) - one.start - _within(away, one.start, _end(events, place))
            _add(into, active=min(max(stay, 0), LONGEST_STAY), pauses=stay > LONGEST_STAY, edits=one.node in seen)
            seen |= {one.node} - {""}
    ended = max(one.end or one.start for one in events)
    return Measured(whole, ended, sections)


def section_of(node: str) -> str:
    """The section that a question stands in: its group, or the group within it where groups are in groups; or none."""
    within = [step.partition("[")[0] for step in node.split("/")[2:-1]][:2]
    return within[-1] if within and within[0] != "meta" else ""


def _event(line: Mapping[str | None, str | None]) -> Event | None:
    start, end = _moment(line.get("start")), _moment(line.get("end"))
    name = (line.get("event") or "").strip()
    if not name or start is None:
        return None
    return Event(name, (line.get("node") or "").strip(), start, end if end is not None and end >= start else None)


def _moment(text: str | None) -> int | None:
    told = (text or "").strip()
    return int(told) if told.isascii() and told.isdigit() and len(told) < 15 and int(told) < LATEST else None


def _end(events: tuple[Event, ...], place: int) -> int:
    """When a screen went: where the tablet died before it could say so, with the next event that was no coming back."""
    one = events[place]
    if one.end is not None:
        return one.end
    following = events[place + 1] if place + 1 < len(events) else one
    return one.start if following.name in BACK else max(one.start, following.start)


def _away(events: tuple[Event, ...]) -> Iterator[tuple[int, int]]:
    """From when until when nobody was at the form."""
    since: int | None = None
    for one in events:
        if one.name in AWAY and since is None:
            since = one.start
        elif one.name in BACK and since is not None:
            yield since, max(since, one.start)
            since = None


def _within(away: list[tuple[int, int]], start: int, end: int) -> int:
    return sum(max(0, min(end, until) - max(start, since)) for since, until in away)


def _add(into: list[Measure], *, active: int = 0, pauses: int = 0, edits: int = 0, jumps: int = 0) -> None:
    for one in into:
        one.active += active
        one.pauses += pauses
        one.edits += edits
        one.jumps += jumps
