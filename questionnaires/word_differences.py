"""Wordings told apart, language by language: labels, hints and messages."""

from collections.abc import Iterator, Mapping

from questionnaires.definition import Node, Question, Questionnaire, Words
from questionnaires.fates import NO_VARIABLE, UNTOUCHED, Difference


def languages_of(questionnaire: Questionnaire) -> frozenset[str]:
    """The languages in which anything is worded."""
    spoken = {language for node in questionnaire.nodes for words in _wordings(node).values() for language in words}
    lists = questionnaire.choice_lists.values()
    spoken |= {language for one in lists for choice in one.choices for language in choice.labels}
    return frozenset(spoken | {questionnaire.default_language})


def word_differences(was: Node, now: Node, languages: frozenset[str]) -> Iterator[Difference]:
    """What is worded otherwise, in the languages that both versions speak."""
    before = _wordings(was)
    fate = UNTOUCHED if isinstance(now, Question) and now.type != "note" else NO_VARIABLE
    for part, words in _wordings(now).items():
        for language, old, new in changed(before.get(part, {}), words, languages):
            values = {"question": now.name, "part": part, "language": language, "old": old, "new": new}
            yield Difference("wording_changed", fate, values)


def changed(before: Words, after: Words, languages: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """Language, wording before, wording after: where they differ in more than spaces."""
    for language in sorted(languages):
        old, new = before.get(language, ""), after.get(language, "")
        if old.split() != new.split():
            yield language, old, new


def _wordings(node: Node) -> Mapping[str, Words]:
    if isinstance(node, Question):
        return {"label": node.labels, "hint": node.hint, "constraint_message": node.constraint_message}
    return {"label": node.labels}
