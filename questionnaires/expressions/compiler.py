"""Expressions to Python callables: paths become places in a list, known kinds choose the shorter way."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from questionnaires.expressions import paths, special
from questionnaires.expressions.functions import FUNCTIONS, SPECIAL, Function
from questionnaires.expressions.numbers import divide, remainder
from questionnaires.expressions.parser import DEEPEST, parse
from questionnaires.expressions.problems import ExpressionError
from questionnaires.expressions.scope import Scope, Table
from questionnaires.expressions.syntax import Call, Chain, Expression, Negation, Number, Path, Step, Text
from questionnaires.expressions.terms import Context, Run, Term, constant, convert
from questionnaires.expressions.texts import is_pattern
from questionnaires.expressions.values import Kind, Value, equal, same_number
from questionnaires.problems import Problem

if TYPE_CHECKING:
    from questionnaires.form import Node

Rows = Callable[[Scope], "list[Mapping[str, str]]"]
NOTHING: Mapping[str, str] = {}

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": divide,
    "mod": remainder,
}


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """An expression of a form, ready to evaluate at the scope of the question it belongs to."""

    source: str
    kind: Kind
    value: Callable[[Scope], Value]
    truth: Callable[[Scope], bool]
    reads: Mapping["Node", bool]  # the nodes it reads; True when it reaches over several repeat instances
    volatile: bool
    constant: Value | None


@dataclass
class Compiler:
    """Compiles the expressions of one form."""

    root: "Node"
    tables: Mapping[str, Table]
    version: str = ""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # wordings by id, each by language
    reads: dict["Node", bool] = field(default_factory=dict)
    volatile: bool = False

    def compile(self, source: str, node: "Node", use: str) -> Compiled:
        """One expression of a node. Raises ExpressionError naming node, use (relevant ...) and expression."""
        return self._compiled(source.strip(), self._whole(source, node, use))

    def compile_part(self, expression: Expression, node: "Node") -> Compiled:
        """A part of an expression of a node, by itself. Raises ExpressionError."""
        self.reads, self.volatile = {}, False
        return self._compiled("", self.term(expression, Context(node, node)))

    def _compiled(self, source: str, term: Term) -> Compiled:
        value, truth = convert(term, Kind.ANY), convert(term, Kind.TRUTH)
        return Compiled(
            source,
            term.kind,
            lambda scope: value(scope, NOTHING),
            lambda scope: truth(scope, NOTHING),
            self.reads,
            self.volatile,
            term.constant,
        )

    def compile_rows(self, source: str, node: "Node") -> tuple[Rows, Table, bool, Mapping["Node", bool]]:
        """The rows of a choice list (``instance('x')/root/item[...]``), its table, whether filtered, what it reads."""
        term = self._whole(source, node, "choice_filter", shuffled=True)
        if term.rows is None or term.table is None:
            raise self._located([Problem("expressions.not_a_list")], source, node, "choice_filter")
        rows = term.rows
        return (lambda scope: rows(scope, NOTHING)), term.table, term.filtered, self.reads

    def _whole(self, source: str, node: "Node", use: str, shuffled: bool = False) -> Term:
        self.reads, self.volatile = {}, False
        try:
            expression = parse(source)
            if shuffled and isinstance(expression, Call) and expression.name == "randomize" and expression.arguments:
                expression = expression.arguments[0]  # the order on the screen is no matter of the list
            return self.term(expression, Context(node, node))
        except ExpressionError as error:
            raise self._located(error.problems, source, node, use) from None

    @staticmethod
    def _located(problems: Any, source: str, node: "Node", use: str) -> ExpressionError:
        about = {"question": node.name, "path": node.path, "use": use, "expression": source.strip()}
        return ExpressionError([Problem(problem.code, {**problem.values, **about}) for problem in problems])

    def term(self, expression: Expression, context: Context) -> Term:
        """One part of an expression."""
        match expression:
            case Number(value) | Text(value):
                return constant(value)
            case Negation(of):
                number = convert(self.term(of, context), Kind.NUMBER)
                return Term(Kind.NUMBER, lambda s, c: -number(s, c))
            case Path():
                return paths.term(self, expression, context)
            case Call(name, arguments):
                return self._call(name, arguments, context)
            case Chain(first, rest):
                return self._chain(first, rest, context)

    def _chain(self, first: Expression, rest: tuple[tuple[str, Expression], ...], context: Context) -> Term:
        if rest[0][0] in ("and", "or"):
            return self._logic(rest[0][0] == "or", [first, *(right for _, right in rest)], context)
        terms = [self.term(first, context), *(self.term(right, context) for _, right in rest)]
        symbols = [symbol for symbol, _ in rest]
        if len(rest) == 1:
            return _binary(symbols[0], terms[0], terms[1])
        if symbols[0] in _ARITHMETIC:
            return _arithmetic(symbols, terms)
        if len(rest) > DEEPEST:
            raise ExpressionError([Problem("expressions.too_deep", {"limit": DEEPEST})])
        term = terms[0]
        for symbol, right in zip(symbols, terms[1:], strict=True):
            term = _binary(symbol, term, right)
        return term

    def _logic(self, any_of: bool, operands: list[Expression], context: Context) -> Term:
        runs = tuple(convert(self.term(operand, context), Kind.TRUTH) for operand in operands)
        if len(runs) == 2:
            a, b = runs
            if any_of:
                return Term(Kind.TRUTH, lambda s, c: a(s, c) or b(s, c))
            return Term(Kind.TRUTH, lambda s, c: a(s, c) and b(s, c))
        if any_of:
            return Term(Kind.TRUTH, lambda s, c: any(run(s, c) for run in runs))
        return Term(Kind.TRUTH, lambda s, c: all(run(s, c) for run in runs))

    def _call(self, name: str, arguments: tuple[Expression, ...], context: Context) -> Term:
        if name in SPECIAL:
            fewest, most, _ = SPECIAL[name]
            self._count(name, arguments, fewest, most)
            return special.FORMS[name](self, arguments, context)
        if name not in FUNCTIONS:
            raise ExpressionError([Problem("expressions.unknown_function", {"function": name})])
        if name in ("string-length", "normalize-space") and not arguments:
            arguments = (Path("", (Step("."),)),)
        function = FUNCTIONS[name]
        self._count(name, arguments, function.fewest, 10_000 if function.further else len(function.takes))
        self.volatile = self.volatile or function.volatile
        terms = [self.term(argument, context) for argument in arguments]
        if name == "regex" and isinstance(terms[1].constant, str) and not is_pattern(terms[1].constant):
            raise ExpressionError([Problem("expressions.pattern", {"pattern": terms[1].constant})])
        return _apply(function, terms)

    @staticmethod
    def _count(name: str, arguments: tuple[Expression, ...], fewest: int, most: int) -> None:
        if not fewest <= len(arguments) <= most:
            values: dict[str, str | int | float] = {"function": name, "fewest": fewest, "most": most}
            values["given"] = len(arguments)
            raise ExpressionError([Problem("expressions.argument_count", values)])


def _apply(function: Function, terms: list[Term]) -> Term:
    runs = [convert(term, kind) for term, kind in zip(terms, function.takes, strict=False)]
    runs += _further(terms[len(function.takes) :], function.pairs)
    apply, gives = function.apply, function.gives
    if function.interview:
        return Term(gives, lambda s, c: apply(s.interview, *[run(s, c) for run in runs]))
    match tuple(runs):
        case ():
            return constant(apply())
        case (a,):
            return Term(gives, lambda s, c: apply(a(s, c)))
        case (a, b):
            return Term(gives, lambda s, c: apply(a(s, c), b(s, c)))
    return Term(gives, lambda s, c: apply(*[run(s, c) for run in runs]))


def _further(terms: list[Term], pairs: bool) -> list[Run]:
    """A single further argument may find several nodes; of several arguments each is one value."""
    if pairs and len(terms) == 2:
        return [convert(term, Kind.NODES) for term in terms]
    if len(terms) == 1:
        return [convert(terms[0], Kind.NODES)]
    return [_alone(convert(term, Kind.ANY)) for term in terms]


def _alone(run: Run) -> Run:
    return lambda s, c: [run(s, c)]


def _binary(symbol: str, left: Term, right: Term) -> Term:
    if symbol in _COMPARE:
        a, b, compare = convert(left, Kind.NUMBER), convert(right, Kind.NUMBER), _COMPARE[symbol]
        if isinstance(right.constant, float):
            bound = right.constant
            return Term(Kind.TRUTH, lambda s, c: compare(a(s, c), bound))
        return Term(Kind.TRUTH, lambda s, c: compare(a(s, c), b(s, c)))
    if symbol in _ARITHMETIC:
        a, b, calculate = convert(left, Kind.NUMBER), convert(right, Kind.NUMBER), _ARITHMETIC[symbol]
        return Term(Kind.NUMBER, lambda s, c: calculate(a(s, c), b(s, c)))
    same = _equality(left, right)
    return Term(Kind.TRUTH, same if symbol == "=" else lambda s, c: not same(s, c))


def _arithmetic(symbols: list[str], terms: list[Term]) -> Term:
    first, *others = (convert(term, Kind.NUMBER) for term in terms)
    rest = tuple((_ARITHMETIC[symbol], run) for symbol, run in zip(symbols, others, strict=True))

    def run(s: Scope, c: Any) -> float:
        value: float = first(s, c)
        for calculate, other in rest:
            value = calculate(value, other(s, c))
        return value

    return Term(Kind.NUMBER, run)


def _equality(left: Term, right: Term) -> Run:
    if left.constant is not None:
        left, right = right, left
    kinds = {left.kind, right.kind}
    if kinds == {Kind.TEXT}:
        text = convert(left, Kind.TEXT)
        if right.constant is not None:
            wanted = right.constant
            return lambda s, c: text(s, c) == wanted
        other = convert(right, Kind.TEXT)
        return lambda s, c: text(s, c) == other(s, c)
    if Kind.NUMBER in kinds and Kind.TRUTH not in kinds and (left.is_number or right.is_number or len(kinds) == 1):
        a, b = convert(left, Kind.NUMBER), convert(right, Kind.NUMBER)
        return lambda s, c: same_number(a(s, c), b(s, c))
    x, y = convert(left, Kind.ANY), convert(right, Kind.ANY)
    return lambda s, c: equal(x(s, c), y(s, c))
