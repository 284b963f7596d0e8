"""Root causes: when one wrong answer explains several problems of a record, they say so.

A problem gets ``because``, ``because_path`` and ``because_position`` among its values; it is never dropped or
reordered. A value where the form skips it, a code that a filter took away and a wrong number of instances are always
explained by the answers that decide. A missing answer, a broken rule or a wrong calculation is explained only by an
answer that is a problem itself or explains another one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from questionnaires.expressions.compiler import Compiled, Compiler
from questionnaires.expressions.problems import BudgetSpent
from questionnaires.expressions.reasons import deciding, split
from questionnaires.expressions.scope import Scope
from questionnaires.form import Form, Node
from questionnaires.loading import Findings, position
from questionnaires.problems import Problem

Place = tuple[Node, Scope]

_OF_AN_ANSWER = frozenset(
    f"checks.{code}" for code in ("wrong_type", "choice_unknown", "choice_twice", "constraint", "required")
)
_STEPS = 50_000  # what looking for causes may cost beyond the check itself
_MOST_INSTANCES = 200  # of a repeat that a condition looks over


@dataclass(frozen=True, slots=True)
class Cause:
    """One answer, the problems it explains, and those it has itself."""

    question: str
    path: str
    position: str
    explains: tuple[Problem, ...]
    own: tuple[Problem, ...]


def grouped(problems: Iterable[Problem]) -> tuple[Cause, ...]:
    """The problems that have a cause, by cause, those that explain most first."""
    own: dict[tuple[object, object], list[Problem]] = defaultdict(list)
    explains: dict[tuple[str, str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        values = problem.values
        own[values.get("path"), values.get("position")].append(problem)
        if "because" in values:
            key = tuple(str(values[name]) for name in ("because", "because_path", "because_position"))
            explains[key[0], key[1], key[2]].append(problem)
    causes = [
        Cause(question, path, where, tuple(found), tuple(own[path, where]))
        for (question, path, where), found in explains.items()
    ]
    return tuple(sorted(causes, key=lambda cause: -len(cause.explains)))


def explained(form: Form, findings: Findings, root: Scope) -> tuple[Problem, ...]:
    """The same problems in the same order, each with its cause where one answer explains it."""
    problems = tuple(findings.problems)
    if len(problems) < 2 and not any(problem.code in _ALWAYS for problem in problems):
        return problems
    root.interview.steps = _STEPS
    search = _Search(form, problems, tuple(findings.places))
    try:
        search.run()
    except BudgetSpent:
        search.because.clear()
    return tuple(
        Problem(problem.code, {**problem.values, **_told(search.because[at])}) if at in search.because else problem
        for at, problem in enumerate(problems)
    )


_ALWAYS = frozenset(("checks.not_relevant", "checks.choice_unknown", "checks.repeat_count"))


def _told(place: Place) -> Mapping[str, str]:
    node, scope = place
    return {"because": node.name, "because_path": node.path, "because_position": position(scope)}


@dataclass(slots=True)
class _Search:
    form: Form
    problems: tuple[Problem, ...]
    places: tuple[Place, ...]
    because: dict[int, Place] = field(default_factory=dict)

    def run(self) -> None:
        wrong = {
            place: at
            for at, (problem, place) in enumerate(zip(self.problems, self.places, strict=True))
            if problem.code in _OF_AN_ANSWER
        }
        roots = {at: found for at in range(len(self.problems)) if (found := self._roots_of(at))}
        for at, found in roots.items():
            if culprits := [place for place in found if self._explains(place, at, wrong)]:
                self.because[at] = min(culprits, key=_preference)
        self._share({at: found for at, found in roots.items() if self._is_always(at)}, least=1)
        chosen = set(self.because.values())
        for at, found in roots.items():
            if at not in self.because and (known := [place for place in found if place in chosen]):
                self.because[at] = min(known, key=_preference)
        wrong_values = {at for at, problem in enumerate(self.problems) if problem.code == "checks.calculate"}
        self._share({at: found for at, found in roots.items() if at in wrong_values}, least=2)
        self._follow(wrong)

    def _explains(self, place: Place, at: int, wrong: Mapping[Place, int]) -> bool:
        """Is it a wrong answer before this one? Two answers that disagree do not explain each other."""
        if place == self.places[at]:  # a value of another type is no answer, which may be required
            return self.problems[at].code == "checks.required" and self._is_of_another_type(place)
        return place in wrong and place[0].order < self.places[at][0].order

    def _is_of_another_type(self, place: Place) -> bool:
        return any(
            problem.code == "checks.wrong_type" and where == place
            for problem, where in zip(self.problems, self.places, strict=True)
        )

    def _is_always(self, at: int) -> bool:
        if self.problems[at].code != "checks.choice_unknown":
            return self.problems[at].code in _ALWAYS
        return True  # only those that a filter took away have roots

    def _share(self, open_: Mapping[int, list[Place]], least: int) -> None:
        """The answer that explains most of what is unexplained, then the next, as long as it explains enough."""
        left = {at: found for at, found in open_.items() if at not in self.because}
        while left:
            counts = Counter(place for found in left.values() for place in found)
            best = min(counts, key=lambda place: (-counts[place], *_preference(place)))
            if counts[best] < least:
                return
            for at in [at for at, found in left.items() if best in found]:
                self.because[at] = best
                del left[at]

    def _follow(self, wrong: Mapping[Place, int]) -> None:
        """A cause that has a cause itself: the first one is told."""
        for at in self.because:
            seen = {at}
            while (place := self.because[at]) in wrong:
                further = wrong[place]
                if further in seen or further not in self.because or self.because[further] == self.places[at]:
                    break
                seen.add(further)
                self.because[at] = self.because[further]

    def _roots_of(self, at: int) -> list[Place]:
        node, scope = self.places[at]
        match self.problems[at].code:
            case "checks.not_relevant":
                return self._roots([(node, scope)])
            case "checks.choice_unknown":
                return self._roots(self._filter(node, scope))
            case "checks.repeat_count":
                return self._roots(self._read(node.count, node.parent or node, scope))
            case "checks.required" | "checks.required_left_out":
                behind = self._roots([*self._asked(node, scope), *self._read(node.required, node, scope)])
                return [(node, scope), *behind] if self._is_of_another_type((node, scope)) else behind
            case "checks.constraint":
                read = [place for place in self._read(node.constraint, node, scope) if place != (node, scope)]
                return self._roots(read)
            case "checks.calculate":
                return self._roots(self._read(node.calculate, node, scope))
            case "checks.expression_failed":
                use = str(self.problems[at].values.get("use"))
                return self._roots(self._read(getattr(node, use, None), node, scope))
        return []

    def _filter(self, node: Node, scope: Scope) -> Iterator[Place]:
        """What the filter of a list reads, when the code would be in the list without it."""
        choices = node.choices
        if choices is None or not choices.filtered:
            return
        codes = (
            str(scope.seen[node.slot]).split()
            if node.type in ("select_multiple", "rank")
            else [str(scope.seen[node.slot])]
        )
        if all(choices.table.where(choices.value, code) for code in codes):
            yield from self._places(choices.reads.items(), node, scope)

    def _roots(self, start: Iterable[Place]) -> list[Place]:
        """The answers behind: through calculations, and through questions that others skip."""
        found: dict[Place, None] = {}
        seen: set[Place] = set()
        waiting = list(start)
        while waiting:
            place = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            node, scope = place
            scope.interview.spend(1)
            if not scope.relevant[node.slot]:
                waiting.extend(self._skipped_by(node, scope))
            elif node.calculate is not None:
                waiting.extend(self._read(node.calculate, node, scope))
            elif not node.is_group:
                found[place] = None
        return list(found)

    def _skipped_by(self, node: Node, scope: Scope) -> Iterator[Place]:
        """What makes the nearest group or question around it skipped."""
        for around, where in _outwards(node, scope):
            outer = _outside(around, where)
            if around.relevant is not None and (outer is None or outer[1].relevant[outer[0].slot]):
                yield from self._read(around.relevant, around, where)
                return

    def _asked(self, node: Node, scope: Scope) -> Iterator[Place]:
        """What makes a question asked: the conditions on it and on all around it."""
        for around, where in _outwards(node, scope):
            yield from self._read(around.relevant, around, where)

    def _read(self, compiled: Compiled | None, node: Node, scope: Scope) -> Iterator[Place]:
        if compiled is None or not compiled.reads:
            return
        parts = self.form.parts
        if compiled not in parts:
            parts[compiled] = split(
                Compiler(self.form.root, self.form.tables, self.form.version, self.form.texts), compiled.source, node
            )
        yield from self._places(deciding(parts[compiled], scope), node, scope)

    @staticmethod
    def _places(reads: Iterable[tuple[Node, bool]], node: Node, scope: Scope) -> Iterator[Place]:
        for read, _ in reads:
            shared = 0
            for mine, theirs in zip(node.chain, read.chain, strict=False):
                if mine is not theirs:
                    break
                shared += 1
            scopes = [scope.above(len(node.chain) - shared)]
            for repeat in read.chain[shared:]:
                scopes = [one for around in scopes for one in around.repeats[repeat.place]][:_MOST_INSTANCES]
            for one in scopes:
                yield read, one


def _outside(node: Node, scope: Scope) -> Place | None:
    """The group or repeat around a node, and where it stands."""
    if node.parent is None:
        return None
    return node.parent, (scope.parent or scope) if node.is_repeat else scope


def _outwards(node: Node, scope: Scope) -> Iterator[Place]:
    place: Place | None = (node, scope)
    while place is not None:
        yield place
        place = _outside(*place)


def _preference(place: Place) -> tuple[bool, int]:
    """An answer somebody gave before a fact the tablet holds; the earlier in the form."""
    return not place[0].is_asked, place[0].order
