"""Answers worth trying at a question: by its type, around the numbers and dates its form's rules speak of."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from questionnaires.expressions.parser import parse
from questionnaires.expressions.syntax import Call, Chain, Expression, Negation, Number, Path, Text
from questionnaires.expressions.values import Value
from questionnaires.filling import Filling, Question
from questionnaires.form import Form, Node
from questionnaires.patterns import matching

_WHOLE = (0, 1, 2, 3, 4, 5, 7, 12, 18, 19, 25, 34, 48, 60, -8)
_DAYS = (0, 1, 2, 7, 30, 400, -1, -7, -60)
_TIMES = ("08:30:00.000+01:00", "12:00:00.000+01:00", "21:15:00.000+01:00")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_GEO = {
    "geopoint": "36.8 10.18 0 0",
    "geotrace": "36.8 10.18 0 0;36.81 10.19 0 0",
    "geoshape": "36.8 10.18 0 0;36.81 10.19 0 0;36.82 10.2 0 0;36.8 10.18 0 0",
}


class Landmarks:
    """For each question, the numbers and texts in the rules that read it: where answers make a difference."""

    def __init__(self, form: Form) -> None:
        found: dict[Node, set[float | str]] = defaultdict(set)
        for node in form.nodes:
            for rule in (node.relevant, node.required, node.constraint, node.calculate, node.count):
                if rule is not None:
                    constants = set(_constants(parse(rule.source)))
                    for read in rule.reads:
                        found[read] |= constants
        self._found: Mapping[Node, set[float | str]] = found

    @staticmethod
    def patterns(node: Node) -> list[str]:
        """The patterns that the constraint of a question speaks of."""
        return list(_patterns(parse(node.constraint.source))) if node.constraint is not None else []

    def numbers(self, node: Node) -> list[float]:
        """The numbers, in order."""
        return sorted(one for one in self._found.get(node, ()) if isinstance(one, float))

    def texts(self, node: Node) -> list[str]:
        """The texts, in order."""
        return sorted(one for one in self._found.get(node, ()) if isinstance(one, str))


def guesses(filling: Filling, question: Question, landmarks: Landmarks, dice: random.Random) -> Iterator[str]:
    """Answers to try, in an order of chance; whether the rules of the form accept them is seen when they are given."""
    node = question.node
    if node.choices is not None:
        return _codes(filling, question, dice)
    texts = _KINDS.get(node.datatype, _words)(filling, question, landmarks)
    patterned = [matching(pattern, dice) for pattern in landmarks.patterns(node)]
    return iter([*(text for text in patterned if text), *dice.sample(texts, len(texts))])


def _codes(filling: Filling, question: Question, dice: random.Random) -> Iterator[str]:
    offered = [choice.name for choice in filling.choices(question)]
    shuffled = dice.sample(offered, len(offered))
    if question.type == "rank":
        yield " ".join(shuffled)
    elif offered:
        if question.type == "select_multiple":
            for size in (2, 3, len(offered)):
                yield " ".join(code for code in offered if code in shuffled[:size])
        yield from shuffled


def _read(question: Question) -> Iterator[Value]:
    """The answers that the constraint of a question compares it with."""
    for node in question.node.constraint.reads if question.node.constraint else ():
        up = len(list(question.scope.trail())) - len(node.owner.chain)
        if node is not question.node and not node.is_group and up >= 0:
            yield question.scope.above(up).seen[node.slot]


def _whole(filling: Filling, question: Question, landmarks: Landmarks) -> list[str]:
    year = filling.clock.now.year
    near = [*landmarks.numbers(question.node), *(one for one in _read(question) if isinstance(one, float))]
    tried = {*_WHOLE, year - 1, year, *(int(one) + step for one in near for step in (-1, 0, 1))}
    return [str(number) for number in sorted(tried) if abs(number) < 2**31]


def _decimal(filling: Filling, question: Question, landmarks: Landmarks) -> list[str]:
    return [*_whole(filling, question, landmarks), "0.5", "2.54", "48.25", "850.125"]


def _days(filling: Filling, question: Question, landmarks: Landmarks) -> list[str]:
    told = [found for text in landmarks.texts(question.node) for found in _DATE.findall(text)]
    near = [*(_day(one) for one in _read(question) if isinstance(one, date)), *filter(None, map(_parsed, told))]
    days = {filling.clock.now.date() + timedelta(days=step) for step in _DAYS}
    return [
        day.isoformat() for day in sorted(days | {one + timedelta(days=step) for one in near for step in (-1, 0, 1)})
    ]


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _parsed(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moments(filling: Filling, question: Question, landmarks: Landmarks) -> list[str]:
    now = filling.clock.now
    days = (date.fromisoformat(day) for day in _days(filling, question, landmarks))
    return [datetime.combine(day, now.timetz()).isoformat(timespec="milliseconds") for day in days]


def _words(_filling: Filling, question: Question, landmarks: Landmarks) -> list[str]:
    if question.type in _TOKENS:
        return [_TOKENS[question.type]]
    if question.node.constraint is None:
        return list(_INVENTED)
    digits = ["1234567890123456"[:length] for length in range(1, 15)]
    own = [text for text in landmarks.texts(question.node) if text]
    return [*_INVENTED, *digits, *_SHAPED, *own]


_TOKENS = {"file": "invented.jpg", "acknowledge": "OK", "barcode": "6191234567890"}
_INVENTED = ("Réponse inventée", "إجابة مختلقة", "Invented answer 12")
_SHAPED = ("A1", "E001", "ab", "AB", "abc12", "ab@example.org", "https://example.org", "+21620123456", "20 123 456")
_KINDS = {
    "int": _whole,
    "long": _whole,
    "decimal": _decimal,
    "date": _days,
    "dateTime": _moments,
    "time": lambda _filling, _question, _landmarks: list(_TIMES),
    "boolean": lambda _filling, _question, _landmarks: ["0", "1"],
} | {kind: (lambda _filling, _question, _landmarks, text=text: [text]) for kind, text in _GEO.items()}


def _patterns(expression: Expression) -> Iterator[str]:
    match expression:
        case Call("regex", (_, Text(pattern))):
            yield pattern
        case Call(_, arguments):
            for argument in arguments:
                yield from _patterns(argument)
        case Chain(first, rest):
            for part in (first, *(right for _, right in rest)):
                yield from _patterns(part)


def _constants(expression: Expression) -> Iterator[float | str]:
    match expression:
        case Number(value) | Text(value):
            yield value
        case Negation(of):
            yield from (-one if isinstance(one, float) else one for one in _constants(of))
        case Chain(first, rest):
            for part in (first, *(right for _, right in rest)):
                yield from _constants(part)
        case Call(_, arguments):
            for argument in arguments:
                yield from _constants(argument)
        case Path(_, steps):
            for step in steps:
                for predicate in step.predicates:
                    yield from _constants(predicate)
