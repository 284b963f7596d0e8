"""Two versions of a questionnaire told apart in their author's words, with what each difference does to the data."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from questionnaires.changes import NOTHING_DECLARED, Changes, WrongChanges
from questionnaires.choice_differences import choice_differences, list_switched
from questionnaires.codes import Missing
from questionnaires.definition import Node, Question, Questionnaire, Repeat, Section
from questionnaires.fates import (
    NO_VARIABLE,
    UNTOUCHED,
    Answers,
    Difference,
    Drafts,
    Fate,
    Variables,
)
from questionnaires.problems import Problem, Value
from questionnaires.word_differences import languages_of, word_differences

__all__ = ["Difference", "differences"]

_REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
_ALWAYS_READ = {  # type before, types that read every answer of it
    "integer": {"decimal", "text"},
    "decimal": {"text"},
    "date": {"text"},
    "dateTime": {"text"},
    "time": {"text"},
    "select_one": {"select_multiple", "text"},
    "select_multiple": {"text"},
}


def differences(old: Questionnaire, new: Questionnaire, changes: Changes = NOTHING_DECLARED) -> tuple[Difference, ...]:
    """Everything that tells the new version from the old, in the order of the new one; removals come first.

    Raises WrongChanges where a declared renaming or recoding does not fit the two versions.
    """
    return tuple(_Comparison(old, new, changes).all())


def by_name(questionnaire: Questionnaire) -> dict[str, Node]:
    """Every named node; where a name comes twice, the later ones by their path."""
    found: dict[str, Node] = {}
    for node in questionnaire.nodes:
        found[node.path if node.name in found else node.name] = node
    return found


class _Comparison:
    """Two versions side by side."""

    def __init__(self, old: Questionnaire, new: Questionnaire, changes: Changes) -> None:
        self.old, self.new, self.changes = old, new, changes
        self.before, self.after = by_name(old), by_name(new)
        self._refuse_wrong_declarations()
        self.back = {changes.now(name): name for name in self.before if changes.now(name) in self.after}
        self.languages = languages_of(old) & languages_of(new)
        self.parents_before, self.parents_after = _parents(old), _parents(new)

    def _refuse_wrong_declarations(self) -> None:
        problems = []
        for was, now in self.changes.renamed.items():
            taken = now in self.before and self.changes.now(now) == now
            if was not in self.before or now not in self.after or taken:
                problems.append(Problem("versions.renaming_does_not_fit", {"old": was, "new": now}))
        back = {now: was for was, now in self.changes.renamed.items()}
        for variable, codes in self.changes.recoded.items():
            before = _codes(self.old, self.before.get(back.get(variable, variable)))
            after = _codes(self.new, self.after.get(variable))
            for old, new in codes.items():
                if old not in before or not after or new not in after | _MISSING:
                    values = {"variable": variable, "old": old, "new": new}
                    problems.append(Problem("versions.recoding_does_not_fit", values))
        if problems:
            raise WrongChanges(problems)

    def all(self) -> Iterator[Difference]:
        yield from self._settings()
        for name, node in self.before.items():
            if self.changes.now(name) not in self.after:
                yield _removed(node)
        moved = self._moved()
        for name, node in self.after.items():
            if name not in self.back:
                yield _added(node)
            else:
                yield from self._compared(self.before[self.back[name]], node, name in moved)
        yield from choice_differences(self.old, self.new, self.changes, self.back, self.languages)

    def _settings(self) -> Iterator[Difference]:
        for language in sorted(languages_of(self.new) - languages_of(self.old)):
            yield Difference("language_added", NO_VARIABLE, {"language": language})
        for language in sorted(languages_of(self.old) - languages_of(self.new)):
            yield Difference("language_removed", NO_VARIABLE, {"language": language})
        told = {
            "form_id": (self.old.form_id, self.new.form_id),
            "form_title": (_title(self.old), _title(self.new)),
            "default_language": (self.old.default_language, self.new.default_language),
            "instance_name": (self.old.instance_name, self.new.instance_name),
        }
        for setting, (was, now) in told.items():
            if was != now:
                yield Difference("setting_changed", NO_VARIABLE, {"setting": setting, "old": was, "new": now})

    def _compared(self, was: Node, now: Node, moved: bool) -> Iterator[Difference]:
        """The differences of one node, a note's without effect on the data."""
        for found in self._told(was, now, moved):
            without_answers = not _holds_answers(was) and not _holds_answers(now)
            yield replace(found, fate=NO_VARIABLE) if without_answers else found

    def _told(self, was: Node, now: Node, moved: bool) -> Iterator[Difference]:
        about: dict[str, Value] = {"question": now.name}
        if was.name != now.name:
            yield Difference("renamed", _renaming(now), {"old": was.name, "new": now.name})
        if moved:
            yield self._move(was, now)
        yield from word_differences(was, now, self.languages)
        for code, before, after, fate in self._rules(was, now):
            yield Difference(code, fate, {**about, "old": before, "new": after})
        if isinstance(was, Question) and isinstance(now, Question) and was.type == now.type:
            yield from list_switched(self.old, self.new, was, now, self.changes)

    def _rules(self, was: Node, now: Node) -> Iterator[tuple[str, Value, Value, Fate]]:
        kept, same = Answers.KEPT, Variables.SAME
        if (before := self._expression(was.relevant)) != (after := _spaced(now.relevant)):
            drafts = Drafts.MAY_LOSE if after else Drafts.ASKED
            yield "relevance_changed", before, after, Fate(kept, drafts, Variables.OTHER_UNIVERSE)
        if isinstance(was, Repeat) and isinstance(now, Repeat):
            if (before := self._expression(was.count)) != (after := _spaced(now.count)):
                yield "count_changed", before, after, Fate(kept, Drafts.MAY_LOSE, same)
        elif isinstance(was, Question) and isinstance(now, Question):
            yield from self._question_rules(was, now)
        elif type(was) is not type(now):
            fate = Fate(Answers.UNREADABLE, Drafts.LOSE, Variables.OTHER_TYPE)
            yield "type_changed", _kind(was), _kind(now), fate

    def _question_rules(self, was: Question, now: Question) -> Iterator[tuple[str, Value, Value, Fate]]:
        if (was.type, was.data_type) != (now.type, now.data_type):
            yield "type_changed", _kind(was), _kind(now), _retyped(was, now)
        for code, before, after, fate in (
            ("constraint_changed", was.constraint, now.constraint, _fate(Drafts.CHECKED)),
            ("calculation_changed", was.calculation, now.calculation, _RECOMPUTED),
            ("filter_changed", was.choice_filter, now.choice_filter, _fate(Drafts.MAY_LOSE)),
            ("default_changed", was.default, now.default, UNTOUCHED),
        ):
            if (old := self._expression(before)) != (new := _spaced(after)):
                yield code, old, new, fate
        if was.required != now.required:
            fate = _fate(Drafts.CHECKED if now.required else Drafts.SAME)
            yield ("now_required" if now.required else "no_longer_required"), "", "", fate
        if was.appearance != now.appearance:
            yield "appearance_changed", was.appearance, now.appearance, UNTOUCHED

    def _expression(self, source: str) -> str:
        """An expression of the old version as it would be written with the names of the new one."""
        return _spaced(_REFERENCE.sub(lambda found: f"${{{self.changes.now(found[1])}}}", source))

    def _moved(self) -> set[str]:
        """Those that stand in another group than before, or in another order among those that stayed."""
        moved: set[str] = set()
        stayed: dict[str, list[str]] = {}
        for name, was in self.back.items():
            around = self._around(self.parents_before[was])
            if around != self._around_new(self.parents_after[name]):
                moved.add(name)
            else:
                stayed.setdefault(around, []).append(name)
        places = {name: place for place, name in enumerate(self.before)}
        for names in stayed.values():
            order = {name: place for place, name in enumerate(self.after)}
            names.sort(key=order.__getitem__)
            keep = _longest_rising([places[self.back[name]] for name in names])
            moved |= {name for at, name in enumerate(names) if at not in keep}
        return moved

    def _around(self, parents: tuple[Node, ...]) -> str:
        return self.changes.now(parents[-1].name) if parents else ""

    @staticmethod
    def _around_new(parents: tuple[Node, ...]) -> str:
        return parents[-1].name if parents else ""

    def _move(self, was: Node, now: Node) -> Difference:
        before, after = self.parents_before[self._key(was)], self.parents_after[now.name]
        values = {"question": now.name, "old": self._around(before), "new": self._around_new(after)}
        if values["old"] == values["new"]:
            return Difference("moved_within", UNTOUCHED, {"question": now.name, "section": values["new"]})
        repeats = [[self.changes.now(one.name) for one in before if isinstance(one, Repeat)]]
        repeats.append([one.name for one in after if isinstance(one, Repeat)])
        if repeats[0] != repeats[1]:
            fate = Fate(Answers.UNREADABLE, _lost(now), Variables.OTHER_TYPE)
            return Difference("moved_between_repeats", fate, values)
        return Difference("moved", _fate(_lost(now)), values)

    def _key(self, node: Node) -> str:
        return node.name if self.before.get(node.name) is node else node.path


def _codes(questionnaire: Questionnaire, node: Node | None) -> frozenset[str]:
    choices = questionnaire.choices(node) if isinstance(node, Question) else ()
    return frozenset(choice.name for choice in choices)


_MISSING = frozenset(code.value for code in Missing)
_RECOMPUTED = Fate(Answers.TO_RECODE, Drafts.SAME, Variables.OTHER_MEANING)


def _fate(drafts: Drafts) -> Fate:
    return Fate(Answers.KEPT, drafts, Variables.SAME)


def _lost(node: Node) -> Drafts:
    """What a draft loses with an answer that it cannot find again: nothing that the form makes anew by itself."""
    return Drafts.SAME if isinstance(node, Question) and node.type in _MADE_ANEW else Drafts.LOSE


_MADE_ANEW = frozenset({"calculate", "start", "end", "today"})


def _holds_answers(node: Node) -> bool:
    return not isinstance(node, Question) or node.type != "note"


def _added(node: Node) -> Difference:
    if not isinstance(node, Question):
        return Difference("section_added", NO_VARIABLE, {"question": node.name, "type": _kind(node)})
    values = {"question": node.name, "type": _kind(node)}
    if not _holds_answers(node):
        return Difference("added", NO_VARIABLE, values)
    drafts = Drafts.ASKED if node.asked else Drafts.SAME
    return Difference("added", Fate(Answers.NONE, drafts, Variables.NEW), values)


def _removed(node: Node) -> Difference:
    values = {"question": node.name, "type": _kind(node)}
    if not isinstance(node, Question):
        return Difference("section_removed", NO_VARIABLE, values)
    if not _holds_answers(node):
        return Difference("removed", NO_VARIABLE, values)
    return Difference("removed", Fate(Answers.RETIRED, _lost(node), Variables.GONE), values)


def _renaming(node: Node) -> Fate:
    return Fate(Answers.KEPT, _lost(node), Variables.SAME if isinstance(node, Section) else Variables.RENAMED)


def _retyped(was: Question, now: Question) -> Fate:
    if not _holds_answers(was):
        return Fate(Answers.NONE, Drafts.ASKED, Variables.NEW)
    if not _holds_answers(now):
        return Fate(Answers.RETIRED, Drafts.LOSE, Variables.GONE)
    if now.type in _ALWAYS_READ.get(was.type, ()) or (was.data_type, now.data_type) == ("int", "decimal"):
        return Fate(Answers.KEPT, Drafts.SAME, Variables.OTHER_TYPE)
    if was.data_type == now.data_type and not {was.type, now.type} & {"select_one", "select_multiple"}:
        return Fate(Answers.KEPT, Drafts.SAME, Variables.SAME)
    return Fate(Answers.UNREADABLE, Drafts.MAY_LOSE, Variables.OTHER_TYPE)


def _kind(node: Node) -> str:
    if isinstance(node, Question):
        return node.type if node.data_type == "string" or node.asked else f"{node.type} ({node.data_type})"
    return "section" if isinstance(node, Section) else "repeat"


def _parents(questionnaire: Questionnaire) -> dict[str, tuple[Node, ...]]:
    found: dict[str, tuple[Node, ...]] = {}

    def walk(nodes: Sequence[Node], around: tuple[Node, ...]) -> None:
        for node in nodes:
            found[node.path if node.name in found else node.name] = around
            if not isinstance(node, Question):
                walk(node.children, (*around, node))

    walk(questionnaire.children, ())
    return found


def _spaced(source: str) -> str:
    return " ".join(_REFERENCE.sub(lambda found: f"${{{found[1]}}}", source).split())


def _title(questionnaire: Questionnaire) -> str:
    return " / ".join(questionnaire.title.values())


def _longest_rising(places: Sequence[int]) -> set[int]:
    """The positions of a longest rising subsequence: what need not have moved."""
    ends: list[int] = []  # index of the smallest last element of a rising run of each length
    before: dict[int, int] = {}
    for at, place in enumerate(places):
        length = bisect_left([places[end] for end in ends], place)
        before[at] = ends[length - 1] if length else -1
        ends[length : length + 1] = [at]
    kept, at = set(), ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return kept
