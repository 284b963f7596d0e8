"""A compiled part of an expression and how it is asked for another kind of value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from questionnaires.expressions.problems import EvaluationError
from questionnaires.expressions.scope import Scope, Table
from questionnaires.expressions.values import NAN, Kind, Value, to_number, to_text, to_truth

if TYPE_CHECKING:
    from questionnaires.form import Node

# Evaluates at a scope. The second argument is the row of a table inside its predicate, or the scope an outer
# expression stands at inside the predicate of a repeat; what comes back is of the term's kind.
Run = Callable[[Scope, Any], Any]


@dataclass(frozen=True, slots=True)
class Context:
    """What relative paths start from, at compile time."""

    node: "Node"
    origin: "Node"  # what current() means
    in_row: bool = False  # inside the predicate of a table: names are its columns
    in_repeat: bool = False  # inside the predicate of a repeat: ``node`` is that repeat


@dataclass(frozen=True, slots=True)
class Term:
    """A compiled part: ``run`` gives one value of its kind, ``nodes`` all values of a path that may find several."""

    kind: Kind
    run: Run
    constant: Value | None = None
    nodes: Callable[[Scope, Any], list[Value]] | None = None
    is_number: bool = False  # kind ANY, but a number or empty for certain
    rows: Callable[[Scope, Any], list[Mapping[str, str]]] | None = None
    table: Table | None = None
    filtered: bool = False


def constant(value: Value) -> Term:
    """A value known when the form is compiled."""
    kind = Kind.TRUTH if isinstance(value, bool) else Kind.NUMBER if isinstance(value, float) else Kind.TEXT
    return Term(kind, lambda _s, _c: value, constant=value, is_number=kind is Kind.NUMBER)


def convert(term: Term, kind: Kind) -> Run:
    """The evaluation of a term as the kind that is wanted."""
    run = term.run
    if kind is Kind.NODES:
        return term.nodes or (lambda s, c: [run(s, c)])
    if kind in (term.kind, Kind.ANY):
        return run
    if term.constant is not None:
        converted = _CONVERSIONS[kind](term.constant)
        return lambda _s, _c: converted
    if kind is Kind.NUMBER and term.is_number:
        return lambda s, c: NAN if (value := run(s, c)) == "" else value
    return _converted(run, _CONVERSIONS[kind])


def _converted(run: Run, conversion: Callable[[Value], Any]) -> Run:
    return lambda s, c: conversion(run(s, c))


_CONVERSIONS: Mapping[Kind, Callable[[Value], Any]] = {
    Kind.TEXT: to_text,
    Kind.NUMBER: to_number,
    Kind.TRUTH: to_truth,
}


def single(values: list[Value]) -> Value:
    """The one value of a nodeset, empty when there is none. Raises EvaluationError when there are several."""
    if len(values) > 1:
        raise EvaluationError("several nodes")
    return values[0] if values else ""
