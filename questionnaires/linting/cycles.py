"""Questions whose condition or calculation depends on itself, straight or around several others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionnaires.linting.findings import Finding, Rule, error
from questionnaires.linting.reading import is_itself, names, reference, walk
from questionnaires.linting.subject import Entry, Subject, Written

Step = tuple[int, str]  # row and column of what is evaluated
_EVALUATED = ("relevant", "calculation")


@dataclass(frozen=True)
class _Needs:
    """What must be known before each step."""

    written: Mapping[Step, Written]
    before: Mapping[Step, frozenset[Step]]


def _cycles(subject: Subject) -> Iterator[Finding]:
    needs = _needs(subject)
    for circle in _circles(needs.before):
        written = needs.written[min(circle)]
        if len(circle) == 1:
            yield error("lint.self_reference", written.place)
        else:
            ordered = dict.fromkeys(needs.written[step].entry.name for step in sorted(circle))
            yield error("lint.cycle", written.place, questions=", ".join(ordered))
    for one in subject.written:
        if one.column == "repeat_count" and one.tree is not None:
            asked = subject.one(reference(one.tree))
            if asked and one.entry in asked.around:  # its first instance would wait for an answer within it
                yield error("lint.self_reference", one.place)


def _needs(subject: Subject) -> _Needs:
    written = {
        (one.entry.row, one.column): one
        for one in subject.written
        if one.column in _EVALUATED and one.tree is not None and not one.entry.cells.get("trigger")
    }
    return _Needs(written, {step: frozenset(_before(step, one, subject, written)) for step, one in written.items()})


def _before(step: Step, one: Written, subject: Subject, written: Mapping[Step, Written]) -> Iterator[Step]:
    entry = one.entry
    around = entry.around if one.column == "relevant" else (*entry.around, entry)
    yield from _condition(around, written)
    if one.tree is None:
        return
    if any(is_itself(part) for part in walk(one.tree)):
        yield step
    for name in names(one.tree):
        if read := subject.one(name):
            yield from _condition((*read.around, read), written)
            if (read.row, "calculation") in written:
                yield read.row, "calculation"


def _condition(around: tuple[Entry, ...], written: Mapping[Step, Written]) -> Iterator[Step]:
    """The conditions of the groups around a question, its own included."""
    return ((entry.row, "relevant") for entry in around if (entry.row, "relevant") in written)


def _circles(before: Mapping[Step, frozenset[Step]]) -> Iterator[frozenset[Step]]:
    """The sets of steps that need each other: whatever no order can place, taken apart by who reaches whom."""
    left = _unplaced(before)
    while left:
        start = min(left)
        reached = _reached(start, before)
        circle = frozenset(step for step in reached if start in _reached(step, before))
        if circle:
            yield circle
        left -= circle | {start}


def _unplaced(before: Mapping[Step, frozenset[Step]]) -> set[Step]:
    left = set(before)
    while free := {step for step in left if not before[step] & left}:
        left -= free
    return left


def _reached(start: Step, before: Mapping[Step, frozenset[Step]]) -> set[Step]:
    reached: set[Step] = set()
    waiting = list(before[start])
    while waiting:
        step = waiting.pop()
        if step not in reached:
            reached.add(step)
            waiting.extend(before[step])
    return reached


RULES = (Rule(("lint.self_reference", "lint.cycle"), _cycles),)
