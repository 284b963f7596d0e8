"""What an engine makes of one record, node by node: the surface on which engines are compared."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from questionnaires.answers import write
from questionnaires.checking import examine
from questionnaires.expressions.problems import FAILURES, BudgetSpent
from questionnaires.expressions.scope import Scope
from questionnaires.form import Form, Node
from questionnaires.problems import Problem
from questionnaires.records import Record
from questionnaires.state import is_left_out


@dataclass(frozen=True, slots=True)
class Surface:
    """By node of the record, repeat instances counted from one: ``/data/person[2]/age``."""

    problems: tuple[Problem, ...]
    written: dict[str, str] = field(default_factory=dict)  # as it stands in the record
    relevance: dict[str, bool] = field(default_factory=dict)
    calculated: dict[str, str | None] = field(default_factory=dict)  # None where it is not relevant
    choices: dict[str, list[str] | None] = field(default_factory=dict)  # None where they cannot be known


def surface(form: Form, record: Record, now: datetime | None = None) -> Surface:
    """Problems, relevance of every node, calculated values, and the codes each relevant question offers."""
    examined = examine(form, record, now)
    found = Surface(examined.problems)
    _gather(form.root, examined.root, form.root.path, found)
    return found


def _gather(group: Node, scope: Scope, path: str, found: Surface) -> None:
    for child in group.children.values():
        if child.is_repeat:
            for instance in scope.repeats[child.place]:
                here = f"{path}/{child.name}[{instance.position}]"
                found.relevance[here] = instance.relevant[0]
                _gather(child, instance, here, found)
            continue
        here, relevant = f"{path}/{child.name}", scope.relevant[child.slot]
        found.relevance[here] = relevant
        if child.is_group:
            _gather(child, scope, here, found)
            continue
        if (text := scope.written[child.slot]) is not None:
            found.written[here] = text
        if child.is_calculated:
            found.calculated[here] = write(scope.raw[child.slot]) if relevant or is_left_out(child, scope) else None
        elif child.choices is not None and relevant:
            found.choices[here] = offered(child, scope)


def offered(node: Node, scope: Scope) -> list[str] | None:
    """The codes a question offers at one place; None when its list is not at hand or its filter fails."""
    choices = node.choices
    if choices is None or choices.elsewhere or choices.table.absent:
        return None
    try:
        return [row.get(choices.value, "") for row in choices.rows(scope)]
    except (*FAILURES, BudgetSpent):
        return None


def place(form: Form, problem: Problem) -> str:
    """Where a problem lies, as ``Surface`` writes it."""
    return located(form, str(problem.values.get("path", "")), str(problem.values.get("position", "")))


def located(form: Form, path: str, position: str) -> str:
    """A path with the numbers of its repeat instances."""
    node = form.by_path.get(path)
    numbers = iter(position.split(".")) if position else iter(())
    return "/" + "/".join(_steps(node, numbers)) if node is not None else path


def _steps(node: Node, numbers: Iterator[str]) -> list[str]:
    around: list[Node] = []
    step: Node | None = node
    while step is not None:
        around.append(step)
        step = step.parent
    return [_step(each, numbers) for each in reversed(around)]


def _step(node: Node, numbers: Iterator[str]) -> str:
    number = next(numbers, "") if node.is_repeat else ""
    return f"{node.name}[{number}]" if number else node.name
