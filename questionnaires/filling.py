"""An interview filled in question by question, as a tablet leads it: only what is asked, in the order of the form."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from questionnaires.answers import given, write
from questionnaires.checking import expected_instances
from questionnaires.expressions.problems import FAILURES
from questionnaires.expressions.scope import Interview, Scope
from questionnaires.expressions.values import Value
from questionnaires.form import Choice, Form, Node, Reaction, Words
from questionnaires.loading import position
from questionnaires.problems import Problem, ProblemError
from questionnaires.state import add_instance, begin, bring_up_to_date, evaluate, kept, put

MOST_INSTANCES = 1_000  # of one repeat; a larger count is a defect of the form or of the answer before it


class CannotFill(ProblemError):
    """An answer that the question does not take, or an expression that fails (``checks.*``)."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The tablet's clock: when the interview begins, with its zone, and when it ends."""

    now: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One question at one place of the interview."""

    node: Node
    scope: Scope

    @property
    def name(self) -> str:
        """Its name, as the form's author wrote it."""
        return self.node.name

    @property
    def path(self) -> str:
        """Its path in the form."""
        return self.node.path

    @property
    def type(self) -> str:
        """Its type, as the form's author wrote it: select_one, integer, text ..."""
        return self.node.type

    @property
    def labels(self) -> Words:
        """Its wording in each language."""
        return self.node.labels

    @property
    def position(self) -> str:
        """The repeat instance it stands in, empty outside repeats."""
        return position(self.scope)

    @property
    def required(self) -> bool:
        """Must it be answered?"""
        return self.node.required is not None and self.node.required.truth(self.scope)


class Filling:
    """One interview being filled in."""

    def __init__(
        self,
        form: Form,
        clock: Clock,
        preload: Mapping[str, str],
        instance_id: str,
        language: str = "fr",
        random: Callable[[], float] = lambda: 0.5,
        counts: Mapping[str, int] | None = None,
        replaces: str = "",
    ) -> None:
        """``counts``: instances of repeats that the form does not count itself (one when not said).

        ``replaces``: the instance that this one corrects, as a tablet names it when a sent record is opened again.
        """
        self.form, self.clock, self.instance_id, self.replaces = form, clock, instance_id, replaces
        zone = clock.now.tzinfo
        if zone is None:
            raise ValueError("the clock of an interview has a zone")
        self.counts = dict(counts or {})
        self._outside = {node.name: node for node in form.root.members if not node.is_group}
        interview = Interview(clock.now, zone, language, random, steps=10**9)
        self.root = begin(form, interview)
        self._start(form.root, self.root)
        for name in preload.keys() & self._outside.keys():
            put(self._outside[name], self.root, self._read(self._outside[name], preload[name]))
        bring_up_to_date(self.root, form.plan.steps, _failed, keep_volatile=False)

    def questions(self) -> Iterator[Question]:
        """The questions that are asked, in the order of the form, as the answers before them decide."""
        return self._within(self.form.root, self.root)

    def answer(self, question: Question, value: object) -> None:
        """Answer a question. Raises CannotFill when the value is not of its type; rules are not enforced here."""
        self._put(question.node, question.scope, self._read(question.node, value))

    def choices(self, question: Question) -> tuple[Choice, ...]:
        """The choices offered, after the filter."""
        choices = question.node.choices
        return () if choices is None else tuple(map(choices.choice, choices.rows(question.scope)))

    def accepts(self, question: Question) -> bool:
        """Does the answer given keep the constraint of its question?"""
        node, scope = question.node, question.scope
        return scope.seen[node.slot] == "" or node.constraint is None or node.constraint.truth(scope)

    def value(self, name: str) -> str:
        """The current text of a question outside repeats: empty when it is not asked or not answered.

        Raises KeyError when there is no such question.
        """
        return write(self.root.seen[self._outside[name].slot])

    def to_xml(self) -> bytes:
        """What the tablet sends: what is not asked left out, calculations made, the clock's end."""
        for node in self.form.root.members:
            if node.preload == "end":
                put(node, self.root, self.clock.end or self.clock.now)
        attributes = f"id={quoteattr(self.form.form_id)} version={quoteattr(self.form.version)}"
        parts = ["<?xml version='1.0' encoding='UTF-8'?>"]
        _write(self.form.root, self.root, f" {attributes}", parts, self._of_the_record())
        return "".join(parts).encode()

    def _of_the_record(self) -> Mapping[str, str]:
        """What a tablet writes into a group beside the form's own elements, by the path of the group."""
        if not self.replaces:
            return {}
        return {f"{self.form.root.path}/meta": f"<deprecatedID>{escape(self.replaces)}</deprecatedID>"}

    def _read(self, node: Node, value: object) -> Value:
        found = given(node, value, self.root.interview.zone)
        if found is None:
            values = {"question": node.name, "path": node.path, "position": "", "type": node.datatype}
            raise CannotFill([Problem("checks.wrong_type", values)])
        return found

    def _start(self, owner: Node, scope: Scope) -> None:
        """Defaults and preloaded facts of a record or of a new repeat instance."""
        now = self.clock.now
        preloads: Mapping[str, Value] = {"start": now, "end": now, "today": now.date(), "uid": self.instance_id}
        for node in owner.members:
            if node.is_group:
                continue
            if node.preload in preloads:
                put(node, scope, preloads[node.preload])
            elif node.default:
                put(node, scope, self._read(node, node.default))
        for node in owner.members:
            if node.set_first is not None:
                put(node, scope, node.set_first.value(scope))

    def _put(self, node: Node, scope: Scope, value: Value) -> None:
        """Hold an answer, then what follows from it; what the form sets on a change only when it is one."""
        before = scope.raw[node.slot]
        put(node, scope, value)
        self._moved(node, scope)
        if value != before:
            for reaction in node.reactions:
                self._react(reaction, node, scope)

    def _react(self, reaction: Reaction, node: Node, scope: Scope) -> None:
        """Set a question beside the changed one or further out."""
        target = reaction.node
        up = len(node.chain) - len(target.chain)
        if node.chain[: len(target.chain)] != target.chain or target is node:
            return
        there = scope.above(up)
        try:
            found = reaction.value.value(there) if reaction.value is not None else ""
        except FAILURES:
            _failed(target, there, "calculate")
            return
        put(target, there, kept(target, found, there.interview.zone))
        self._moved(target, there)

    def _moved(self, node: Node, scope: Scope) -> None:
        for step, here_only in self.form.plan.moved_by(node):
            if here_only:
                evaluate(step, scope, _failed)
            else:
                bring_up_to_date(self.root, (step,), _failed, keep_volatile=False)

    def _within(self, owner: Node, scope: Scope) -> Iterator[Question]:
        for node in owner.members:
            if node.is_repeat:
                self._instances(node, scope)
                for instance in list(scope.repeats[node.place]):
                    if instance.relevant[0]:
                        yield from self._within(node, instance)
            elif node.is_asked and scope.relevant[node.slot]:
                yield Question(node, scope)

    def _instances(self, repeat: Node, around: Scope) -> None:
        """As many instances as the form counts, or as was said."""
        instances = around.repeats[repeat.place]
        wanted = self._wanted(repeat, around)
        if wanted == len(instances):
            return
        del instances[wanted:]
        while len(instances) < wanted:
            self._start(repeat, add_instance(repeat, around))
        inside = [step for step in self.form.plan.steps if repeat in step.node.owner.chain]
        bring_up_to_date(self.root, inside, _failed, keep_volatile=False)
        self._moved(repeat, around)

    def _wanted(self, repeat: Node, around: Scope) -> int:
        if repeat.parent is not None and not around.relevant[repeat.parent.slot]:
            return 0
        if repeat.count is None:
            return self.counts.get(repeat.name, 1)
        wanted = expected_instances(repeat, around)
        if wanted is None or wanted > MOST_INSTANCES:
            where = {"question": repeat.name, "path": repeat.path, "position": position(around)}
            raise CannotFill(
                [Problem("checks.repeat_count", {**where, "found": wanted or 0, "expected": MOST_INSTANCES})]
            )
        return wanted


def _failed(node: Node, scope: Scope, use: str) -> None:
    values = {"question": node.name, "path": node.path, "position": position(scope), "use": use}
    raise CannotFill([Problem("checks.expression_failed", values)])


def _write(node: Node, scope: Scope, attributes: str, parts: list[str], beside: Mapping[str, str]) -> None:
    parts.append(f"<{node.name}{attributes}>")
    for child in node.children.values():
        if child.is_repeat:
            for instance in scope.repeats[child.place]:
                if instance.relevant[0]:
                    _write(child, instance, "", parts, beside)
        elif scope.relevant[child.slot]:
            if child.is_group:
                _write(child, scope, "", parts, beside)
            else:
                text = escape(write(scope.seen[child.slot]))
                parts.append(f"<{child.name}>{text}</{child.name}>" if text else f"<{child.name}/>")
    parts.append(f"{beside.get(node.path, '')}</{node.name}>")
