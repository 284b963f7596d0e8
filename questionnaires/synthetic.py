"""Invented interviews of any questionnaire, from a seed: one that the form accepts whole, for trials and training.

No answer is anybody's. The same form, seed and clock give the same interview. How an interview is then broken on
purpose is in ``questionnaires.breakages``.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from questionnaires.checking import check, is_offered
from questionnaires.expressions.scope import Scope
from questionnaires.filling import CannotFill, Clock, Filling, Question
from questionnaires.form import Form, Node
from questionnaires.guesses import Landmarks, guesses
from questionnaires.problems import ProblemError
from questionnaires.records import read_record

ATTEMPTS = 12  # interviews begun anew when one cannot be finished
PASSES = 5  # over an interview, as later answers may ask earlier questions again
MOST_GUESSES = 80  # at one question
_WEIGHED = 6  # answers compared by what they open
EAGER = 0.7  # how often the answer that opens most questions is taken
_SKIPS = 0.25  # how often a question that may stay empty does


class CannotInvent(ProblemError):
    """No interview that the form accepts was found; a rule may be impossible to keep."""

    code = "synthetic.no_answer_fits"


def interview(form: Form, seed: int, now: datetime, preload: Mapping[str, str] | None = None) -> bytes:
    """An interview without a problem, as a tablet would send it. Raises CannotInvent."""
    return invent(form, f"{seed}", now, preload).to_xml()


def invent(
    form: Form, seed: str, now: datetime, preload: Mapping[str, str] | None = None, eager: float = EAGER
) -> Filling:
    """The same, still open. ``preload`` are facts the tablet brings along; those not given are invented.

    ``eager`` is how often the answer that opens most questions is taken where several could be.

    Raises CannotInvent naming the question that took no answer.
    """
    stuck = "-"
    for attempt in range(ATTEMPTS):
        walk = _Walk(form, random.Random(f"{seed}/{attempt}"), now, preload or {}, eager)  # noqa: S311 - no secret
        stuck = walk.fill() or stuck
        if not check(form, read_record(walk.filling.to_xml())).problems:
            return walk.filling
    raise CannotInvent(form=form.form_id, version=form.version, question=stuck, attempts=ATTEMPTS)


class _Walk:
    """One attempt."""

    def __init__(
        self, form: Form, dice: random.Random, now: datetime, preload: Mapping[str, str], eager: float
    ) -> None:
        self.dice, self.eager, self.landmarks = dice, eager, Landmarks(form)
        self.branching = {node: any(step.relevance for step, _ in form.plan.moved_by(node)) for node in form.nodes}
        clock = Clock(now, now + timedelta(minutes=dice.randint(8, 70)))
        facts = {**dict(_facts(form, dice)), **preload}
        counts = {node.name: dice.randint(1, 3) for node in form.nodes if node.is_repeat}
        instance_id = f"uuid:{UUID(int=dice.getrandbits(128), version=4)}"
        self.filling = Filling(form, clock, facts, instance_id, form.default_language, dice.random, counts)
        self.left_open: set[tuple[Node, int]] = set()

    def fill(self) -> str:
        """Answer what is asked until nothing more is to do; the first question that took no answer, or nothing."""
        stuck = ""
        for _ in range(PASSES):
            done = [self._answer(question) for question in self.filling.questions() if self._is_open(question)]
            stuck = next(filter(None, done), "")
            if not done:
                break
        return stuck

    def _is_open(self, question: Question) -> bool:
        node, scope = question.node, question.scope
        value = scope.seen[node.slot]
        if value == "":
            return question.required or (node, id(scope)) not in self.left_open
        codes = str(value).split() if node.choices is not None else []
        return not (self.filling.accepts(question) and all(is_offered(node, scope, code) for code in codes))

    def _answer(self, question: Question) -> str:
        node, filling = question.node, self.filling
        self.left_open.add((node, id(question.scope)))
        filling.answer(question, None)
        if not question.required and self.dice.random() < _SKIPS:
            return ""
        tried = list(islice(guesses(filling, question, self.landmarks, self.dice), MOST_GUESSES))
        if self.branching[node] and self.dice.random() < self.eager:
            tried = [*self._opening(question, tried[:_WEIGHED]), *tried[_WEIGHED:]]
        if any(self._taken(question, guess) for guess in tried):
            return ""
        filling.answer(question, None)
        return node.name if question.required else ""

    def _opening(self, question: Question, tried: list[str]) -> list[str]:
        """Those first that open most questions."""
        opened = {guess: self._opened(question, guess) for guess in tried}
        return sorted(tried, key=lambda guess: -opened[guess])

    def _opened(self, question: Question, guess: str) -> int:
        return _asked(self.filling.root) if self._taken(question, guess) else -1

    def _taken(self, question: Question, guess: str) -> bool:
        try:
            self.filling.answer(question, guess)
        except CannotFill:
            return False
        return self.filling.accepts(question)


def _asked(scope: Scope) -> int:
    return sum(scope.relevant) + sum(_asked(instance) for instances in scope.repeats for instance in instances)


def _facts(form: Form, dice: random.Random) -> Iterator[tuple[str, str]]:
    """Facts that a tablet brings along, invented."""
    for node in form.root.members:
        if node.type == "hidden" and not node.is_computed and not node.default and not is_metadata(node, form):
            number = dice.randint(1, 9)
            yield node.name, {"int": f"{number}", "decimal": f"0.{number}"}.get(node.datatype, f"{node.name}-{number}")


def is_metadata(node: Node, form: Form) -> bool:
    """Is it part of the envelope (``meta``) rather than of the answers?"""
    return node.path.startswith(f"{form.root.path}/meta")
