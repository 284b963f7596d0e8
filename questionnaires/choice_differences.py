"""Choice lists told apart: codes added, removed, recoded, relabelled, moved, or narrowed by other columns."""

import re
from collections.abc import Iterator, Mapping

from questionnaires.changes import Changes
from questionnaires.definition import Choice, Question, Questionnaire
from questionnaires.fates import UNTOUCHED, Answers, Difference, Drafts, Fate, Variables
from questionnaires.problems import Value
from questionnaires.word_differences import changed

_ADDED = Fate(Answers.KEPT, Drafts.SAME, Variables.OTHER_CODES)
_REMOVED = Fate(Answers.TO_RECODE, Drafts.LOSE, Variables.OTHER_CODES)
_RECODED = Fate(Answers.RECODED, Drafts.LOSE, Variables.OTHER_CODES)
_FILTERED = Fate(Answers.KEPT, Drafts.MAY_LOSE, Variables.SAME)

Lists = tuple[tuple[Choice, ...], tuple[Choice, ...]]  # before and after


def choice_differences(
    old: Questionnaire, new: Questionnaire, changes: Changes, back: Mapping[str, str], languages: frozenset[str]
) -> Iterator[Difference]:
    """What differs in the lists that questions of both versions use, each list told once."""
    before = {question.name: question for question in old.questions}
    told: dict[str, list[Question]] = {}
    for question in new.questions:
        was = before.get(back.get(question.name, ""))
        if was is not None and question.choice_list and was.choice_list == question.choice_list:
            told.setdefault(question.choice_list, []).append(question)
    for name, questions in told.items():
        if name in old.choice_lists and name in new.choice_lists:
            lists = (old.choice_lists[name].choices, new.choice_lists[name].choices)
            yield from _compared(lists, _About(name, tuple(questions), changes), languages)


def list_switched(
    old: Questionnaire, new: Questionnaire, was: Question, now: Question, changes: Changes
) -> Iterator[Difference]:
    """A question that takes its choices from another list than before."""
    if was.choice_list == now.choice_list:
        return
    codes = {choice.name for choice in new.choices(now)}
    lost = [choice.name for choice in old.choices(was) if choice.name not in codes]
    declared = changes.recoded.get(now.name, {})
    fate = _ADDED if not lost else _RECODED if all(code in declared for code in lost) else _REMOVED
    values = {"question": now.name, "old": was.choice_list, "new": now.choice_list, "codes": " ".join(lost) or "-"}
    yield Difference("list_switched", fate, values)


class _About:
    """Which list, and the questions that use it."""

    def __init__(self, name: str, questions: tuple[Question, ...], changes: Changes) -> None:
        self.name, self.questions = name, [question.name for question in questions]
        self.filters = [question.choice_filter for question in questions]
        self.recoded = [changes.recoded.get(question.name, {}) for question in questions]

    def values(self, choice: Choice) -> dict[str, Value]:
        return {"list": self.name, "choice": choice.name, "questions": ", ".join(self.questions)}

    def now(self, code: str) -> str:
        """The new code, where every question of the list has it recoded; else empty."""
        found = [recoded.get(code, "") for recoded in self.recoded]
        return " ".join(dict.fromkeys(found)) if all(found) else ""


def _compared(lists: Lists, about: _About, languages: frozenset[str]) -> Iterator[Difference]:
    before, after = ({choice.name: choice for choice in one} for one in lists)
    for code, choice in before.items():
        if code not in after:
            values = {**about.values(choice), "label": _label(choice)}
            if new := about.now(code):
                yield Difference("choice_recoded", _RECODED, {**values, "new": new})
            else:
                yield Difference("choice_removed", _REMOVED, values)
    for code, choice in after.items():
        if code not in before:
            yield Difference("choice_added", _ADDED, {**about.values(choice), "label": _label(choice)})
            continue
        for language, old, new in changed(before[code].labels, choice.labels, languages):
            values = {**about.values(choice), "language": language, "old": old, "new": new}
            yield Difference("choice_relabelled", UNTOUCHED, values)
        yield from _columns(before[code], choice, about)
    order = [[code for code in one if code in before and code in after] for one in (before, after)]
    if order[0] != order[1]:
        values = {"list": about.name, "questions": ", ".join(about.questions)}
        yield Difference("choices_reordered", UNTOUCHED, values)


def _columns(was: Choice, now: Choice, about: _About) -> Iterator[Difference]:
    for column in dict.fromkeys((*was.extra, *now.extra)):
        old, new = was.extra.get(column, ""), now.extra.get(column, "")
        if old != new:
            values = {**about.values(now), "column": column, "old": old, "new": new}
            filtered = any(re.search(rf"\b{re.escape(column)}\b", one) for one in about.filters)
            yield Difference("choice_changed", _FILTERED if filtered else UNTOUCHED, values)


def _label(choice: Choice) -> str:
    return next(iter(choice.labels.values()), "")
