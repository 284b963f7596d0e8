"""Functions that choose which argument to evaluate, or that need to know the question they stand at."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from questionnaires.expressions import paths
from questionnaires.expressions.parser import parse
from questionnaires.expressions.problems import ExpressionError
from questionnaires.expressions.scope import Scope
from questionnaires.expressions.syntax import Call, Expression, Path
from questionnaires.expressions.terms import Context, Term, constant, convert, single
from questionnaires.expressions.values import Kind, Value
from questionnaires.problems import Problem

if TYPE_CHECKING:
    from questionnaires.expressions.compiler import Compiler

Arguments = tuple[Expression, ...]


def _if(compiler: "Compiler", arguments: Arguments, context: Context) -> Term:
    condition = convert(compiler.term(arguments[0], context), Kind.TRUTH)
    yes, no = compiler.term(arguments[1], context), compiler.term(arguments[2], context)
    a, b = convert(yes, Kind.ANY), convert(no, Kind.ANY)
    kind = yes.kind if yes.kind is no.kind else Kind.ANY
    return Term(kind, lambda s, c: a(s, c) if condition(s, c) else b(s, c))


def _coalesce(compiler: "Compiler", arguments: Arguments, context: Context) -> Term:
    first, second = (compiler.term(argument, context) for argument in arguments)
    a, b = convert(first, Kind.ANY), convert(second, Kind.ANY)
    kind = first.kind if first.kind is second.kind else Kind.ANY
    return Term(kind, lambda s, c: b(s, c) if (value := a(s, c)) == "" or value != value else value)


def _once(compiler: "Compiler", arguments: Arguments, context: Context) -> Term:
    compiler.volatile = True
    slot, fresh = context.origin.slot, convert(compiler.term(arguments[0], context), Kind.ANY)
    return Term(Kind.ANY, lambda s, c: fresh(s, c) if (kept := s.raw[slot]) == "" else kept)


def _path(argument: Expression, function: str) -> Path:
    if not isinstance(argument, Path):
        raise ExpressionError([Problem("expressions.not_a_path", {"function": function})])
    return argument


def _position(compiler: "Compiler", arguments: Arguments, context: Context) -> Term:
    if not arguments and (context.in_row or context.in_repeat):
        return Term(Kind.NUMBER, lambda s, _c: float(s.interview.place))
    if not arguments:
        raise ExpressionError([Problem("expressions.not_a_path", {"function": "position"})])
    path = _path(arguments[0], "position")
    node, settled, _ = paths.target(compiler, path, context)
    if node.chain != settled:
        return constant(1.0)  # of the first of several
    up = len(context.node.chain) - len(settled)
    if not node.is_repeat:
        return Term(Kind.NUMBER, lambda _s, _c: 1.0)
    if context.in_repeat and isinstance(path.start, Call):  # current(): where the predicate stands, not what it tests
        up = len(context.origin.chain) - len(settled)
        return Term(Kind.NUMBER, lambda _s, c: float(c.above(up).position))
    return Term(Kind.NUMBER, lambda s, _c: float(s.above(up).position))


def _indexed_repeat(compiler: "Compiler", arguments: Arguments, context: Context) -> Term:
    """``indexed-repeat(question, repeat, n, repeat, n ...)``."""
    if len(arguments) % 2 == 0:
        values: dict[str, str | int | float] = {"function": "indexed-repeat", "fewest": 3, "most": 7}
        values["given"], values["most"] = len(arguments), 11
        raise ExpressionError([Problem("expressions.argument_count", values)])
    node, _, _ = paths.target(compiler, _path(arguments[0], "indexed-repeat"), context)
    wanted: dict[Any, Callable[[Scope, Any], Any]] = {}
    for repeat, index in zip(arguments[1::2], arguments[2::2], strict=True):
        named, _, _ = paths.target(compiler, _path(repeat, "indexed-repeat"), context)
        wanted[named] = convert(compiler.term(index, context), Kind.NUMBER)
    compiler.reads[node] = True
    here, slot = context.node.chain, node.slot

    def nodes(s: Scope, c: Any) -> list[Value]:
        found = [s.above(len(here))]
        for depth, repeat in enumerate(node.chain):
            instances = [instance for around in found for instance in around.repeats[repeat.place]]
            s.interview.spend(len(instances))
            if repeat in wanted:
                at = max(wanted[repeat](s, c), 1.0)  # JavaRosa takes 0 for the first
                found = [instance for instance in instances if instance.position == at]
            elif here[depth : depth + 1] == (repeat,):
                found = [s.above(len(here) - depth - 1)]
            else:
                found = instances
        return [scope.seen[slot] for scope in found if scope.relevant[slot]]

    return Term(Kind.ANY, lambda s, c: single(nodes(s, c)), nodes=nodes)


def _choice_name(compiler: "Compiler", arguments: Arguments, context: Context) -> Term:
    """``jr:choice-name(code, 'question')``: the wording of a code, in the language of the interview."""
    compiler.volatile = True
    code = convert(compiler.term(arguments[0], context), Kind.TEXT)
    source = compiler.term(arguments[1], context).constant
    if not isinstance(source, str):
        raise ExpressionError([Problem("expressions.not_a_path", {"function": "jr:choice-name"})])
    node, settled, _ = paths.target(compiler, _path(parse(source), "jr:choice-name"), context)
    up = len(context.node.chain) - len(settled)

    def name(s: Scope, c: Any) -> str:
        wanted = code(s, c)
        if node.choices is None:
            return ""
        for row in node.choices.rows(s.above(up)):
            if row.get(node.choices.value) == wanted:
                labels = node.choices.choice(row).labels
                return labels.get(s.interview.language) or next(iter(labels.values()), "")
        return ""

    return Term(Kind.TEXT, name)


def _pulldata(compiler: "Compiler", arguments: Arguments, context: Context) -> Term:
    """``pulldata('file', 'column', 'key column', key)``; the first row found, empty when there is none."""
    file, column, key_column, key = (convert(compiler.term(part, context), Kind.TEXT) for part in arguments)
    known = compiler.term(arguments[0], context).constant
    table = compiler.tables.get(str(known))
    if table is None or table.absent:  # else it gives the same here as on the tablet
        compiler.volatile = True

    def pull(s: Scope, c: Any) -> str:
        table = compiler.tables.get(file(s, c))
        found = table.where(key_column(s, c), key(s, c)) if table else []
        return found[0].get(column(s, c), "") if found else ""

    return Term(Kind.TEXT, pull)


def _randomize(compiler: "Compiler", arguments: Arguments, context: Context) -> Term:
    """``randomize(nodeset, seed)``: the same nodes; their order on the screen is no part of the record."""
    term = compiler.term(arguments[0], context)
    compiler.volatile = True
    return term


def _version(compiler: "Compiler", _arguments: Arguments, _context: Context) -> Term:
    return constant(compiler.version)


def _depend(compiler: "Compiler", arguments: Arguments, context: Context) -> Term:
    """``depend(value, ...)``: the value, evaluated again when one of the others changes."""
    first, *_ = [compiler.term(argument, context) for argument in arguments]
    return first


def _itext(compiler: "Compiler", arguments: Arguments, context: Context) -> Term:
    """``jr:itext('id')``: a wording of the form, in the language of the interview."""
    text_id = convert(compiler.term(arguments[0], context), Kind.TEXT)
    compiler.volatile = True
    texts = compiler.texts

    def wording(s: Scope, c: Any) -> str:
        words = texts.get(text_id(s, c), {})
        return words.get(s.interview.language) or next(iter(words.values()), "")

    return Term(Kind.TEXT, wording)


FORMS: Mapping[str, Callable[["Compiler", Arguments, Context], Term]] = {
    "if": _if,
    "coalesce": _coalesce,
    "once": _once,
    "position": _position,
    "indexed-repeat": _indexed_repeat,
    "jr:choice-name": _choice_name,
    "pulldata": _pulldata,
    "randomize": _randomize,
    "version": _version,
    "depend": _depend,
    "jr:itext": _itext,
}
