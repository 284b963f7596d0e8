"""Numbers that a comma breaks: decimals handled as texts, and texts handled as numbers."""

import re
from collections.abc import Iterator

from questionnaires.expressions.syntax import Call, Chain, Expression, Negation
from questionnaires.linting.findings import Finding, Rule, error, warning
from questionnaires.linting.reading import calls, constant, is_itself, pairs, reference, walk
from questionnaires.linting.subject import Entry, Subject, Written

_ON_TEXT = (
    *("regex", "contains", "starts-with", "ends-with", "substr", "substring-before", "substring-after"),
    *("string-length", "translate", "normalize-space", "string"),
)
_JOINING = ("concat", "join")
_COMMA = re.compile(r"-?\d+,\d+")
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
_ORDER = ("<", "<=", ">", ">=", "+", "-", "*", "div", "mod")


def _decimals(subject: Subject) -> Iterator[Finding]:
    for written, tree in subject.readable:
        for call in calls(tree, (*_ON_TEXT, *_JOINING)):
            for argument in call.arguments:
                if name := _named(subject, written, argument, "decimal"):
                    code = "lint.decimal_joined" if call.name in _JOINING else "lint.decimal_as_text"
                    yield warning(code, written.place, name=name, function=call.name)
        for left, _, right in pairs(tree, ("=", "!=")):
            for side, other in ((left, right), (right, left)):
                name, value = _named(subject, written, side, "decimal"), constant(other)
                if name and isinstance(value, str) and _NUMBER.fullmatch(value):
                    instead = value.replace(",", ".")
                    yield error("lint.decimal_compared_as_text", written.place, name=name, found=value, instead=instead)


def _defaults(subject: Subject) -> Iterator[Finding]:
    for entry in subject.questions:
        default = entry.cells.get("default", "")
        if entry.type in ("integer", "int", "decimal", "range") and _COMMA.fullmatch(default):
            yield error("lint.decimal_comma", entry.place("default"), found=default, instead=default.replace(",", "."))


def _texts(subject: Subject) -> Iterator[Finding]:
    for written, tree in subject.readable:
        for name in dict.fromkeys(_counted(subject, written, tree)):
            yield warning("lint.text_as_number", written.place, name=name)


def _counted(subject: Subject, written: Written, tree: Expression) -> Iterator[str]:
    """The text questions that an expression computes with."""
    computed = [call.arguments[0] for call in calls(tree, ("number", "int", "round")) if call.arguments]
    computed += [part.of for part in walk(tree) if isinstance(part, Negation)]
    for part in walk(tree):
        if isinstance(part, Chain) and part.rest[0][0] in _ORDER:
            computed += [part.first, *(right for _, right in part.rest)]
    for side in computed:
        if not isinstance(side, Call) and (name := _named(subject, written, side, "text")):
            yield name


def _named(subject: Subject, written: Written, expression: Expression, kind: str) -> str:
    """The name of the question that an expression is, where it is of this kind; else ""."""
    asked = written.entry if is_itself(expression) else subject.one(reference(expression))
    return asked.name if asked is not None and _kind(asked) == kind else ""


def _kind(entry: Entry) -> str:
    if entry.cells.get("bind::type"):
        return entry.cells["bind::type"]
    return "text" if entry.type == "string" else entry.type


RULES = (
    Rule(("lint.decimal_as_text", "lint.decimal_joined", "lint.decimal_compared_as_text"), _decimals),
    Rule(("lint.decimal_comma",), _defaults),
    Rule(("lint.text_as_number",), _texts),
)
