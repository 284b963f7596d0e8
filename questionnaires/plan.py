"""The order in which relevance and calculations are evaluated: each after everything it reads, once."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from questionnaires.expressions.compiler import Compiled
from questionnaires.expressions.scope import Scope
from questionnaires.form import Node
from questionnaires.problems import Problem, ProblemError


class CircularForm(ProblemError):
    """Questions whose relevance or calculation depends on itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to evaluate for each instance of a node: is it asked (``relevance``), or its calculation."""

    node: Node
    relevance: bool
    expression: Compiled | None  # None: a repeat without a condition of its own follows the group around it

    def scopes(self, root: Scope) -> Iterable[Scope]:
        """Where it is to be evaluated: each instance of the repeat that holds the node."""
        return instances(self.node.owner, root)


def instances(repeat: Node, root: Scope) -> Iterable[Scope]:
    """All instances of a repeat in a record; the record itself for the root."""
    found: Iterable[Scope] = (root,)
    for around in repeat.chain:
        found = [instance for scope in found for instance in scope.repeats[around.place]]
    return found


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps in order, and which of them an answer moves."""

    steps: tuple[Step, ...]
    _readers: dict[Node, set[int]]  # node to the steps that read it
    _after: tuple[frozenset[int], ...]  # step to the steps that come after it because of it
    _moved: dict[Node, tuple[tuple[Step, bool], ...]] = field(default_factory=dict)

    def moved_by(self, node: Node) -> tuple[tuple[Step, bool], ...]:
        """The steps to evaluate again, in order, when the answer of a node (or the number of a repeat) changes.

        With each: does it move in the same repeat instance only?
        """
        if node not in self._moved:
            reached: dict[int, bool] = {}
            waiting = [(step, True) for step in self._readers.get(node, ())]
            while waiting:
                step, here_only = waiting.pop()
                here_only = here_only and self._stays(step, node.owner)
                if step not in reached or (reached[step] and not here_only):
                    reached[step] = here_only
                    waiting.extend((after, here_only) for after in self._after[step])
            self._moved[node] = tuple((self.steps[step], reached[step]) for step in sorted(reached))
        return self._moved[node]

    def _stays(self, step: int, owner: Node) -> bool:
        """Does a step belong to a repeat and look at one instance of it only?"""
        expression = self.steps[step].expression
        reads = expression.reads.items() if expression else ()
        return self.steps[step].node.owner is owner and not any(wide and read.chain for read, wide in reads)


def plan(nodes: Iterable[Node]) -> Plan:
    """The order for a form. Raises CircularForm when there is none."""
    nodes = tuple(nodes)
    steps = [step for node in nodes for step in _steps(node)]
    number = {(step.node, step.relevance): at for at, step in enumerate(steps)}
    before = [_before(step, number) for step in steps]
    order = _sorted(steps, before)
    place = {old: new for new, old in enumerate(order)}
    after: list[set[int]] = [set() for _ in steps]
    for at, needed in enumerate(before):
        for other in needed:
            after[place[other]].add(place[at])
    readers: dict[Node, set[int]] = defaultdict(set)
    for at, step in enumerate(steps):
        for node in step.expression.reads if step.expression else ():
            readers[node].add(place[at])
    for node in nodes:
        node.followers = tuple(_followers(node))
    return Plan(tuple(steps[at] for at in order), dict(readers), tuple(map(frozenset, after)))


def _is_conditional(node: Node) -> bool:
    return node.is_repeat or node.relevant is not None


def _steps(node: Node) -> Iterator[Step]:
    if _is_conditional(node):
        yield Step(node, True, node.relevant)
    if node.calculate is not None:
        yield Step(node, False, node.calculate)


def _followers(node: Node) -> Iterator[int]:
    yield node.slot
    for child in node.children.values():
        if not _is_conditional(child):
            yield from _followers(child)


def _condition(node: Node | None, number: dict[tuple[Node, bool], int]) -> int | None:
    while node is not None and (node, True) not in number:
        node = node.parent
    return None if node is None else number[node, True]


def _before(step: Step, number: dict[tuple[Node, bool], int]) -> set[int]:
    needed = {_condition(step.node.parent if step.relevance else step.node, number)}
    for node in step.expression.reads if step.expression else ():
        needed |= {_condition(node, number), number.get((node, False))}
    return {other for other in needed if other is not None}


def _sorted(steps: list[Step], before: list[set[int]]) -> list[int]:
    left = [len(needed) for needed in before]
    after: list[list[int]] = [[] for _ in steps]
    for step, needed in enumerate(before):
        for other in needed:
            after[other].append(step)
    ready = [step for step, count in enumerate(left) if count == 0]
    heapq.heapify(ready)
    order: list[int] = []
    while ready:
        step = heapq.heappop(ready)
        order.append(step)
        for other in after[step]:
            left[other] -= 1
            if left[other] == 0:
                heapq.heappush(ready, other)
    if len(order) < len(steps):
        stuck = [step.node.name for step, count in zip(steps, left, strict=True) if count > 0]
        raise CircularForm([Problem("xform.circular", {"questions": ", ".join(dict.fromkeys(stuck))})])
    return order
