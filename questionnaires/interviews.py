"""A record as rows: one typed answer a question, repeats as rows of their own, choices of a multiple as truths."""

from collections.abc import Iterator
from dataclasses import dataclass

from questionnaires.answers import Answer, answer
from questionnaires.expressions.problems import BudgetSpent
from questionnaires.expressions.scope import Scope
from questionnaires.form import Form, Node
from questionnaires.loading import Findings, load
from questionnaires.records import Record
from questionnaires.state import bring_up_to_date


@dataclass(frozen=True, slots=True)
class Flat:
    """The answers of one record by column; None where a question was not asked or not answered."""

    answers: dict[str, Answer]
    repeats: dict[str, list[dict[str, Answer]]]  # by repeat; each row carries ``position``, ``parent`` when nested


def flatten(form: Form, record: Record) -> Flat:
    """The answers of a record. What was not to be asked by the rules of its form is left out."""
    root = load(form, record, Findings())
    try:
        bring_up_to_date(root, form.plan.steps, _pass_over, keep_volatile=True)
    except BudgetSpent:
        return Flat(dict.fromkeys(columns_of(form.root)), {})
    return flat(form, root)


def _pass_over(_node: Node, _scope: Scope, _use: str) -> None:
    """A failed expression leaves its question asked and its calculation empty."""


def flat(form: Form, root: Scope) -> Flat:
    """The answers of a record whose relevance has been evaluated."""
    repeats: dict[str, list[dict[str, Answer]]] = {node.name: [] for node in form.nodes if node.is_repeat}
    answers = _row(form.root, root)
    _gather(form.root, root, "", repeats)
    return Flat(answers, repeats)


def _gather(owner: Node, scope: Scope, parent: str, into: dict[str, list[dict[str, Answer]]]) -> None:
    for repeat in owner.repeats:
        for instance in scope.repeats[repeat.place]:
            if instance.relevant[0]:
                row: dict[str, Answer] = {"position": instance.position}
                if parent:
                    row["parent"] = parent
                into[repeat.name].append(row | _row(repeat, instance))
                here = f"{parent}.{instance.position}" if parent else str(instance.position)
                _gather(repeat, instance, here, into)


def _row(owner: Node, scope: Scope) -> dict[str, Answer]:
    row: dict[str, Answer] = {}
    for node in owner.members:
        if not node.is_group and node.type != "note":
            value = answer(node, scope.seen[node.slot])
            row[node.name] = value
            if node.type == "select_multiple" and node.choices is not None:
                several = node.indicators
                row.update(several.unanswered if value is None else several.none_ticked)
                ticked = (several.columns.get(code) for code in str(value or "").split())
                row.update((column, True) for column in ticked if column is not None)
    return row


def columns_of(owner: Node) -> Iterator[str]:
    """The columns of a record (or of one repeat), in the order of the document."""
    for node in owner.members:
        if not node.is_group and node.type != "note":
            yield node.name
            if node.type == "select_multiple" and node.choices is not None:
                yield from node.indicators.columns.values()
