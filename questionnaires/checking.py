"""A record checked against the version it was filled with: what ODK Collect would not have let pass, and why.

Problems name the question and the repeat instance, never the answer. Nothing is refused here and nothing raises:
problems travel with the interview.
"""

from dataclasses import dataclass
from datetime import date, datetime

from questionnaires.answers import write
from questionnaires.causes import Cause, explained, grouped
from questionnaires.expressions.problems import FAILURES, BudgetSpent
from questionnaires.expressions.scope import Scope
from questionnaires.expressions.values import Value, same_number, text_to_number, to_text
from questionnaires.form import Form, Node, Words
from questionnaires.interviews import Flat, flat
from questionnaires.loading import Findings, load
from questionnaires.problems import Problem
from questionnaires.records import Record
from questionnaires.sealed import is_sealed
from questionnaires.state import bring_up_to_date, is_left_out

UNANSWERED = frozenset(("checks.required", "checks.required_left_out"))  # problems of an answer that must be there
_LONGEST_VERSION = 80
_SEVERAL = ("select_multiple", "rank")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: what does not fit the form, then problems in the order of the form; the typed answers."""

    problems: tuple[Problem, ...]
    answers: Flat

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The answers that explain several problems or one, each with what it explains."""
        return grouped(self.problems)


@dataclass(frozen=True, slots=True)
class Examined:
    """The state behind a check: relevance, calculated values and answers of every node."""

    problems: tuple[Problem, ...]
    root: Scope


def check(form: Form, record: Record, now: datetime | None = None) -> Checked:
    """Problems and typed answers of a record. Never raises on content.

    ``now`` is what ``today()`` means where the form keeps no clock; the interview's own clock goes before it.
    """
    examined = examine(form, record, now)
    return Checked(examined.problems, flat(form, examined.root))


def examine(form: Form, record: Record, now: datetime | None = None) -> Examined:
    """The same, with the state instead of the flat answers."""
    findings = Findings()
    is_of_form = form.form_id in (record.form_id, "")  # old forms may have no id
    if not is_of_form:
        findings.add("wrong_form", form.root, _nowhere(form, record), found=record.form_id, expected=form.form_id)
    elif record.version != form.version:
        values = {"found": record.version[:_LONGEST_VERSION], "expected": form.version}
        findings.add("wrong_version", form.root, _nowhere(form, record), **values)
    root = load(form, record, findings, now)
    if is_of_form:
        checker = _Checker(findings)
        try:
            bring_up_to_date(root, form.plan.steps, checker.failed, keep_volatile=True)
            checker.scope(form.root, root)
        except BudgetSpent:
            findings.add("too_much_work", form.root, root)
    return Examined(explained(form, findings, root), root)


def own_words(form: Form, problem: Problem, language: str) -> str:
    """The form's own message for a broken constraint or a missing answer, empty when it has none."""
    node = form.by_path.get(str(problem.values.get("path", "")))
    if node is None or problem.code not in ("checks.constraint", "checks.required"):
        return ""
    words: Words = node.constraint_messages if problem.code == "checks.constraint" else node.required_messages
    return words.get(language) or words.get(form.default_language, "")


def _nowhere(form: Form, record: Record) -> Scope:
    return load(form, Record("", "", "", "", type(record.root)("none")), Findings())


@dataclass(slots=True)
class _Checker:
    findings: Findings

    def failed(self, node: Node, scope: Scope, use: str) -> None:
        """An expression of the form failed on these answers."""
        self.findings.add("expression_failed", node, scope, use=use)

    def scope(self, owner: Node, scope: Scope) -> None:
        """Everything in one repeat instance, or in the record outside repeats."""
        scope.interview.spend(len(owner.members))
        for node in owner.members:
            if node.is_repeat:
                self.repeat(node, scope)
            elif not scope.relevant[node.slot]:
                if scope.written[node.slot]:
                    self.findings.add("not_relevant", node, scope)
                elif is_left_out(node, scope):
                    self.left_out(node, scope)
            elif node.is_group:
                continue
            elif node.is_calculated:
                self.calculation(node, scope)
            elif node.is_asked:
                self.answer(node, scope)

    def left_out(self, node: Node, scope: Scope) -> None:
        """An element missing from the record although no condition skips it: what is required in it is told."""
        for within in node.walk():
            if (
                within.owner is node.owner
                and within.is_asked
                and within.required is not None
                and within.relevant is None
                and self.holds(within, scope, "required")
            ):
                self.findings.add("required_left_out", within, scope)

    def repeat(self, repeat: Node, around: Scope) -> None:
        """The number of instances, then each of them."""
        instances = around.repeats[repeat.place]
        asked = repeat.parent is None or around.relevant[repeat.parent.slot]
        if repeat.count is not None and asked and (not instances or instances[0].relevant[0]):
            self.number(repeat, around, len(instances))
        for instance in instances:
            self.scope(repeat, instance)

    def number(self, repeat: Node, around: Scope, found: int) -> None:
        """Are there as many instances as the form counts?"""
        expected = expected_instances(repeat, around)
        if repeat.count is not None and any(_is_not_there(read, repeat, around) for read in repeat.count.reads):
            return
        if expected is None:
            self.failed(repeat, around, "repeat_count")
        elif found != expected and not (found == 0 and not _would_ask(repeat, around)):
            self.findings.add("repeat_count", repeat, around, found=found, expected=expected)

    def answer(self, node: Node, scope: Scope) -> None:
        """One question that is asked."""
        value = scope.seen[node.slot]
        if value == "":
            if node.required is not None and not _is_taken(node, scope) and self.holds(node, scope, "required"):
                self.findings.add("required", node, scope)
            return
        if node.identifying and is_sealed(str(value)):
            return  # nobody here can say more than that it was answered
        if node.choices is not None:
            self.choices(node, scope, str(value))
        if node.constraint is not None and not self.holds(node, scope, "constraint"):
            self.findings.add("constraint", node, scope)

    def holds(self, node: Node, scope: Scope, use: str) -> bool:
        """Is a condition of a question true? A condition that fails is a problem of its own, counted as kept."""
        condition = node.constraint if use == "constraint" else node.required
        try:
            return condition is None or condition.truth(scope)
        except FAILURES:
            self.failed(node, scope, use)
            return use == "constraint"

    def choices(self, node: Node, scope: Scope, answer: str) -> None:
        """Are the codes in the list, as the answers before narrowed it, and each given once?"""
        codes = answer.split() if node.type in _SEVERAL else [answer]
        if len(set(codes)) < len(codes):
            self.findings.add("choice_twice", node, scope)
        try:
            offered = all(is_offered(node, scope, code) for code in codes)
        except FAILURES:
            self.failed(node, scope, "choice_filter")
            return
        if not offered:
            self.findings.add("choice_unknown", node, scope)

    def calculation(self, node: Node, scope: Scope) -> None:
        """Is the value in the record what the form calculates from its answers?"""
        written = scope.written[node.slot]
        if written is None or node.calculate is None or node.calculate.volatile or is_sealed(written):
            return
        if not _same(written, scope.seen[node.slot]):
            self.findings.add("calculate", node, scope)


def _is_not_there(read: Node, repeat: Node, around: Scope) -> bool:
    """Does the number of instances stand in a question that the record has left out?"""
    up = len(repeat.chain) - 1 - len(read.chain)
    return up >= 0 and is_left_out(read, around.above(up))


def _is_taken(node: Node, scope: Scope) -> bool:
    """Is what is no answer here one for JavaRosa, which completes points with zeros and takes any word for "no"?"""
    written = scope.written[node.slot] or ""
    if node.datatype == "geopoint":
        return bool(written) and all(number == number for number in map(text_to_number, written.split()))
    return node.datatype == "boolean" and bool(written)


def is_offered(node: Node, scope: Scope, code: str) -> bool:
    """Is a code among the choices of a question, at one place, with the answers given so far?"""
    choices = node.choices
    if choices is None:
        return True
    if choices.elsewhere or choices.table.absent:
        return True
    if not choices.filtered:
        return bool(choices.table.where(choices.value, code))
    return any(row.get(choices.value) == code for row in choices.rows(scope))


def expected_instances(repeat: Node, around: Scope) -> int | None:
    """How many instances the form counts; None when that cannot be said."""
    if repeat.count is None:
        return None
    try:
        value = repeat.count.value(around)
    except FAILURES:
        return None
    number = text_to_number(value) if isinstance(value, str) else value
    if not isinstance(number, float):
        return None
    return int(max(0.0, min(number, 1e6))) if number == number else 0


def _would_ask(repeat: Node, around: Scope) -> bool:
    """Would a first instance of a repeat be asked? Known without one when its condition reads nothing inside it."""
    if repeat.relevant is None:
        return True
    trial = Scope(around.interview, repeat.width, len(repeat.repeats), around, 1)
    try:
        return repeat.relevant.truth(trial)
    except FAILURES:
        return True


def _same(written: str, value: Value) -> bool:
    text = write(value)
    if written == text.strip():
        return True
    if isinstance(value, bool):
        return written.lower() == ("true" if value else "false")
    if isinstance(value, date):
        return written == to_text(value)  # a calculated date, which JavaRosa writes as a moment and others do not
    a, b = text_to_number(written), text_to_number(text)
    if a != a or b != b:
        return False
    return same_number(a, b) or abs(a - b) <= 1e-9 * abs(b)
