"""Interviews broken on purpose, each in one known way at one known place: what a check must find."""

import random
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from xml.etree.ElementTree import Element, SubElement, tostring

from questionnaires.answers import write
from questionnaires.expressions.scope import Scope
from questionnaires.filling import CannotFill, Filling, Question
from questionnaires.form import Form, Node
from questionnaires.guesses import Landmarks, guesses
from questionnaires.records import read_record
from questionnaires.synthetic import EAGER, invent, is_metadata

ATTEMPTS = 20  # interviews searched for a place to break

_NOT_OF_TYPE = {
    "int": "douze",
    "decimal": "2,54",
    "date": "23/11/2026",
    "dateTime": "hier soir",
    "time": "midi",
    "geopoint": "ici",
}
_OF_TYPE = {
    "int": "1",
    "decimal": "1.5",
    "date": "2026-11-23",
    "dateTime": "2026-11-23T10:00:00.000+01:00",
    "time": "10:00:00.000+01:00",
    "geopoint": "36.8 10.18 0 0",
    "boolean": "1",
}
NO_SUCH_CODE, NO_SUCH_ELEMENT, NO_SUCH_VERSION = "no_such_code", "no_such_element", "no_such_version"


class Breakage(StrEnum):
    """The ways in which an interview is broken."""

    REQUIRED_MISSING = "required_missing"
    WRONG_TYPE = "wrong_type"
    OUT_OF_CONSTRAINT = "out_of_constraint"
    CHOICE_UNKNOWN = "choice_unknown"
    CHOICE_OUTSIDE_THE_FILTER = "choice_outside_the_filter"
    CHOICE_TWICE = "choice_twice"
    VALUE_NOT_RELEVANT = "value_not_relevant"
    REPEAT_COUNT = "repeat_count"
    CALCULATION_TAMPERED = "calculation_tampered"
    ELEMENT_UNKNOWN = "element_unknown"
    ELEMENT_TWICE = "element_twice"
    WRONG_VERSION = "wrong_version"
    WRONG_FORM = "wrong_form"


@dataclass(frozen=True)
class Broken:
    """A broken interview, with the problem that a check must find in it, among those that follow from it."""

    xml: bytes
    breakage: Breakage
    code: str
    path: str
    position: str


@dataclass(frozen=True)
class _Place:
    """One node at one place of an interview."""

    node: Node
    scope: Scope

    @property
    def value(self) -> str:
        return write(self.scope.seen[self.node.slot])

    @property
    def asked(self) -> bool:
        return self.scope.relevant[self.node.slot]

    @property
    def answered(self) -> bool:
        return self.node.is_asked and self.asked and self.value != ""

    @property
    def trail(self) -> list[int]:
        """Its repeat instances as the record numbers them: those that were not asked are not written."""
        return _trail(self.scope)

    @property
    def position(self) -> str:
        return ".".join(map(str, self.trail))


def broken(
    form: Form, seed: int, now: datetime, breakage: Breakage, preload: Mapping[str, str] | None = None
) -> Broken | None:
    """An interview broken in this way; None where the form offers no place for it.

    Raises CannotInvent where no whole interview can be made first.
    """
    for attempt in range(ATTEMPTS):
        eager = EAGER if attempt % 2 == 0 else 0.0  # what is skipped is found in interviews that end early
        filling = invent(form, f"{seed}/{attempt}/{breakage}", now, preload, eager)
        if found := broken_copy(filling, f"{seed}/{attempt}", breakage):
            return found
    return None


def broken_copy(filling: Filling, seed: str, breakage: Breakage) -> Broken | None:
    """A copy of a whole interview, broken in this way at one place; None where it offers no place for it."""
    dice = random.Random(f"{seed}/{breakage}")  # noqa: S311 - no secret
    root = read_record(filling.to_xml()).root
    if found := _BREAKERS[breakage](_Work(filling.form, filling, root, dice)):
        code, path, position = found
        return Broken(tostring(root, encoding="utf-8"), breakage, f"checks.{code}", path, position)
    return None


_Found = tuple[str, str, str] | None  # code, path, position


@dataclass(frozen=True)
class _Work:
    form: Form
    filling: Filling
    root: Element
    dice: random.Random

    def places(self) -> list[_Place]:
        """Every question at every place, in an order of chance."""
        found = list(_places(self.form.root, self.filling.root))
        kept = [place for place in found if not is_metadata(place.node, self.form)]
        return self.dice.sample(kept, len(kept))

    def element(self, place: _Place) -> Element:
        """Its element, made where the record has none."""
        return _element(self.root, place.node, place.trail)

    def write(self, place: _Place, text: str, code: str) -> _Found:
        """Put a text there; what a check must then say."""
        self.element(place).text = text
        return code, place.node.path, place.position

    def first(self, fits: Callable[[_Place], bool]) -> _Place | None:
        """A place that fits."""
        return next(filter(fits, self.places()), None)


def _places(owner: Node, scope: Scope) -> Iterator[_Place]:
    for node in owner.members:
        if node.is_repeat:
            for instance in scope.repeats[node.place]:
                if instance.relevant[0]:
                    yield from _places(node, instance)
        elif not node.is_group:
            yield _Place(node, scope)


def _trail(scope: Scope) -> list[int]:
    if scope.parent is None:
        return []
    siblings = next(one for one in scope.parent.repeats if scope in one)
    return [*_trail(scope.parent), sum(one.relevant[0] for one in siblings[: siblings.index(scope) + 1])]


def _element(root: Element, node: Node, trail: list[int]) -> Element:
    if node.parent is None:
        return root
    around = _element(root, node.parent, trail[:-1] if node.is_repeat else trail)
    if node.is_repeat:
        return around.findall(node.name)[trail[-1] - 1]
    found = around.find(node.name)
    return SubElement(around, node.name) if found is None else found


def _required_missing(work: _Work) -> _Found:
    place = work.first(lambda one: one.answered and Question(one.node, one.scope).required)
    return work.write(place, "", "required") if place else None


def _wrong_type(work: _Work) -> _Found:
    place = work.first(lambda one: one.answered and one.node.choices is None and one.node.datatype in _NOT_OF_TYPE)
    return work.write(place, _NOT_OF_TYPE[place.node.datatype], "wrong_type") if place else None


def _out_of_constraint(work: _Work) -> _Found:
    landmarks = Landmarks(work.form)
    for place in work.places():
        if not place.answered or place.node.constraint is None:
            continue
        if text := _refused(work, Question(place.node, place.scope), landmarks):
            return work.write(place, text, "constraint")
    return None


def _refused(work: _Work, question: Question, landmarks: Landmarks) -> str:
    """An answer of the right type that the constraint does not accept, or nothing; the interview stays as it was."""
    before = write(question.scope.seen[question.node.slot])
    tried = [*guesses(work.filling, question, landmarks, work.dice), "-77777", "99999"]
    if question.type == "select_multiple":
        tried.insert(0, " ".join(choice.name for choice in work.filling.choices(question)))
    found = ""
    for guess in tried if question.node.choices is None else tried[:-2]:
        try:
            work.filling.answer(question, guess)
        except CannotFill:
            continue
        if not work.filling.accepts(question):
            found = guess
            break
    work.filling.answer(question, before)
    return found


def _choice_unknown(work: _Work) -> _Found:
    place = work.first(lambda one: one.answered and one.node.choices is not None)
    return work.write(place, NO_SUCH_CODE, "choice_unknown") if place else None


def _choice_outside(work: _Work) -> _Found:
    for place in work.places():
        choices = place.node.choices
        if place.answered and choices is not None and choices.filtered:
            offered = {choice.name for choice in work.filling.choices(Question(place.node, place.scope))}
            if outside := sorted({choice.name for choice in choices.every} - offered):
                return work.write(place, work.dice.choice(outside), "choice_unknown")
    return None


def _choice_twice(work: _Work) -> _Found:
    place = work.first(lambda one: one.answered and one.node.type == "select_multiple")
    return work.write(place, f"{place.value} {place.value.split()[0]}", "choice_twice") if place else None


def _not_relevant(work: _Work) -> _Found:
    place = work.first(lambda one: one.node.is_asked and not one.asked)
    if place is None:
        return None
    choices = place.node.choices.every if place.node.choices else ()
    text = choices[0].name if choices else _OF_TYPE.get(place.node.datatype, "Réponse inventée")
    return work.write(place, text, "not_relevant")


def _repeat_count(work: _Work) -> _Found:
    counted = [
        node for node in work.form.nodes if node.is_repeat and node.count is not None and node.parent is not None
    ]
    for repeat in work.dice.sample(counted, len(counted)):
        around = _surrounding(work, repeat)
        if around is None:
            continue
        element = _element(work.root, repeat.parent or work.form.root, _trail(around))
        instances = element.findall(repeat.name)
        if len(instances) > 1 and work.dice.random() < 0.5:
            element.remove(instances[-1])
        else:
            element.insert(list(element).index(instances[-1]) + 1, deepcopy(instances[-1]))
        return "repeat_count", repeat.path, ".".join(map(str, _trail(around)))
    return None


def _surrounding(work: _Work, repeat: Node) -> Scope | None:
    """A place whose repeat has instances that are all asked."""
    scopes = [work.filling.root]
    for outer in repeat.chain[:-1]:
        scopes = [one for scope in scopes for one in scope.repeats[outer.place] if one.relevant[0]]
    fitting = [scope for scope in scopes if _all_asked(scope.repeats[repeat.place])]
    return work.dice.choice(fitting) if fitting else None


def _all_asked(instances: list[Scope]) -> bool:
    return bool(instances) and all(one.relevant[0] for one in instances)


def _tampered(work: _Work) -> _Found:
    place = work.first(lambda one: one.asked and _is_certain(one.node))
    return work.write(place, _other(place.node.datatype, place.value), "calculate") if place else None


def _is_certain(node: Node) -> bool:
    """Is it calculated from the answers alone, the same whenever it is calculated?"""
    rule = node.calculate
    return rule is not None and not rule.volatile and node not in rule.reads and "once(" not in rule.source


def _other(datatype: str, text: str) -> str:
    match datatype:
        case "int" | "long" | "decimal":
            return str(int(float(text)) + 1) if text else "1"
        case "boolean":
            return "0" if text == "1" else "1"
        case "date" | "dateTime":
            return "1999-12-31" if datatype == "date" else "1999-12-31T00:00:00.000+01:00"
    return f"{text}9"


def _element_unknown(work: _Work) -> _Found:
    place = work.first(lambda one: one.asked and one.node.parent is not None)
    group = place.node.parent if place else None
    if place is None or group is None:
        return None
    SubElement(_element(work.root, group, place.trail), NO_SUCH_ELEMENT).text = "1"
    return "unknown_element", group.path, place.position


def _element_twice(work: _Work) -> _Found:
    place = work.first(lambda one: one.asked)
    if place is None or place.node.parent is None:
        return None
    SubElement(_element(work.root, place.node.parent, place.trail), place.node.name).text = place.value
    return "element_twice", place.node.path, place.position


def _wrong_version(work: _Work) -> _Found:
    work.root.set("version", NO_SUCH_VERSION)
    return "wrong_version", work.form.root.path, ""


def _wrong_form(work: _Work) -> _Found:
    work.root.set("id", "no_such_form")
    return "wrong_form", work.form.root.path, ""


_BREAKERS: Mapping[Breakage, Callable[[_Work], _Found]] = {
    Breakage.REQUIRED_MISSING: _required_missing,
    Breakage.WRONG_TYPE: _wrong_type,
    Breakage.OUT_OF_CONSTRAINT: _out_of_constraint,
    Breakage.CHOICE_UNKNOWN: _choice_unknown,
    Breakage.CHOICE_OUTSIDE_THE_FILTER: _choice_outside,
    Breakage.CHOICE_TWICE: _choice_twice,
    Breakage.VALUE_NOT_RELEVANT: _not_relevant,
    Breakage.REPEAT_COUNT: _repeat_count,
    Breakage.CALCULATION_TAMPERED: _tampered,
    Breakage.ELEMENT_UNKNOWN: _element_unknown,
    Breakage.ELEMENT_TWICE: _element_twice,
    Breakage.WRONG_VERSION: _wrong_version,
    Breakage.WRONG_FORM: _wrong_form,
}
