"""Conditions that no answers can meet: questions never asked, constraints that refuse everything."""

import math
import operator
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from questionnaires.expressions.syntax import Call, Chain, Expression, Number, Text
from questionnaires.linting.findings import Finding, Rule, error
from questionnaires.linting.reading import constant, is_itself, reference
from questionnaires.linting.subject import Entry, Subject
from questionnaires.linting.values import Demand, can_hold, number, same

MOST_ALTERNATIVES = 256
_NEVER = Demand("", lambda _: False, ())
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}

Alternative = tuple[Demand, ...]  # all hold together


def _never_asked(subject: Subject) -> Iterator[Finding]:
    for entry in subject.questions:
        own = subject.expression(entry, "relevant")
        if own is None:
            continue
        reading = _Reading(subject, entry)
        ways = reading.alternatives(own, True)
        if not reading.any_holds(ways):
            yield error("lint.never_asked", entry.place("relevant"))
            continue
        for group in reversed(entry.around):
            around = subject.expression(group, "relevant")
            if around is None:
                continue
            outer = reading.alternatives(around, True)
            if reading.any_holds(outer) and not reading.any_holds(_both(ways, outer)):
                yield error("lint.never_asked_within", entry.place("relevant"), group=group.name, group_row=group.row)
                break


def _never_accepted(subject: Subject) -> Iterator[Finding]:
    for entry in subject.questions:
        constraint = subject.expression(entry, "constraint")
        if constraint is not None:
            reading = _Reading(subject, entry)
            if not reading.any_holds(reading.alternatives(constraint, True), itself_answered=True):
                yield error("lint.never_accepted", entry.place("constraint"))


class _Reading:
    """The conditions of one row, taken apart into what they ask of each question."""

    def __init__(self, subject: Subject, entry: Entry) -> None:
        self.subject, self.entry = subject, entry

    def any_holds(self, ways: list[Alternative], itself_answered: bool = False) -> bool:
        return any(self._holds(way, itself_answered) for way in ways)

    def _holds(self, way: Alternative, itself_answered: bool) -> bool:
        by_name: dict[str, list[Demand]] = defaultdict(list)
        for demand in way:
            by_name[demand.name].append(demand)
        if "" in by_name:
            return False
        return all(
            can_hold(demands, self._codes(name), not (itself_answered and name == self.entry.name))
            and self._is_accepted(name, demands)
            for name, demands in by_name.items()
        )

    def _is_accepted(self, name: str, demands: list[Demand]) -> bool:
        """Do the demands leave the question empty, or leave an answer that its own constraint accepts?"""
        asked = self.subject.one(name)
        constraint = self.subject.expression(asked, "constraint") if asked is not None else None
        if asked is None or constraint is None or can_hold(demands, frozenset(), may_be_empty=True):
            return True
        accepted = _Reading(self.subject, asked).alternatives(constraint, True)
        return any(
            can_hold((*demands, *(one for one in way if one.name in ("", name))), self._codes(name), may_be_empty=False)
            for way in accepted
        )

    def _codes(self, name: str) -> frozenset[str] | None:
        asked = self.subject.one(name)
        return self.subject.codes(asked) if asked is not None and asked.type == "select_one" else None

    def alternatives(self, expression: Expression, wanted: bool) -> list[Alternative]:
        """The ways in which an expression is as wanted; what is not understood asks nothing."""
        match expression:
            case Call("true", ()):
                return [()] if wanted else [(_NEVER,)]
            case Call("false", ()):
                return [(_NEVER,)] if wanted else [()]
            case Call("not", (inner,)):
                return self.alternatives(inner, not wanted)
            case Number(value):
                return [()] if (value != 0) == wanted else [(_NEVER,)]
            case Text(value):
                return [()] if (value != "") == wanted else [(_NEVER,)]
            case Chain(first, rest) if rest[0][0] in ("and", "or"):
                operands = [first, *(right for _, right in rest)]
                return self._logic(
                    [self.alternatives(one, wanted) for one in operands], (rest[0][0] == "and") == wanted
                )
            case Chain(left, ((symbol, right),)):
                return self._comparison(left, symbol, right, wanted)
            case Call("selected" | "is-selected", (first, second)):
                return self._selected(first, second, wanted)
        return [()]

    @staticmethod
    def _logic(operands: list[list[Alternative]], together: bool) -> list[Alternative]:
        ways: list[Alternative] = [()] if together else []
        for operand in operands:
            ways = _both(ways, operand) if together else ways + operand
            if len(ways) > MOST_ALTERNATIVES:
                return [()]
        return ways

    def _comparison(self, left: Expression, symbol: str, right: Expression, wanted: bool) -> list[Alternative]:
        a, b = constant(left), constant(right)
        if a is not None and b is not None:
            return [(_NEVER,)] if _of_constants(a, symbol, b) is (not wanted) else [()]
        if a is not None:
            left, b, symbol = right, a, _MIRRORED.get(symbol, symbol)
        name = self._name(left)
        if not name or b is None:
            return [()]
        bound = b
        if symbol in ("=", "!="):
            equal = (symbol == "=") == wanted
            return [(Demand(name, lambda answer: same(answer, bound) == equal, (bound,)),)]
        limit = bound if isinstance(bound, float) else number(bound)
        if symbol not in _MIRRORED or math.isnan(limit):
            return [()]
        return [(Demand(name, lambda answer: _HOLDS[symbol](number(answer), limit) == wanted, (limit,)),)]

    def _selected(self, first: Expression, second: Expression, wanted: bool) -> list[Alternative]:
        codes, code = constant(first), constant(second)
        if isinstance(codes, str) and (name := self._name(second)):
            known = codes.split()
            return [(Demand(name, lambda answer: (answer in known) == wanted, tuple(known)),)]
        name = self._name(first)
        asked = self.subject.one(name)
        if isinstance(code, str) and asked is not None and asked.type == "select_one":
            return [(Demand(name, lambda answer: (answer == code) == wanted, (code,)),)]
        if isinstance(code, str) and asked is not None and asked.type == "select_multiple":
            in_list = self.subject.codes(asked)
            if in_list is not None and code not in in_list:
                return [(_NEVER,)] if wanted else [()]
            return [(Demand(f"{name} {code}", lambda answer: (answer == "1") == wanted, ("1",)),)]
        return [()]

    def _name(self, expression: Expression) -> str:
        """The question an expression is, where one value of it can be told: no list of several codes."""
        name = self.entry.name if is_itself(expression) else reference(expression)
        return name if self.subject.one(name) is not None else ""


_HOLDS: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _of_constants(left: str | float, symbol: str, right: str | float) -> bool | None:
    """Does a comparison of two constants hold? None where it is no comparison of numbers or of equal texts."""
    if symbol in ("=", "!=") and isinstance(left, str) and isinstance(right, str):
        return (left == right) == (symbol == "=")
    a, b = number(str(left)), number(str(right))
    return None if symbol not in _HOLDS or math.isnan(a) or math.isnan(b) else _HOLDS[symbol](a, b)


def _both(one: list[Alternative], other: list[Alternative]) -> list[Alternative]:
    if len(one) * len(other) > MOST_ALTERNATIVES:
        return [()]
    return [(*a, *b) for a in one for b in other]


RULES = (
    Rule(("lint.never_asked", "lint.never_asked_within"), _never_asked),
    Rule(("lint.never_accepted",), _never_accepted),
)
