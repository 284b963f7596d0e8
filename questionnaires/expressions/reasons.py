"""Which answers make a condition what it is: of ``a and b``, only those in the parts that decide."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from questionnaires.expressions.parser import parse
from questionnaires.expressions.problems import FAILURES
from questionnaires.expressions.scope import Scope
from questionnaires.expressions.syntax import Call, Chain, Expression

if TYPE_CHECKING:
    from questionnaires.expressions.compiler import Compiled, Compiler
    from questionnaires.form import Node

Reads = Iterator[tuple["Node", bool]]  # nodes read; True where several repeat instances are looked at


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a condition and how it is made of others: by ``and``, ``or``, ``not``, ``if``, or by none."""

    compiled: "Compiled"
    made_by: str = ""
    parts: tuple["Part", ...] = ()


def split(compiler: "Compiler", source: str, node: "Node") -> Part:
    """A condition in its parts. It has been compiled before, so nothing is refused."""
    return _part(compiler, parse(source), node)


def _part(compiler: "Compiler", expression: Expression, node: "Node") -> Part:
    compiled = compiler.compile_part(expression, node)
    match expression:
        case Chain(first, rest) if rest[0][0] in ("and", "or"):
            inner = (first, *(right for _, right in rest))
            return Part(compiled, rest[0][0], tuple(_part(compiler, each, node) for each in inner))
        case Call("not" | "if" as name, arguments):
            return Part(compiled, name, tuple(_part(compiler, each, node) for each in arguments))
    return Part(compiled)


def deciding(part: Part, scope: Scope) -> Reads:
    """The nodes whose answers make it true, if it is true, or false, if it is false."""
    waiting = [part]
    while waiting:
        looked_at = waiting.pop()
        inner = looked_at.parts
        match looked_at.made_by:
            case "and" | "or" as made_by:
                whole = _holds(looked_at, scope)
                every = whole is (made_by == "and")  # all parts are needed for it to be so
                waiting.extend(each for each in inner if every or _holds(each, scope) is whole)
            case "not":
                waiting.extend(inner)
            case "if":
                waiting.extend((inner[0], inner[1] if _holds(inner[0], scope) else inner[2]))
            case _:
                yield from looked_at.compiled.reads.items()


def _holds(part: Part, scope: Scope) -> bool:
    try:
        return part.compiled.truth(scope)
    except FAILURES:
        return False
