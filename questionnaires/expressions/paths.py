"""Paths: which answer of which repeat instance is meant, settled when the form is compiled (JavaRosa's contexts)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from questionnaires.expressions.problems import ExpressionError
from questionnaires.expressions.scope import Scope, Table
from questionnaires.expressions.syntax import Call, Chain, Expression, Negation, Path, Step, Text
from questionnaires.expressions.terms import Context, Run, Term, convert, single
from questionnaires.expressions.values import Kind, Value, to_text
from questionnaires.problems import Problem

if TYPE_CHECKING:
    from questionnaires.expressions.compiler import Compiler
    from questionnaires.form import Node

Row = Mapping[str, str]
_OF_INSTANCES = Table(())  # stands for a repeat whose instances are the rows of a list


def term(compiler: "Compiler", path: Path, context: Context) -> Term:
    """The value or values at a path."""
    if isinstance(path.start, Call) and path.start.name == "instance":
        return _table_path(compiler, path, context)
    if context.in_row and path.start == "":
        return _column(path)
    return _answers(compiler, path, context)


def target(compiler: "Compiler", path: Path, context: Context) -> tuple["Node", tuple["Node", ...], dict["Node", Step]]:
    """The node a path leads to, the repeats whose instance is already settled, and predicates by node."""
    predicates: dict[Node, Step] = {}
    current = isinstance(path.start, Call)
    node = compiler.root if path.start == "/" else context.origin if current else context.node
    steps = list(path.steps)
    if path.start == "/":
        first = steps.pop(0)
        if first.name != node.name or first.predicates:
            raise _unknown(path)
    settled: tuple[Node, ...] = node.chain
    for step in steps:
        if step.name == ".":
            continue
        if step.name == "..":
            if node.parent is None:
                raise _unknown(path)
            node = node.parent
            settled = node.chain
            continue
        if step.name not in node.children:
            raise _unknown(path)
        node = node.children[step.name]
        if step.predicates:
            predicates[node] = step
    if path.start == "/":
        here = () if context.in_row else context.node.chain  # inside a table there is no repeat to stand in
        settled = ()
        for mine, theirs in zip(here, node.chain, strict=False):
            if mine is not theirs or mine in predicates:
                break
            settled = (*settled, mine)
    return node, settled, predicates


def _unknown(path: Path) -> ExpressionError:
    steps = "/".join(step.name for step in path.steps)
    return ExpressionError([Problem("expressions.unknown_path", {"at": ("/" if path.start == "/" else "") + steps})])


def _answers(compiler: "Compiler", path: Path, context: Context) -> Term:
    if path.steps and path.steps[-1] == Step("*"):
        return _every(compiler, path, context)
    node, settled, predicates = target(compiler, path, context)
    from_origin = isinstance(path.start, Call) and context.in_repeat
    start = context.origin if from_origin else context.node
    up = len(start.chain) - len(settled)
    rest = node.chain[len(settled) :]
    for asked in predicates:
        if not asked.is_repeat:
            raise ExpressionError([Problem("expressions.unsupported", {"token": "[", "at": 1})])
    compiler.reads[node] = compiler.reads.get(node, False) or bool(rest)
    for repeat in rest:
        compiler.reads.setdefault(repeat, True)
    if rest:
        return _across(compiler, node, up, rest, predicates, context, from_origin)
    return _here(node, up, from_origin)


def _every(compiler: "Compiler", path: Path, context: Context) -> Term:
    """``group/*``: all that stands directly in a group."""
    around = Path(path.start, path.steps[:-1] or (Step("."),))
    node, _, _ = target(compiler, around, context)
    children = [Path(path.start, (*around.steps, Step(name))) for name in node.children]
    found = tuple(convert(_answers(compiler, child, context), Kind.NODES) for child in children)

    def nodes(s: Scope, c: Any) -> list[Value]:
        return [value for each in found for value in each(s, c)]

    return Term(Kind.ANY, lambda s, c: single(nodes(s, c)), nodes=nodes)


def _here(node: "Node", up: int, from_origin: bool) -> Term:
    slot = node.slot
    kind, is_number = node.kind, node.is_number
    if from_origin:

        def scope(_s: Scope, c: Any) -> Scope:
            origin: Scope = c
            return origin.above(up)

        def nodes(s: Scope, c: Any) -> list[Value]:
            found = scope(s, c)
            return [found.seen[slot]] if found.relevant[slot] else []

        return Term(kind, lambda s, c: scope(s, c).seen[slot], nodes=nodes, is_number=is_number)

    def values(s: Scope, _c: Any) -> list[Value]:
        found = s.above(up)
        return [found.seen[slot]] if found.relevant[slot] else []

    if up == 0:
        return Term(kind, lambda s, _c: s.seen[slot], nodes=values, is_number=is_number)
    return Term(kind, lambda s, _c: s.above(up).seen[slot], nodes=values, is_number=is_number)


def _across(
    compiler: "Compiler",
    node: "Node",
    up: int,
    rest: tuple["Node", ...],
    predicates: Mapping["Node", Step],
    context: Context,
    from_origin: bool,
) -> Term:
    levels = tuple(_level(compiler, repeat, predicates.get(repeat), context) for repeat in rest)
    slot = node.slot

    def scopes(s: Scope, c: Any) -> list[Scope]:
        found = [(c if from_origin else s).above(up)]
        for place, tests in levels:
            found = [instance for around in found for instance in around.repeats[place] if instance.relevant[0]]
            s.interview.spend(len(found))
            for test in tests:
                found = _kept(found, test, s, c if context.in_repeat else s)
        return found

    def nodes(s: Scope, c: Any) -> list[Value]:
        return [found.seen[slot] for found in scopes(s, c) if found.relevant[slot]]

    value = Term(Kind.ANY, lambda s, c: single(nodes(s, c)), nodes=nodes)
    if not node.is_repeat:
        return value
    return replace(
        value, rows=lambda s, c: [_row(node, one) for one in scopes(s, c)], table=_OF_INSTANCES, filtered=True
    )


def _row(repeat: "Node", scope: Scope) -> Row:
    """The answers of one repeat instance, by their path within it."""
    start = len(repeat.path) + 1
    answers = (node for node in repeat.members if not node.is_group)
    return {node.path[start:]: to_text(scope.seen[node.slot]) for node in answers if scope.relevant[node.slot]}


def _kept(candidates: list[Scope], test: Run, s: Scope, origin: Scope) -> list[Scope]:
    kept: list[Scope] = []
    for place, candidate in enumerate(candidates, 1):
        s.interview.place = place
        if test(candidate, origin):
            kept.append(candidate)
    return kept


def _level(compiler: "Compiler", repeat: "Node", step: Step | None, context: Context) -> tuple[int, tuple[Run, ...]]:
    inside = Context(repeat, context.origin, in_repeat=True)
    return repeat.place, tuple(_test(compiler, predicate, inside) for predicate in (step.predicates if step else ()))


def _test(compiler: "Compiler", predicate: Expression, inside: Context) -> Run:
    term = compiler.term(predicate, inside)
    if term.kind is Kind.NUMBER:  # as in JavaRosa [2] finds nothing; [position() = 2] finds the second
        return lambda _s, _c: False
    return convert(term, Kind.TRUTH)


def _column(path: Path) -> Term:
    names = [step.name for step in path.steps if step.name != "."]
    if len(names) != 1 or names[0] == ".." or any(step.predicates for step in path.steps):
        raise ExpressionError([Problem("expressions.unsupported", {"token": "/", "at": 1})])
    name = names[0]
    return Term(Kind.TEXT, lambda _s, row: row.get(name, ""))


def _table_path(compiler: "Compiler", path: Path, context: Context) -> Term:
    call = path.start
    if not isinstance(call, Call) or len(call.arguments) != 1 or not isinstance(call.arguments[0], Text):
        raise ExpressionError([Problem("expressions.unknown_instance", {"instance": ""})])
    name = call.arguments[0].value
    if name not in compiler.tables:
        raise ExpressionError([Problem("expressions.unknown_instance", {"instance": name})])
    if not 2 <= len(path.steps) <= 3 or path.steps[0].predicates or (path.steps[2:] and path.steps[2].predicates):
        raise ExpressionError([Problem("expressions.unsupported", {"token": "instance()", "at": 1})])
    table = compiler.tables[name]
    compiler.volatile = compiler.volatile or table.absent
    rows = _rows(compiler, table, path.steps[1].predicates, context)
    column = path.steps[2].name if path.steps[2:] else ""

    def nodes(s: Scope, c: Any) -> list[Value]:
        return [row[column] for row in rows(s, c) if column in row] if column else [""] * len(rows(s, c))

    filtered = bool(path.steps[1].predicates)
    return Term(Kind.TEXT, lambda s, c: single(nodes(s, c)), nodes=nodes, rows=rows, table=table, filtered=filtered)


def _rows(
    compiler: "Compiler", table: Table, predicates: tuple[Expression, ...], context: Context
) -> Callable[[Scope, Any], list[Row]]:
    every = list(table.rows)
    if not predicates:
        return lambda _s, _c: every
    inside = Context(context.node, context.origin, in_row=True)
    conjuncts = _conjuncts(predicates[0])
    index = next(filter(None, (_lookup(compiler, part, inside) for part in conjuncts)), None)
    if index is not None:
        conjuncts.remove(index[2])
    tests = tuple(_test(compiler, part, inside) for part in (*conjuncts, *predicates[1:]))

    def rows(s: Scope, c: Any) -> list[Row]:
        found = table.where(index[0], index[1](s, c)) if index else every
        for test in tests:
            s.interview.spend(len(found))
            found = _rows_kept(found, test, s)
        return found

    return rows


def _rows_kept(candidates: list[Row], test: Run, s: Scope) -> list[Row]:
    kept: list[Row] = []
    for place, candidate in enumerate(candidates, 1):
        s.interview.place = place
        if test(s, candidate):
            kept.append(candidate)
    return kept


def _conjuncts(expression: Expression) -> list[Expression]:
    if isinstance(expression, Chain) and expression.rest[0][0] == "and":
        return [expression.first, *(right for _, right in expression.rest)]
    return [expression]


def _lookup(
    compiler: "Compiler", part: Expression, inside: Context
) -> tuple[str, Callable[[Scope, Any], str], Expression] | None:
    """``column = text that does not depend on the row``: found by the table's index instead of looking at each row."""
    if not isinstance(part, Chain) or len(part.rest) != 1 or part.rest[0][0] != "=":
        return None
    for column, other in ((part.first, part.rest[0][1]), (part.rest[0][1], part.first)):
        if not (isinstance(column, Path) and column.start == "" and len(column.steps) == 1):
            continue
        name = column.steps[0]
        if name.predicates or name.name in (".", ".."):
            continue
        if _is_free_of_rows(other):
            found = compiler.term(other, inside)
            if found.kind is Kind.TEXT:
                return name.name, convert(found, Kind.TEXT), part
    return None


_MOVING = frozenset({"position", "last", "once", "random", "uuid"})  # functions whose value may differ from row to row


def _is_free_of_rows(expression: Expression) -> bool:
    """Whether an expression has one value for all rows: nothing in it looks at the row, or moves."""
    match expression:
        case Path():
            return expression.start != "" and not any(step.predicates for step in expression.steps)
        case Call():
            return expression.name not in _MOVING and all(map(_is_free_of_rows, expression.arguments))
        case Chain():
            return _is_free_of_rows(expression.first) and all(_is_free_of_rows(right) for _, right in expression.rest)
        case Negation():
            return _is_free_of_rows(expression.of)
        case _:
            return True
