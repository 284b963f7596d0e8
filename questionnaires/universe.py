"""Whom a question is asked of, in words: the conditions of a form as sentences, with the wordings of its own choices.

What has no sentence here (arithmetic, dates) is shown as the expression itself, with names instead of paths.
"""

import re
from collections.abc import Callable, Mapping

from questionnaires.expressions.parser import parse
from questionnaires.expressions.syntax import Call, Chain, Expression, Negation, Number, Path, Text
from questionnaires.form import Form, Node, Words

Say = Callable[[str, str, Mapping[str, object]], str]  # code, language, values: the wording, from the catalogue

LONGEST_LABEL = 70
_PATH = re.compile(r"(?:\.\./|/)[\w./-]*[\w-]")
_COMPARED = {"=": "equal", "!=": "not_equal", "<": "less", "<=": "at_most", ">": "more", ">=": "at_least"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class _NoWords(Exception):
    """An expression that no sentence here says."""


class Universe:
    """The conditions of one form in one language."""

    def __init__(self, form: Form, language: str, say: Say) -> None:
        self.form, self.language, self._say = form, language, say

    def of(self, node: Node) -> str:
        """Of whom, or of which repeated thing, a question is asked."""
        asked = [one for one in _around(node) if one.relevant is not None]
        parts = list(dict.fromkeys(self._condition(one, len(asked) > 1) for one in asked))
        said = self.say("and").join(parts) if parts else self.say("everyone")
        if not node.owner.is_repeat:
            return said
        return self.say("each", thing=self.question(node.owner), condition=said)

    def _condition(self, node: Node, joined: bool) -> str:
        source = node.relevant.source if node.relevant is not None else ""
        said, parsed = self.condition(source, node), parse(source)
        loose = isinstance(parsed, Chain) and parsed.rest[0][0] == "or"
        return self.say("group", part=said) if joined and loose else said

    def condition(self, source: str, node: Node) -> str:
        """One expression of a node in words, else as it is with names instead of paths."""
        try:
            return _Sentence(self, node).of(parse(source))
        except _NoWords:
            named = _PATH.sub(lambda path: path[0].rpartition("/")[2], " ".join(source.split()))
            return re.sub(r"(?<=\() | (?=[,)])", "", named)

    def say(self, code: str, **values: object) -> str:
        """A wording of the codebook."""
        return self._say(f"codebook.{code}", self.language, values)

    def question(self, node: Node) -> str:
        """How a question is named in a sentence: its wording and its name."""
        label = self.worded(node.labels)
        if not label:
            return node.name
        return self.say("question", label=_shortened(label), name=node.name)

    def choice(self, node: Node, code: str) -> str:
        """The wording of one of the choices of a question. Raises _NoWords where it has none."""
        for choice in node.choices.every if node.choices else ():
            if choice.name == code:
                return self.worded(choice.labels) or code
        raise _NoWords

    def worded(self, words: Words) -> str:
        """A wording of the form, in its own language where it has none in this one; without marks of layout."""
        text = words.get(self.language) or words.get(self.form.default_language) or next(iter(words.values()), "")
        return " ".join(re.sub(r"[*_#]{2,}|<[^>]*>", "", text).split())


def _around(node: Node) -> list[Node]:
    """The groups around a node, outermost first, and itself."""
    return [*(_around(node.parent) if node.parent is not None else ()), node]


class _Sentence:
    """One expression being said; paths start at its node."""

    def __init__(self, universe: Universe, node: Node) -> None:
        self.universe, self.node, self.say = universe, node, universe.say

    def of(self, expression: Expression) -> str:
        match expression:
            case Chain(first, rest) if rest[0][0] in ("and", "or"):
                parts = [self._part(one, rest[0][0]) for one in (first, *(right for _, right in rest))]
                return self.say(rest[0][0]).join(parts)
            case Chain(first, ((symbol, right),)) if symbol in _COMPARED:
                return self._compared(symbol, first, right)
            case Call("selected" | "is-selected", (answer, code)):
                return self._selected(answer, code, "includes")
            case Call("not", (Call("selected" | "is-selected", (answer, code)),)):
                return self._selected(answer, code, "excludes")
            case Call("not", (inner,)):
                return self.say("not", part=self.of(inner))
        raise _NoWords

    def _part(self, expression: Expression, joined: str) -> str:
        said = self.of(expression)
        mixed = (
            isinstance(expression, Chain) and expression.rest[0][0] in ("and", "or") and expression.rest[0][0] != joined
        )
        return self.say("group", part=said) if mixed else said

    def _compared(self, symbol: str, left: Expression, right: Expression) -> str:
        if isinstance(left, Number | Text | Negation) and not isinstance(right, Number | Text | Negation):
            left, right, symbol = right, left, _TURNED.get(symbol, symbol)
        node = self._node(left) if isinstance(left, Path) else None
        constant = _constant(right)
        if node is not None and symbol in ("=", "!=") and constant is not None:
            if constant == "":
                return self.say("not_answered" if symbol == "=" else "answered", question=self.universe.question(node))
            if node.choices is not None:
                code = "answer_is" if symbol == "=" else "answer_is_not"
                choice = self.universe.choice(node, constant)
                return self.say(code, question=self.universe.question(node), choice=choice)
        return self.say(_COMPARED[symbol], value=self._value(left), other=self._value(right))

    def _selected(self, answer: Expression, code: Expression, how: str) -> str:
        if isinstance(answer, Path) and (constant := _constant(code)):
            node = self._node(answer)
            values = {"question": self.universe.question(node), "choice": self.universe.choice(node, constant)}
            return self.say(how, **values)
        if isinstance(answer, Text) and isinstance(code, Path):
            node = self._node(code)
            choices = [self.say("choice", choice=self.universe.choice(node, one)) for one in answer.value.split()]
            listed = "one_of" if how == "includes" else "none_of"
            values = {"question": self.universe.question(node), "choices": self.say("or").join(choices)}
            return self.say(listed, **values)
        raise _NoWords

    def _value(self, expression: Expression) -> str:
        constant = _constant(expression)
        if constant is not None:
            return self.say("number", number=constant)
        match expression:
            case Path():
                return self.say("value_of", question=self.universe.question(self._node(expression)))
            case Call("count-selected", (Path() as path,)):
                return self.say("number_of_choices", question=self.universe.question(self._node(path)))
        raise _NoWords

    def _node(self, path: Path) -> Node:
        """The node a plain path leads to. Raises _NoWords."""
        steps = [step.name for step in path.steps]
        if any(step.predicates for step in path.steps):
            raise _NoWords
        if path.start == "/":
            return self._found(self.universe.form.by_path.get("/" + "/".join(steps)))
        if isinstance(path.start, Call) and path.start.name != "current":
            raise _NoWords
        node: Node | None = self.node
        for name in steps:
            if node is not None and name != ".":
                node = node.parent if name == ".." else node.children.get(name)
        return self._found(node)

    @staticmethod
    def _found(node: Node | None) -> Node:
        if node is None or node.is_group:
            raise _NoWords
        return node


def _constant(expression: Expression) -> str | None:
    match expression:
        case Text(value):
            return value
        case Number(value):
            return f"{value:g}" if value != int(value) else str(int(value))
        case Negation(Number() as number):
            return f"-{_constant(number)}"
    return None


def _shortened(label: str) -> str:
    if len(label) <= LONGEST_LABEL:
        return label
    return label[:LONGEST_LABEL].rpartition(" ")[0].rstrip(" ,;:") + "…"
