"""Text of an expression to its parts: XPath 1.0 as ODK forms use it, bounded in length and depth."""

import re
from dataclasses import dataclass
from typing import NoReturn

from questionnaires.expressions.problems import ExpressionError
from questionnaires.expressions.syntax import Call, Chain, Expression, Negation, Number, Path, Step, Text
from questionnaires.problems import Problem

LONGEST = 50_000
DEEPEST = 40

_TOKENS = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d*)?|\.\d+)
      | (?P<text>"[^"]*"|'[^']*')
      | (?P<name>[^\W\d][\w.-]*(?::(?!:)[^\W\d][\w.-]*)?)
      | (?P<mark>\.\.|//|::|<=|>=|!=|[-+*/()\[\],.@|=<>$])
    )""",
    re.VERBOSE,
)
_PRECEDENCE = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}
_BEFORE_OPERAND = {"$", "@", "::", "(", "[", ",", "/", "//", "|", *_PRECEDENCE}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # number, text, name, mark, operator, end
    text: str
    at: int


def parse(source: str) -> Expression:
    """The parts of an expression. Raises ExpressionError naming where reading stopped."""
    if len(source) > LONGEST:
        raise ExpressionError([Problem("expressions.too_long", {"limit": LONGEST})])
    return _Parser(source).whole()


def _tokens(source: str) -> list[_Token]:
    tokens: list[_Token] = []
    at, end = 0, len(source.rstrip())
    operand_next = True  # XPath 1.0, 3.7: "*" and names are operators where an operand has just ended
    while at < end:
        match = _TOKENS.match(source, at)
        if match is None or match.lastgroup is None:
            raise _error("unexpected_character", source, end - len(source[at:end].lstrip()))
        kind, text = match.lastgroup, match[match.lastgroup]
        if text in _PRECEDENCE and (kind == "mark" or not operand_next) and not (text == "*" and operand_next):
            kind = "operator"
        elif kind == "name" and not operand_next:
            raise _error("unexpected_token", source, match.start(kind), text)
        operand_next = kind == "operator" or (kind == "mark" and text in _BEFORE_OPERAND and text != "*")
        tokens.append(_Token(kind, text, match.start(match.lastgroup)))
        at = match.end()
    return [*tokens, _Token("end", "", end)]


def _error(code: str, source: str, at: int, token: str = "") -> ExpressionError:
    values: dict[str, str | int | float] = {
        "expression": source.strip(),
        "at": at + 1,
        "token": token or source[at : at + 1],
    }
    return ExpressionError([Problem(f"expressions.{code}", values)])


class _Parser:
    def __init__(self, source: str) -> None:
        self.source, self.tokens, self.next, self.depth = source, _tokens(source), 0, 0

    def whole(self) -> Expression:
        expression = self.expression()
        if self.peek.kind != "end":
            self.stop("unexpected_token")
        return expression

    @property
    def peek(self) -> _Token:
        return self.tokens[self.next]

    def take(self) -> _Token:
        token = self.tokens[self.next]
        self.next += 1
        return token

    def is_mark(self, text: str) -> bool:
        return self.peek.kind == "mark" and self.peek.text == text

    def skip(self, text: str) -> bool:
        if found := self.is_mark(text):
            self.next += 1
        return found

    def expect(self, text: str) -> None:
        if not self.skip(text):
            self.stop("unexpected_token")

    def stop(self, code: str) -> NoReturn:
        if self.peek.kind == "end":
            raise _error("ends_early", self.source, self.peek.at)
        raise _error(code, self.source, self.peek.at, self.peek.text)

    def expression(self) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError([Problem("expressions.too_deep", {"limit": DEEPEST})])
        found = self.chain(1)
        self.depth -= 1
        return found

    def chain(self, precedence: int) -> Expression:
        if precedence > 6:
            return self.negation()
        first = self.chain(precedence + 1)
        rest: list[tuple[str, Expression]] = []
        while self.peek.kind == "operator" and _PRECEDENCE[self.peek.text] == precedence:
            operator = self.take().text
            rest.append((operator, self.chain(precedence + 1)))
        return Chain(first, tuple(rest)) if rest else first

    def negation(self) -> Expression:
        minus = 0
        while self.peek.kind == "operator" and self.peek.text == "-":
            self.take()
            minus += 1
        found = self.operand()
        if self.is_mark("|"):
            self.stop("unsupported")
        return Negation(found) if minus % 2 else Negation(Negation(found)) if minus else found

    def operand(self) -> Expression:
        token = self.peek
        if token.kind == "number":
            self.take()
            return Number(float(token.text))
        if token.kind == "text":
            self.take()
            return Text(token.text[1:-1])
        if self.skip("("):
            inner = self.expression()
            self.expect(")")
            if self.is_mark("/") or self.is_mark("["):
                self.stop("unsupported")
            return inner
        if token.kind == "name" and self.tokens[self.next + 1].text == "(" and token.text not in ("node", "text"):
            return self.call()
        return self.path()

    def call(self) -> Expression:
        name = self.take().text
        self.expect("(")
        arguments: list[Expression] = []
        if not self.skip(")"):
            arguments.append(self.expression())
            while self.skip(","):
                arguments.append(self.expression())
            self.expect(")")
        call = Call(name, tuple(arguments))
        if self.is_mark("[") or (self.is_mark("/") and name not in ("instance", "current")):
            self.stop("unsupported")
        if name in ("instance", "current"):
            return Path(call, self.steps() if self.skip("/") else ())
        return call

    def path(self) -> Path:
        if self.is_mark("//") or self.is_mark("@") or self.is_mark("$"):
            self.stop("unsupported")
        if self.skip("/"):
            return Path("/", self.steps())
        return Path("", self.steps())

    def steps(self) -> tuple[Step, ...]:
        steps = [self.step()]
        while self.skip("/"):
            steps.append(self.step())
        if self.is_mark("//") or self.is_mark("::"):
            self.stop("unsupported")
        return tuple(steps)

    def step(self) -> Step:
        token = self.peek
        if token.kind == "mark" and token.text not in (".", "..", "*"):
            self.stop("unsupported" if token.text in ("@", "//") else "unexpected_token")
        if token.kind not in ("mark", "name"):
            self.stop("unexpected_token")
        self.take()
        predicates: list[Expression] = []
        while self.skip("["):
            predicates.append(self.expression())
            self.expect("]")
        name = token.text.rpartition(":")[2] if token.kind == "name" else token.text
        return Step(name, tuple(predicates))
