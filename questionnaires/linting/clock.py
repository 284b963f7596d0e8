"""The clock and the dice in expressions: their value moves when a draft is opened again."""

from collections.abc import Iterator

from questionnaires.expressions.syntax import Call, Expression
from questionnaires.linting.findings import Finding, Rule, error, warning
from questionnaires.linting.reading import parts
from questionnaires.linting.subject import Subject

_CLOCK = ("today", "now")
_DICE = ("random", "uuid")


def _moving(subject: Subject) -> Iterator[Finding]:
    for written, tree in subject.readable:
        if written.column in ("default", "instance_name") or written.entry.cells.get("trigger"):
            continue  # evaluated at one moment, then kept
        for name in dict.fromkeys(_called(tree)):
            if name in _CLOCK:
                yield error(
                    "lint.clock_moves", written.place, function=name, type="today" if name == "today" else "start"
                )
            elif name in _DICE and written.column == "calculation":
                yield warning("lint.dice_move", written.place, function=name)


def _called(expression: Expression) -> Iterator[str]:
    if isinstance(expression, Call):
        if expression.name == "once":
            return
        yield expression.name
    for part in parts(expression):
        yield from _called(part)


RULES = (Rule(("lint.clock_moves", "lint.dice_move"), _moving),)
