"""A slow, direct interpreter of expressions over a tree of answers: no kinds known before, no places, no indexes."""

from dataclasses import dataclass, field

from questionnaires.expressions.functions import FUNCTIONS
from questionnaires.expressions.numbers import divide, remainder
from questionnaires.expressions.problems import EvaluationError
from questionnaires.expressions.scope import Interview
from questionnaires.expressions.syntax import Call, Chain, Expression, Negation, Number, Path, Step, Text
from questionnaires.expressions.values import Kind, Value, equal, to_number, to_text, to_truth

Found = Value | list[Value]


@dataclass(eq=False)
class Leaf:
    """One node of a record."""

    name: str
    value: Value = ""
    children: list["Leaf"] = field(default_factory=list)
    parent: "Leaf | None" = None

    def add(self, *children: "Leaf") -> "Leaf":
        for child in children:
            child.parent = self
            self.children.append(child)
        return self

    @property
    def position(self) -> int:
        siblings = [child for child in self.parent.children if child.name == self.name] if self.parent else [self]
        return siblings.index(self) + 1

    def above(self) -> list["Leaf"]:
        return [self, *(self.parent.above() if self.parent else [])]


@dataclass
class Slow:
    """Evaluates at one node."""

    root: Leaf
    origin: Leaf
    interview: Interview

    def value(self, expression: Expression) -> Value:
        return _one(self.found(expression, self.origin, 0))

    def found(self, expression: Expression, at: Leaf, place: int) -> Found:
        match expression:
            case Number(number):
                return number
            case Text(text):
                return text
            case Negation(of):
                return -to_number(_one(self.found(of, at, place)))
            case Chain(first, rest):
                return self.chain(first, rest, at, place)
            case Path():
                return [node.value for node in self.nodes(expression, at)]
            case Call(name, arguments):
                return self.call(name, arguments, at, place)

    def chain(self, first: Expression, rest: tuple[tuple[str, Expression], ...], at: Leaf, place: int) -> Value:
        if rest[0][0] in ("and", "or"):
            stop = rest[0][0] == "or"
            parts = (first, *(right for _, right in rest))
            return any(to_truth(_one(self.found(part, at, place))) is stop for part in parts) is stop
        value = _one(self.found(first, at, place))
        for operator, right in rest:
            value = _applied(operator, value, _one(self.found(right, at, place)))
        return value

    def call(self, name: str, arguments: tuple[Expression, ...], at: Leaf, place: int) -> Value:
        if name == "if":
            chosen = arguments[1] if to_truth(_one(self.found(arguments[0], at, place))) else arguments[2]
            return _one(self.found(chosen, at, place))
        if name == "coalesce":
            value = _one(self.found(arguments[0], at, place))
            return _one(self.found(arguments[1], at, place)) if value in ("",) or value != value else value
        if name == "position":
            return float(place)
        function = FUNCTIONS[name]
        given = [self.found(argument, at, place) for argument in arguments]
        taken = [_as(kind, value) for kind, value in zip(function.takes, given, strict=False)]
        further = given[len(function.takes) :]
        taken += [_nodes(further[0])] if len(further) == 1 else [[_one(value)] for value in further]
        result: Value = function.apply(*([self.interview] if function.interview else []), *taken)
        return result

    def nodes(self, path: Path, at: Leaf) -> list[Leaf]:
        here = [self.origin] if isinstance(path.start, Call) else [at]
        steps, around = path.steps, set[Leaf]()
        if path.start == "/":
            here, steps, around = [self.root], path.steps[1:], set(at.above())
        for step in steps:
            inside = [child for node in here for child in self.step(step, node)]
            if around and not step.predicates and (mine := [node for node in inside if node in around]):
                inside = mine
            elif step.predicates or len(inside) != 1:
                around = set()
            here = self.kept(step, inside)
        return here

    def step(self, step: Step, node: Leaf) -> list[Leaf]:
        if step.name == ".":
            return [node]
        if step.name == "..":
            return [node.parent] if node.parent else []
        return [child for child in node.children if child.name == step.name]

    def kept(self, step: Step, nodes: list[Leaf]) -> list[Leaf]:
        for predicate in step.predicates:
            nodes = [node for place, node in enumerate(nodes, 1) if to_truth(_one(self.found(predicate, node, place)))]
        return nodes


def _one(found: Found) -> Value:
    if not isinstance(found, list):
        return found
    if len(found) > 1:
        raise EvaluationError("several nodes")
    return found[0] if found else ""


def _nodes(found: Found) -> list[Value]:
    return found if isinstance(found, list) else [found]


def _as(kind: Kind, found: Found) -> object:
    match kind:
        case Kind.NODES:
            return _nodes(found)
        case Kind.NUMBER:
            return to_number(_one(found))
        case Kind.TRUTH:
            return to_truth(_one(found))
        case Kind.TEXT:
            return to_text(_one(found))
    return _one(found)


def _applied(operator: str, a: Value, b: Value) -> Value:
    if operator in ("=", "!="):
        return equal(a, b) is (operator == "=")
    x, y = to_number(a), to_number(b)
    match operator:
        case "<":
            return x < y
        case "<=":
            return x <= y
        case ">":
            return x > y
        case ">=":
            return x >= y
        case "+":
            return x + y
        case "-":
            return x - y
        case "*":
            return x * y
        case "div":
            return divide(x, y)
    return remainder(x, y)
