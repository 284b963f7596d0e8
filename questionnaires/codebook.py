"""The codebook of a form: its variables with type, wording, universe and codes, and the columns that hold them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from questionnaires.codes import Missing
from questionnaires.contracts import INTERVIEWS, Column, Kind
from questionnaires.expressions.parser import parse
from questionnaires.expressions.syntax import Call, Chain, Expression, Negation, Number
from questionnaires.form import Choice, Form, Node, Words

_KINDS = {
    "int": Kind.WHOLE,
    "long": Kind.WHOLE,
    "decimal": Kind.NUMBER,
    "boolean": Kind.TRUTH,
    "date": Kind.DATE,
    "dateTime": Kind.MOMENT,
}
_IN_THE_CONTRACT = frozenset(column.name for column in INTERVIEWS.columns)


@dataclass(frozen=True)
class Variable:
    """One question or calculation as the reader of a file meets it.

    ``universe`` are the conditions under which it is asked, outermost first, as expressions of the form.
    ``within`` names the repeat that holds it, "" where there is one answer a record. ``missing`` are the codes that
    stand for no answer in this version; an empty cell is another matter (``questionnaires.dictionary``).
    """

    name: str
    path: str
    type: str
    kind: Kind
    labels: Words
    section: Words
    universe: tuple[str, ...]
    choices: tuple[Choice, ...]
    within: str = ""
    identifying: bool = False
    missing: tuple[Missing, ...] = ()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The column of the answer, and one truth a choice where several may be chosen.

        Codes are not declared closed: a record with a wrong code is kept and flagged, and must not stop an export.
        """
        several = self.choices if self.type == "select_multiple" else ()
        truths = (Column(f"{self.name}__{choice.name}", Kind.TRUTH, required=False) for choice in several)
        return (Column(self.name, self.kind, required=False), *truths)


def variables(form: Form) -> tuple[Variable, ...]:
    """Every question, hidden fact and calculation in the order of the document, without notes and metadata."""
    return tuple(
        Variable(
            name=node.name,
            path=node.path,
            type=node.type,
            kind=_KINDS.get(node.datatype, Kind.TEXT),
            labels=node.labels,
            section=_section(node),
            universe=tuple(_universe(node)),
            choices=node.choices.every if node.choices else (),
            within=node.owner.name if node.owner.is_repeat else "",
            identifying=node.identifying,
            missing=missing_codes(node),
        )
        for node in form.questions
        if node.type != "note" and not _is_metadata(node, form)
    )


def columns(form: Form, within: str = "") -> tuple[Column, ...]:
    """The columns of the answers of a record, or of one of its repeats (``within``)."""
    return tuple(column for variable in variables(form) if variable.within == within for column in variable.columns)


def public_columns(form: Form) -> tuple[Column, ...]:
    """The columns of an exported interview beside those of its contract.

    Left out: what its author marked as identifying, free texts, which may hold anything, and the facts that the tablet
    filled in to say whose record it is.
    """
    chosen = (variable for variable in variables(form) if not variable.within and is_public(variable))
    return tuple(column for variable in chosen for column in variable.columns)


def is_public(variable: Variable) -> bool:
    """Whether an analyst may see it, by what this version of the questionnaire says of it (``public_columns``)."""
    says_whose = variable.type == "hidden" and variable.kind is Kind.TEXT
    says_when = variable.type in ("start", "end", "today")
    may_name = variable.identifying or variable.type == "text"
    return not (may_name or says_whose or says_when or variable.name in _IN_THE_CONTRACT)


def _is_metadata(node: Node, form: Form) -> bool:
    return node.path.startswith(f"{form.root.path}/meta/")


def _section(node: Node) -> Words:
    """The heading of the nearest group that has one."""
    around = node.parent
    while around is not None and not around.labels:
        around = around.parent
    return around.labels if around is not None else {}


def _universe(node: Node) -> Iterator[str]:
    if node.parent is not None:
        yield from _universe(node.parent)
    if node.relevant is not None:
        yield " ".join(node.relevant.source.split())


def missing_codes(node: Node) -> tuple[Missing, ...]:
    """The codes of no answer that a question offers, its constraint admits or its calculation gives."""
    found = {choice.name for choice in node.choices.every} if node.choices else set()
    if node.constraint is not None and node.datatype in _NUMBERS:
        found |= set(_admitted(parse(node.constraint.source)))
    if node.calculate is not None:
        found |= set(_given(parse(node.calculate.source)))
    return tuple(code for code in Missing if code.value in found)


_NUMBERS = ("int", "long", "decimal")


def _admitted(expression: Expression) -> Iterator[str]:
    """Negative numbers that a constraint lets pass by name: ``. = -8``."""
    match expression:
        case Chain(first, rest):
            for symbol, right in rest:
                if symbol == "=":
                    yield from filter(None, map(_negative, (first, right)))
                yield from _admitted(right)
            yield from _admitted(first)
        case Call(_, arguments):
            for argument in arguments:
                yield from _admitted(argument)


def _given(expression: Expression) -> Iterator[str]:
    """Negative numbers among the results of a calculation."""
    if isinstance(expression, Call) and expression.name in ("if", "coalesce", "once"):
        for result in expression.arguments[1:] if expression.name == "if" else expression.arguments:
            yield from _given(result)
    elif number := _negative(expression):
        yield number


def _negative(expression: Expression) -> str:
    if isinstance(expression, Negation) and isinstance(expression.of, Number):
        return f"-{expression.of.value:g}"
    return ""
