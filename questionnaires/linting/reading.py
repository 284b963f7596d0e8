"""Expressions of the sheets, ``${name}`` included, as trees that rules can walk."""

import re
from collections.abc import Iterator

from questionnaires.expressions.parser import parse
from questionnaires.expressions.syntax import Call, Chain, Expression, Negation, Number, Path, Text

REFERENCE = re.compile(r"\$\{\s*([^${}]*?)\s*\}")
_MARK = "Ʀ.."  # stands for "${" and "}": as long as they are, so that places in the text stay right
_UNFIT = re.compile(r"[^\w.-]")
_MARKED = re.compile(rf"{re.escape(_MARK)}([\w.-]+)")


def tree(source: str) -> Expression:
    """The parts of an expression of the sheets. Raises ExpressionError."""
    return parse(REFERENCE.sub(lambda found: _MARK + _UNFIT.sub("_", found[0][2:-1]), source))


def as_written(text: str) -> str:
    """A text in which references are written as the author wrote them."""
    return _MARKED.sub(r"${\1}", text)


def references(text: str) -> list[str]:
    """The names that a text refers to with ``${name}``."""
    return REFERENCE.findall(text)


def reference(expression: Expression) -> str:
    """The name, where an expression is ``${name}`` and nothing else; else ""."""
    match expression:
        case Path(start="", steps=(step,)) if step.name.startswith(_MARK) and not step.predicates:
            return step.name.removeprefix(_MARK)
    return ""


def is_itself(expression: Expression) -> bool:
    """Is it ``.``, the question the expression stands at?"""
    match expression:
        case Path(start="", steps=(step,)):
            return step.name == "." and not step.predicates
    return False


def bare_name(expression: Expression) -> str:
    """The name, where an expression is a name without ``${}``; else ""."""
    match expression:
        case Path(start="", steps=(step,)) if _is_name(step.name) and not step.name.startswith(_MARK):
            return step.name
    return ""


def constant(expression: Expression) -> str | float | None:
    """The value, where an expression is a number or a text; else None."""
    match expression:
        case Number(value) | Text(value):
            return value
        case Negation(Number(value)):
            return -value
    return None


def parts(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly within an expression, predicates of a path included."""
    match expression:
        case Chain(first, rest):
            return first, *(right for _, right in rest)
        case Negation(of):
            return (of,)
        case Call(_, arguments):
            return arguments
        case Path(start, steps):
            inner = tuple(predicate for step in steps for predicate in step.predicates)
            return (*(start.arguments if isinstance(start, Call) else ()), *inner)
    return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """An expression and everything within."""
    yield expression
    for part in parts(expression):
        yield from walk(part)


def names(expression: Expression) -> Iterator[str]:
    """The names that an expression may read: ``${name}``, and the names at the end of its paths."""
    for part in walk(expression):
        if isinstance(part, Path) and part.start != "instance":
            for step in part.steps:
                if step.name.startswith(_MARK):
                    yield step.name.removeprefix(_MARK)
            if part.steps and _is_name(part.steps[-1].name):
                yield part.steps[-1].name.removeprefix(_MARK)


def pairs(expression: Expression, operators: tuple[str, ...]) -> Iterator[tuple[Expression, str, Expression]]:
    """Every ``left operator right`` within, for these operators."""
    for part in walk(expression):
        if isinstance(part, Chain):
            left = part.first
            for operator, right in part.rest:
                if operator in operators:
                    yield left, operator, right
                left = right


def calls(expression: Expression, functions: tuple[str, ...]) -> Iterator[Call]:
    """Every call of one of these functions within."""
    return (part for part in walk(expression) if isinstance(part, Call) and part.name in functions)


def _is_name(step: str) -> bool:
    return step not in (".", "..", "*")
