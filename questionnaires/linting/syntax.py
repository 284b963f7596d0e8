"""Expressions that cannot be read, functions that do not exist, and arguments that are too many or too few."""

import re
from collections.abc import Iterator

from questionnaires.expressions.functions import FUNCTIONS, SPECIAL
from questionnaires.expressions.syntax import Call, Expression, Path, Text
from questionnaires.expressions.texts import is_pattern
from questionnaires.linting.findings import Finding, Rule, Severity, error
from questionnaires.linting.reading import as_written, bare_name, calls, parts, walk
from questionnaires.linting.subject import Subject
from questionnaires.sheet_columns import nearest

_COMMA = re.compile(r"(?<![\w.}])\d+,\d+(?![\w.])")
_READ_WRONG = ("expressions.unexpected_character", "expressions.unexpected_token")
_ANY_NUMBER = 10_000
_READ_ELSEWHERE = {"randomize": (1, 2), "jr:itext": (1, 1), "instance": (1, 1), "current": (0, 0)}


def _unreadable(subject: Subject) -> Iterator[Finding]:
    for written in subject.written:
        comma = _COMMA.search(written.source)
        for problem in written.problems:
            if comma and problem.code in _READ_WRONG:
                number = comma[0]
                yield error("lint.decimal_comma", written.place, found=number, instead=number.replace(",", "."))
                break
            values = {
                key: as_written(value) if isinstance(value, str) else value for key, value in problem.values.items()
            }
            values |= {"use": written.column, "question": written.entry.name or "-", "expression": written.source}
            yield Finding(problem.code, Severity.ERROR, written.place, values)


def _functions(subject: Subject) -> Iterator[Finding]:
    known = (*FUNCTIONS, *SPECIAL, *_READ_ELSEWHERE)
    for written, tree in subject.readable:
        for call in _every_call(tree):
            if call.name not in known:
                like = nearest(call.name, known) or "-"
                yield error("lint.function_unknown", written.place, function=call.name, like=like)
                continue
            fewest, most = _counts(call.name)
            if not fewest <= len(call.arguments) <= most:
                takes = f"{fewest}" if fewest == most else f"{fewest}+" if most == _ANY_NUMBER else f"{fewest}-{most}"
                given = len(call.arguments)
                yield error("lint.argument_count", written.place, function=call.name, given=given, takes=takes)


def _patterns(subject: Subject) -> Iterator[Finding]:
    for written, tree in subject.readable:
        for call in calls(tree, ("regex",)):
            match call.arguments:
                case (_, Text(pattern)) if not is_pattern(pattern):
                    yield error("lint.pattern", written.place, pattern=pattern)


def _every_call(tree: Expression) -> Iterator[Call]:
    for part in walk(tree):
        if isinstance(part, Call):
            yield part
        elif isinstance(part, Path) and isinstance(part.start, Call):
            yield part.start


def _counts(name: str) -> tuple[int, int]:
    if name in SPECIAL:
        return SPECIAL[name][:2]
    if name in _READ_ELSEWHERE:
        return _READ_ELSEWHERE[name]
    function = FUNCTIONS[name]
    return function.fewest, _ANY_NUMBER if function.further else len(function.takes)


def _without_mark(subject: Subject) -> Iterator[Finding]:
    """Names of questions written without ``${}``: outside the filters of lists, they lead nowhere."""
    for written, tree in subject.readable:
        if written.column == "choice_filter":
            continue
        for name in dict.fromkeys(_bare_names(tree)):
            if name in subject.named:
                yield error("lint.reference_bare", written.place, name=name)


def _bare_names(expression: Expression) -> Iterator[str]:
    if name := bare_name(expression):
        yield name
    if not isinstance(expression, Path):  # names in the predicate of a path are those of what it leads to
        for part in parts(expression):
            yield from _bare_names(part)


RULES = (
    Rule(
        (
            *("lint.decimal_comma", *_READ_WRONG),
            *("expressions.ends_early", "expressions.unsupported", "expressions.too_long", "expressions.too_deep"),
        ),
        _unreadable,
    ),
    Rule(("lint.function_unknown", "lint.argument_count"), _functions),
    Rule(("lint.pattern",), _patterns),
    Rule(("lint.reference_bare",), _without_mark),
)
