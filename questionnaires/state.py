"""The state of one interview: typed answers, what is asked, calculated values; brought up to date step by step."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, tzinfo

from questionnaires.expressions.problems import FAILURES, BudgetSpent
from questionnaires.expressions.scope import Interview, Scope
from questionnaires.expressions.values import Value, to_truth
from questionnaires.form import Form, Node
from questionnaires.plan import Step

Failed = Callable[[Node, Scope, str], None]  # node, where, and what its expression was for


def begin(form: Form, interview: Interview) -> Scope:
    """An empty record."""
    return Scope(interview, form.root.width, len(form.root.repeats), None, 0)


def add_instance(repeat: Node, around: Scope) -> Scope:
    """One more instance of a repeat, empty."""
    siblings = around.repeats[repeat.place]
    scope = Scope(around.interview, repeat.width, len(repeat.repeats), around, len(siblings) + 1)
    siblings.append(scope)
    return scope


def put(node: Node, scope: Scope, value: Value) -> None:
    """Hold an answer; expressions see it while the question is asked."""
    scope.raw[node.slot] = value
    scope.seen[node.slot] = value if scope.relevant[node.slot] else ""


def bring_up_to_date(root: Scope, steps: Iterable[Step], failed: Failed, keep_volatile: bool) -> None:
    """Evaluate steps in order. With ``keep_volatile``, what depends on moment or chance stays as recorded.

    Raises BudgetSpent when the interview costs more than it may.
    """
    for step in steps:
        node, expression = step.node, step.expression
        if keep_volatile and expression is not None and expression.volatile and not step.relevance:
            continue
        if not node.owner.chain:
            evaluate(step, root, failed)
        else:
            for scope in step.scopes(root):
                evaluate(step, scope, failed)


def evaluate(step: Step, scope: Scope, failed: Failed) -> None:
    """Evaluate one step at one place."""
    interview = scope.interview
    interview.steps -= 1
    if interview.steps < 0:
        raise BudgetSpent
    if step.relevance:
        _ask(step, scope, failed)
        return
    node, slot = step.node, step.node.slot
    relevant = scope.relevant[slot]
    if step.expression is None or not (relevant or is_left_out(node, scope)):
        return
    try:
        value = kept(node, step.expression.value(scope), interview.zone)
    except FAILURES:
        failed(node, scope, "calculate")
        value = ""
    scope.raw[slot] = value
    scope.seen[slot] = value if relevant else ""


def _ask(step: Step, scope: Scope, failed: Failed) -> None:
    node = step.node
    asked = is_asked_around(node, scope)
    if asked and step.expression is not None:
        try:
            asked = step.expression.truth(scope)
        except FAILURES:
            failed(node, scope, "relevant")
    if scope.relevant[node.slot] is asked:
        return
    relevant, seen, raw = scope.relevant, scope.seen, scope.raw
    for slot in node.followers:
        relevant[slot] = asked
        seen[slot] = raw[slot] if asked else ""


def is_left_out(node: Node, scope: Scope) -> bool:
    """Is it, of all in its group, not in the record at all, though no condition skips it?"""
    return not scope.relevant[node.slot] and node.relevant is None and is_asked_around(node, scope)


def is_asked_around(node: Node, scope: Scope) -> bool:
    """Is the group or repeat around a node asked?"""
    if node.parent is None:
        return True
    around = scope.parent if node.is_repeat else scope
    return around is None or around.relevant[node.parent.slot]


def kept(node: Node, value: Value, zone: tzinfo) -> Value:
    """A calculated value as JavaRosa keeps it: no number is no answer, whole numbers lose their fraction."""
    if isinstance(value, date):
        if node.datatype == "date":
            return value.date() if isinstance(value, datetime) else value
        return value if isinstance(value, datetime) else datetime.combine(value, time(), tzinfo=zone)
    if isinstance(value, float):
        if value != value:
            return ""
        if node.datatype in ("int", "long"):
            return float(int(value)) if abs(value) < 2**63 else ""
        return to_truth(value) if node.datatype == "boolean" else value
    if node.datatype == "boolean" and value != "":
        return to_truth(value)
    return value
